import type { OnlineFlags } from '../hub-command.js';

export interface HoldFlags extends OnlineFlags {
  readonly reason: string;
  readonly until?: string;
}
