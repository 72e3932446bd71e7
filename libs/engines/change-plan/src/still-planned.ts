import { showKey, type KeyPath } from '@archivesmp/contracts/vocabulary';
import { nodeAt } from '@archivesmp/baseline';
import { diffTrees, meaningOfContent, meanSame } from '@archivesmp/drift';
import { isSame } from './meaning.js';
import { isEdit, type FileChange } from './plan.js';

/** A file after the restart: what was planned to be in it, and what is. */
export interface RewrittenFile {
  readonly change: FileChange;
  readonly planned: Uint8Array;
  readonly actual: Uint8Array;
  /** What it held before the change; left out when it was not there, or when unknown. */
  readonly before?: Uint8Array;
}

/** What of a file is not as planned. */
export interface DeviationFromPlan {
  readonly words: string;
  /** It is what it was before the change: it was put back. */
  readonly putBack?: true;
}

/**
 * Servers rewrite their files when they start. Whether the file still says what was planned: of edited keys their values, of a
 * file that was written as a whole everything but keys that were added since. Undefined = it does, else what does not.
 */
export function whatDeviates(file: RewrittenFile): DeviationFromPlan | undefined {
  const { change, planned, actual, before } = file;
  const { path } = change;
  const [should, does] = [meaningOfContent(planned, change), meaningOfContent(actual, change)];
  if (does.state === 'not-understood') return { words: `${path} does not parse any more: ${does.reason}` };
  if (should.state !== 'understood' || does.state !== 'understood') {
    if (meanSame(planned, actual, change)) return undefined;
    return wholeDeviation(file);
  }
  if (!isEdit(change)) {
    const lost = diffTrees(should.root, does.root).find((difference) => difference.kind !== 'extra_key');
    return lost && wholeDeviation(file, lost.path);
  }
  const lost = change.keys.find((key) => !isSame(nodeAt(should.root, key.path), nodeAt(does.root, key.path)));
  if (lost === undefined) return undefined;
  const had = before && meaningOfContent(before, change);
  const isPutBack =
    had?.state === 'understood' && isSame(nodeAt(had.root, lost.path), nodeAt(does.root, lost.path));
  return isPutBack
    ? { words: `${path}: ${showKey(lost.path)} has its old value again`, putBack: true }
    : { words: `${path}: ${showKey(lost.path)} is not what was written` };
}

function wholeDeviation({ change, actual, before }: RewrittenFile, key?: KeyPath): DeviationFromPlan {
  const { path } = change;
  if (before !== undefined && meanSame(before, actual, change))
    return { words: `${path} holds again what it held before`, putBack: true };
  return { words: `${path}${key === undefined ? '' : `: ${showKey(key)}`} is not what was written` };
}
