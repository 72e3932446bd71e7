import type { OnlineFlags } from '../hub-command.js';

export interface ReasonFlags extends OnlineFlags {
  readonly reason: string;
}

export interface HoldFlags extends ReasonFlags {
  readonly until?: string;
}
