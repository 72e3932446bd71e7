import type { OnlineFlags } from '../hub-command.js';

/** Options of `asmp baseline capture`. */
export interface CaptureFlags extends OnlineFlags {
  readonly from?: string;
  readonly file?: readonly string[];
  readonly take?: readonly string[];
  readonly variable?: readonly string[];
  readonly save?: string | true;
}

/** Options of `asmp baseline save`. */
export interface SaveFlags extends OnlineFlags {
  readonly revision?: string;
  readonly new?: true;
}
