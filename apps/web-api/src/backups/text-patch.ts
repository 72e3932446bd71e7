import { formatOf } from '@archivesmp/config-text';
import { MASK, maskedText, type MarkSecret } from '@archivesmp/drift';
import { formatPatch, structuredPatch } from 'diff';
import type { HashOfSecret } from './backup.tokens.js';

/** Larger texts are compared by their sha256 alone: nobody reads such a diff, and making it would hold up everybody else. */
const LARGEST_TEXT = 512 * 1024;
const LONGEST_MS = 400;

/** Both sides of a file; a side without content is empty. */
export interface TwoTexts {
  readonly path: string;
  readonly then: Buffer;
  readonly now: Buffer;
}

export type TextPatch = { readonly diff: string } | { readonly reason: string };

/** A unified diff of two contents, secrets masked. Equal secrets have equal marks, so that a change of one can be seen. */
export function textPatch({ path, then, now }: TwoTexts, hash: HashOfSecret): TextPatch {
  if (then.length > LARGEST_TEXT || now.length > LARGEST_TEXT)
    return { reason: 'it is too large to be shown' };
  if (then.includes(0) || now.includes(0)) return { reason: 'it is no text' };
  const mark = markOf(hash);
  const format = formatOf(path);
  const [before, after] = [then, now].map((bytes) => maskedText({ file: path, format, bytes }, mark));
  const patch = structuredPatch(path, path, before!, after!, 'then', 'now', { timeout: LONGEST_MS });
  if (patch === undefined) return { reason: 'it differs in too many places to be shown' };
  if (patch.hunks.length === 0) return { reason: 'only bytes that no text shows differ' };
  return { diff: formatPatch(patch) };
}

const markOf =
  (hash: HashOfSecret): MarkSecret =>
  (secret) =>
    `${MASK}(${hash(secret.trim()).slice(0, 6)})`;
