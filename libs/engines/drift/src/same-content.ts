import { viewOf } from '@archivesmp/baseline';
import { readConfig, type ConfigNode, type ConfigView } from '@archivesmp/config-text';
import type { ConfigFormat } from '@archivesmp/contracts/vocabulary';
import { diffTrees } from './diff-trees.js';

/** How a content is understood. */
export interface ContentReading {
  /** Left out, or `text`: nobody understands it, and only its bytes count. */
  readonly format?: ConfigFormat;
  /** In whose eyes; plain when left out. */
  readonly view?: ConfigView;
  /** What separates steps in the Bukkit view; a dot when left out. */
  readonly separator?: string;
}

/** What a content says to the plugin that reads it; or that it is not understood, and why. */
export type ContentMeaning =
  | { readonly state: 'understood'; readonly root: ConfigNode }
  | { readonly state: 'bytes-only' }
  | { readonly state: 'not-understood'; readonly reason: string };

/** Reads a content as its plugin does. */
export function meaningOfContent(bytes: Uint8Array, reading: ContentReading): ContentMeaning {
  const { format, view = 'plain', separator = '.' } = reading;
  if (format === undefined || format === 'text') return { state: 'bytes-only' };
  const read = readConfig(bytes, format);
  if (read.state !== 'ok')
    return { state: 'not-understood', reason: `${read.error.message} (line ${read.error.line})` };
  return { state: 'understood', root: viewOf(read.root, { view, separator }) };
}

/**
 * Whether two contents of a file mean the same: the same values in the eyes of whoever reads them, whatever their comments, order,
 * spelling and dates, where the format is understood; the same bytes where it is not.
 */
export function meanSame(left: Uint8Array, right: Uint8Array, reading: ContentReading): boolean {
  if (sameBytes(left, right)) return true;
  const [mine, other] = [meaningOfContent(left, reading), meaningOfContent(right, reading)];
  if (mine.state !== 'understood' || other.state !== 'understood') return false;
  return diffTrees(mine.root, other.root).length === 0;
}

const WORD = Int32Array.BYTES_PER_ELEMENT;

/** Whether two contents are the same, byte for byte. */
export function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  const { length } = left;
  if (length !== right.length) return false;
  const words = isAligned(left) && isAligned(right) ? Math.floor(length / WORD) : 0;
  if (words > 0 && !sameWords(left, right, words)) return false;
  for (let at = words * WORD; at < length; at++) if (left[at] !== right[at]) return false;
  return true;
}

const isAligned = ({ byteOffset }: Uint8Array): boolean => byteOffset % WORD === 0;

/** Several bytes at a time: most files of a fleet are as their baseline, and end here. */
function sameWords(left: Uint8Array, right: Uint8Array, words: number): boolean {
  const mine = new Int32Array(left.buffer, left.byteOffset, words);
  const other = new Int32Array(right.buffer, right.byteOffset, words);
  for (let at = 0; at < words; at++) if (mine[at] !== other[at]) return false;
  return true;
}
