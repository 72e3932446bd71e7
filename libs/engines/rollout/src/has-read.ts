/** A start of a server; `from` is the earliest moment at which it may have begun to read its files. */
export interface ServerStart {
  readonly from: Date;
}

/** What a file held at a time, in one word; null = it was not there, undefined = it is not known what, but another content. */
export interface ContentSighting {
  readonly at: Date;
  readonly content: string | null | undefined;
}

/**
 * Since when a file is known to hold a content: the first time that it was seen with it after it was last seen with another one.
 * undefined = unknown; two contents at one moment are in no order.
 */
export function heldSince(content: string | null, sightings: readonly ContentSighting[]): Date | undefined {
  const last = Math.max(...sightings.filter((one) => one.content !== content).map(({ at }) => at.getTime()));
  const times = sightings
    .filter((one) => one.content === content && one.at.getTime() > last)
    .map(({ at }) => at.getTime());
  return times.length === 0 ? undefined : new Date(Math.min(...times));
}

/** Whether a server has read its files: a start began when all of them held already what they hold. @param since for each file */
export function hasRead(since: readonly Date[], starts: readonly ServerStart[]): boolean {
  return since.length > 0 && starts.some(({ from }) => since.every((at) => at <= from));
}
