import { decodeBytes } from '@archivesmp/config-text';
import type { ConfigFormat } from '@archivesmp/contracts/vocabulary';
import { maskedText } from '@archivesmp/drift';
import type { SecretJudge } from '@archivesmp/secrets';

/**
 * Whether a text holds a secret that the text before did not: also in comments, in entries that a later one overrides, and in
 * files without keys. Undefined = none, else a sentence that names the lines and repeats nothing of them.
 */
export function newSecrets(
  file: string,
  { format }: { readonly format: ConfigFormat },
  bytes: Uint8Array,
  before: Uint8Array | undefined,
  judge: SecretJudge,
): string | undefined {
  const had = new Set(before === undefined ? [] : secretsIn(file, format, before, judge));
  const fresh = secretsIn(file, format, bytes, judge).filter((secret) => !had.has(secret) && !isMark(secret));
  if (fresh.length === 0) return undefined;
  const { text } = decodeBytes(bytes, 'utf8-latin1');
  const lines = fresh.map((secret) => text.split(secret)[0]!.split('\n').length);
  const named = [...new Set(lines)].slice(0, 5).join(', ');
  return `line ${named} holds a secret, perhaps in a comment; a secret is never taken into a baseline`;
}

function secretsIn(file: string, format: ConfigFormat, bytes: Uint8Array, judge: SecretJudge): string[] {
  const secrets: string[] = [];
  maskedText({ file, format, bytes, judge }, (secret) => {
    secrets.push(secret.trim());
    return secret;
  });
  return secrets;
}

/** What stands for a variable gives nothing away. */
const isMark = (secret: string): boolean => /^["']?vq\d*qv\d+[qx]["']?$/.test(secret);
