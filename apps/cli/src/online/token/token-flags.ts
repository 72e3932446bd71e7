import type { OnlineFlags } from '../hub-command.js';

export interface TokenListFlags extends OnlineFlags {
  readonly all?: true;
}
