import type { OutFlags } from '../../terminal/into-file.js';
import type { OnlineFlags } from '../hub-command.js';

/** Options of `asmp baseline capture`. */
export interface CaptureFlags extends OnlineFlags {
  readonly from?: string;
  readonly file?: readonly string[];
  readonly take?: readonly string[];
  readonly variable?: readonly string[];
  readonly save?: string | true;
  readonly reason?: string;
  readonly baselines?: string;
  readonly instances?: string;
  readonly deviations?: string;
}

/** Options of `asmp baseline save`. */
export interface SaveFlags extends OnlineFlags {
  readonly revision?: string;
  readonly new?: true;
  readonly reason?: string;
}

/** Options of `asmp baseline show`. */
export interface ShowFlags extends OnlineFlags, OutFlags {
  readonly at?: string;
}

/** Options of `asmp baseline log`. */
export interface LogFlags extends OnlineFlags {
  readonly limit?: string;
}

/** Options of `asmp baseline delete`. */
export interface DeleteFlags extends OnlineFlags {
  readonly revision?: string;
  readonly reason?: string;
}

/** Options of `asmp baseline restore` and `undo`. */
export interface RestoreBaselineFlags extends OnlineFlags {
  readonly reason?: string;
}

/** Options of `asmp baseline set`. */
export interface SetFlags extends OnlineFlags {
  readonly at?: string;
}

/** Options of `asmp baseline adopt`. */
export interface AdoptBaselineFlags extends OnlineFlags {
  readonly all?: true;
  readonly reason: string;
}
