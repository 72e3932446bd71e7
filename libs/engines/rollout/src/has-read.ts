/** A start of a server; `from` is the earliest moment at which it may have begun to read its files. */
export interface ServerStart {
  readonly from: Date;
}

/**
 * Whether a server has read its files since they hold what they hold: a start began when all of them did already. Of a file of which
 * nobody knows since when, nobody knows whether it was read.
 * @param since for each file when it was first known to hold its present content; undefined = not known
 */
export function hasRead(since: readonly (Date | undefined)[], starts: readonly ServerStart[]): boolean {
  return since.length > 0 && starts.some(({ from }) => since.every((at) => at !== undefined && at <= from));
}
