import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import { hideSecrets, MASK, type JudgeOf } from '@archivesmp/drift';
import type { SecretJudge } from '@archivesmp/secrets';
import { judgeAt } from '../judge-at.js';

interface KeyText {
  readonly path: KeyPath;
  readonly before?: string;
  readonly after?: string;
}

interface FileOfKeys<Key extends KeyText> {
  readonly plugin: string;
  readonly path: string;
  readonly keys: Key[];
}

/**
 * The files of a plan as they may be shown now. What is called a secret by now is masked whole, though the text that was approved holds it:
 * rules change, and the text of a plan does not. What it masks stays masked.
 */
export const shownFiles = <Key extends KeyText, File extends FileOfKeys<Key>>(
  files: readonly File[],
  judgeOf: JudgeOf,
): File[] =>
  files.map((file) => {
    const judge = judgeAt(judgeOf, file);
    return { ...file, keys: file.keys.map((key) => shownKey(key, judge)) };
  });

function shownKey<Key extends KeyText>(key: Key, judge: SecretJudge): Key {
  const { path, before, after } = key;
  return {
    ...key,
    ...(before !== undefined && { before: shownText(path, before, judge) }),
    ...(after !== undefined && { after: shownText(path, after, judge) }),
  };
}

/** Texts of plans are JSON but for masks and numbers that JSON does not have; of those only the whole can be judged. */
function shownText(path: KeyPath, text: string, judge: SecretJudge): string {
  const value = valueOf(text);
  const masked = hideSecrets(path, value, judge);
  return JSON.stringify(masked) === JSON.stringify(value) ? text : MASK;
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text.replaceAll(new RegExp(`(?<=^|[\\[: ])${MASK}`, 'gu'), JSON.stringify(MASK)));
  } catch {
    return text;
  }
}
