import type { OnlineFlags } from '../hub-command.js';

export interface ReasonFlags extends OnlineFlags {
  readonly reason: string;
}

export interface HoldFlags extends ReasonFlags {
  readonly until?: string;
}

/** Options of `asmp audit list`. */
export interface AuditFlags extends OnlineFlags {
  readonly actor?: string;
  readonly person?: string;
  readonly action?: string;
  readonly subject?: string;
  readonly from?: string;
  readonly until?: string;
  readonly limit?: string;
}
