import { viewOf } from '@archivesmp/baseline';
import { readConfig, type ConfigNode, type ConfigView } from '@archivesmp/config-text';
import type { ConfigFormat } from '@archivesmp/contracts/vocabulary';
import { diffTrees } from './diff-trees.js';

/** How a content is understood. */
export interface ContentReading {
  /** Left out, or `text`: it is not understood, and only its bytes count. */
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
 * Whether two contents of a file mean the same: the same values to the program that reads them, whatever their comments, order,
 * spelling and dates, where the format is understood; the same bytes where it is not.
 */
export function meanSame(left: Uint8Array, right: Uint8Array, reading: ContentReading): boolean {
  if (sameBytes(left, right)) return true;
  const [mine, other] = [meaningOfContent(left, reading), meaningOfContent(right, reading)];
  if (mine.state !== 'understood' || other.state !== 'understood') return false;
  return diffTrees(mine.root, other.root).length === 0;
}

/** Whether two contents are the same, byte for byte. */
export const sameBytes = (left: Uint8Array, right: Uint8Array): boolean =>
  left.length === right.length && Buffer.compare(left, right) === 0;
