import type { OnlineFlags } from '../hub-command.js';

export interface DecideFlags extends OnlineFlags {
  readonly comment?: string;
  readonly hash?: string;
  readonly full?: true;
}
