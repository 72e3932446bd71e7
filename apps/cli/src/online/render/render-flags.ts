import type { OnlineFlags } from '../hub-command.js';

/** Options of `asmp render`. */
export interface RenderFlags extends OnlineFlags {
  readonly out?: string;
}
