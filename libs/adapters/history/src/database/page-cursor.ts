import { Problem } from '@archivesmp/contracts/problem';
import { isUuid } from '@archivesmp/contracts/uuid';
import { Equal, LessThan, type FindOptionsWhere } from 'typeorm';

/** Where a page ended, as opaque text for the client. */
export const writeCursor = (keys: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(keys)).toString('base64url');

/** What a cursor that is none of ours is answered with. */
export const refuseCursor = (): Problem =>
  new Problem('request.invalid', 'The value of "after" is not one that a previous page returned.', {
    errors: [{ field: 'after', message: 'send the value of "next" of the previous page, or leave it out' }],
  });

/** The last millisecond that a DATETIME column can hold. */
const LAST_TIME = Date.UTC(9999, 11, 31);

/**
 * Reads a cursor of a time and an id back.
 * @throws Problem `request.invalid` when the text is none of ours.
 */
export function readTimeCursor(text: string): [time: Date, id: string] {
  const [time, id] = readCursor(text, 2);
  if (typeof time !== 'number' || time < 0 || time > LAST_TIME) throw refuseCursor();
  if (typeof id !== 'string' || !isUuid(id)) throw refuseCursor();
  return [new Date(time), id];
}

/**
 * Reads a cursor of `parts` values back.
 * @throws Problem `request.invalid` when the text is none of ours.
 */
export function readCursor(text: string, parts: number): (string | number)[] {
  let keys: unknown;
  try {
    keys = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    throw refuseCursor();
  }
  const sound =
    Array.isArray(keys) &&
    keys.length === parts &&
    keys.every((part) => typeof part === 'string' || Number.isSafeInteger(part));
  if (!sound) throw refuseCursor();
  return keys as (string | number)[];
}

/**
 * The rows of a page that goes back in time: those after the place where the page before ended, newest first by `column`, then by id.
 * @param only what all of them must meet
 * @throws Problem `request.invalid` when `after` is none of ours
 */
export function timePage<Row extends { id: string }>(
  column: keyof Row & string,
  after: string | undefined,
  only: FindOptionsWhere<Row>,
): FindOptionsWhere<Row>[] {
  if (after === undefined) return [only];
  const [time, id] = readTimeCursor(after);
  return [
    { ...only, [column]: LessThan(time) },
    { ...only, [column]: Equal(time), id: LessThan(id) },
  ];
}
