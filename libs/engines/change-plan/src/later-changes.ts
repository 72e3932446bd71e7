import { showKey, type KeyPath } from '@archivesmp/contracts/vocabulary';
import { isEdit, type FileChange } from './plan.js';

/** A change of an instance that was made after another one. */
export interface LaterChange {
  readonly deploymentId: string;
  /** The deployment that it took back. */
  readonly undoes?: string;
  readonly files: readonly FileChange[];
}

/** Where two changes meet. */
export interface MetChange<Change extends LaterChange = LaterChange> {
  readonly by: Change;
  /** `plugins/CMI/config.yml`, or one key of it where both changed keys. */
  readonly what: string;
}

/**
 * The last change that touches what an earlier one touched, so that the earlier one cannot be taken back before it: the same key,
 * or a file of which one of the two wrote the whole. What was taken back meanwhile is as if it had never been.
 * @param later changes of the same instance that were made after it, oldest first
 */
export function laterChange<Change extends LaterChange>(
  files: readonly FileChange[],
  later: readonly Change[],
): MetChange<Change> | undefined {
  for (const by of withoutTakenBack(later).reverse())
    for (const file of by.files) {
      const mine = files.find(({ path }) => path === file.path);
      const what = mine && meeting(mine, file);
      if (what !== undefined) return { by, what };
    }
  return undefined;
}

/** Without what was taken back, and without what took it back. */
function withoutTakenBack<Change extends LaterChange>(later: readonly Change[]): Change[] {
  const gone = new Set<Change>();
  for (const back of [...later].reverse()) {
    if (gone.has(back) || back.undoes === undefined) continue;
    const undone = later.find(({ deploymentId }) => deploymentId === back.undoes);
    if (undone === undefined) continue;
    gone.add(undone);
    gone.add(back);
  }
  return later.filter((change) => !gone.has(change));
}

function meeting(mine: FileChange, other: FileChange): string | undefined {
  if (!isEdit(mine) || !isEdit(other)) return mine.path;
  const met = other.keys.find((key) => mine.keys.some((one) => isOneOf(key.path, one.path)));
  return met && `${showKey(met.path)} in ${mine.path}`;
}

/** Whether one key is the other, or part of it. */
const isOneOf = (left: KeyPath, right: KeyPath): boolean =>
  left.slice(0, right.length).every((step, index) => step === right[index]);
