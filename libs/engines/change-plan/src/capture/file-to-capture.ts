import type { CapturedFile } from '../capture-baseline.js';

/** A baseline as it is, with its name of this very content: a revision of the store, or a hash. */
export interface StoredBaseline {
  readonly content: Uint8Array;
  readonly revision: string;
}

/** One file of a baseline with what an instance has in its place. */
export interface FileToCapture {
  readonly file: string;
  readonly before?: StoredBaseline;
  readonly captured: CapturedFile;
}
