import type { CauseKind, Severity } from '@archivesmp/contracts/vocabulary';
import type { OnlineFlags } from '../hub-command.js';

/** Options of `asmp findings`. */
export interface FindingsFlags extends OnlineFlags {
  readonly instance?: string;
  readonly plugin?: string;
  readonly severity?: readonly Severity[];
  readonly cause?: readonly CauseKind[];
  readonly documented?: true;
  readonly grouped?: true;
  readonly count?: true;
  readonly limit?: string;
}

/** Options of `asmp finding keep`, `unkeep`, `ignore` and `unignore`. */
export interface FindingDecisionFlags extends OnlineFlags {
  readonly reason?: string;
  readonly owner?: string;
  readonly until?: string;
  readonly wholeFile?: true;
  readonly everywhere?: true;
}
