import { hintFor } from '@archivesmp/contracts/closest-name';

const MOST = 1_000;

/** How many of a list the user wants. @throws Error when it is no such number */
export function pageLimit(text: string | undefined, otherwise = 20): number {
  const limit = text === undefined ? otherwise : Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST)
    throw new Error(`--limit ${text}: a number from 1 to ${MOST} is expected`);
  return limit;
}

/** States that the user named, once or several times. @throws Error with the one that was meant */
export function statesOf<State extends string>(
  named: readonly string[] | undefined,
  known: readonly State[],
): State[] | undefined {
  const unknown = named?.find((one) => !known.includes(one as State));
  if (unknown !== undefined)
    throw new Error(`--state ${unknown}: there is no such state${hintFor(unknown, known)}`);
  return named as State[] | undefined;
}
