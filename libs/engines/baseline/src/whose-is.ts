/** A file of the desired state as it lies in the bucket. */
export interface StoredThere {
  readonly revision: string;
  /** Of its content; left out: it was not read yet. */
  readonly sha256?: string;
}

/** What the record says that was saved last; without a sha256 it was deleted. */
export interface SavedLast {
  readonly revision?: string;
  readonly sha256?: string;
}

/**
 * `ours`: it is as it was saved last, or rightly not there. `begun`: it is as a change wanted it that was never recorded, because
 * the hub died in between. `altered`, `unknown`, `gone`: it was changed, put there or removed past the hub.
 * `unread`: only its content can tell.
 */
export type Whose = 'ours' | 'begun' | 'altered' | 'unknown' | 'gone' | 'unread';

/**
 * Whose a file in the bucket is. What is believed is the record; the bucket holds a copy that others may write as well.
 * @param begun the change that was begun and not recorded yet
 */
export function whoseIs(
  there: StoredThere | undefined,
  saved: SavedLast | undefined,
  begun: Pick<SavedLast, 'sha256'> | undefined,
): Whose {
  const isSaved = saved?.sha256 !== undefined;
  if (there === undefined) {
    if (!isSaved) return 'ours';
    return begun !== undefined && begun.sha256 === undefined ? 'begun' : 'gone';
  }
  const { sha256, revision } = there;
  if (sha256 === undefined) {
    if (isSaved && saved.revision === revision) return 'ours';
    return isSaved || begun?.sha256 !== undefined ? 'unread' : 'unknown';
  }
  if (isSaved && saved.sha256 === sha256) return 'ours';
  if (begun?.sha256 === sha256) return 'begun';
  return isSaved ? 'altered' : 'unknown';
}
