import { formatOf } from '@archivesmp/config-text';
import type { ConfigFormat } from '@archivesmp/contracts/vocabulary';
import { MASK, maskedText, maskedTexts, type MarkSecret } from '@archivesmp/drift';
import type { SecretJudge } from '@archivesmp/secrets';
import { formatPatch, structuredPatch } from 'diff';

/** Larger texts are compared by their sha256 alone: such a diff is too long to read, and making it would block all other requests. */
export const LARGEST_TEXT = 512 * 1024;
const LONGEST_MS = 400;

/** A keyed hash of a secret: without the key passwords cannot be tried against it. */
export type HashOfSecret = (secret: string) => string;

/** How secrets of one file are told and marked. */
export interface MarkedSecrets {
  readonly judge: SecretJudge;
  readonly hash: HashOfSecret;
}

/** Both sides of a file; a side without content is empty. */
export interface TwoTexts {
  readonly path: string;
  readonly then: Uint8Array;
  readonly now: Uint8Array;
  /** Left out: by the ending of the path. */
  readonly format?: ConfigFormat;
}

export type TextPatch = { readonly diff: string } | { readonly reason: string };

/** A unified diff of two contents, secrets masked. Equal secrets have equal marks, so that a change of one can be seen. */
export function textPatch(
  { path, then, now, format = formatOf(path) }: TwoTexts,
  { judge, hash }: MarkedSecrets,
): TextPatch {
  const hidden = whyNotShown(then) ?? whyNotShown(now);
  if (hidden !== undefined) return { reason: hidden };
  const shown = maskedTexts(path, format, [then, now], judge, markOf(hash));
  const [before, after] = shown.map(withPlainBreaks);
  const patch = structuredPatch(path, path, before!, after!, 'then', 'now', { timeout: LONGEST_MS });
  if (patch === undefined) return { reason: 'it differs in too many places to be shown' };
  if (patch.hunks.length === 0) return { reason: 'only bytes that no text shows differ' };
  return { diff: formatPatch(patch) };
}

/** Why the text of a content is not shown; undefined when it is. */
export function whyNotShown(bytes: Uint8Array): string | undefined {
  if (bytes.length > LARGEST_TEXT) return 'it is too large to be shown';
  return bytes.includes(0) ? 'it is no text' : undefined;
}

/** A whole content as text, secrets masked with marks that are equal for equal secrets. */
export function shownText(
  path: string,
  bytes: Uint8Array,
  format: ConfigFormat,
  { judge, hash }: MarkedSecrets,
): string {
  return withPlainBreaks(maskedText({ file: path, format, bytes, judge }, markOf(hash)));
}

/** Files of Windows show no sign at each line; in a file of mixed line breaks they stay, for there they tell lines apart. */
function withPlainBreaks(text: string): string {
  const isMixed = /\r\n/.test(text) && /(?<!\r)\n/.test(text);
  return isMixed ? text : text.replaceAll('\r\n', '\n');
}

const markOf =
  (hash: HashOfSecret): MarkSecret =>
  (secret) =>
    `${MASK}(${hash(secret.trim()).slice(0, 6)})`;
