import type { FileChangeRequest, KeyChangeRequest } from '@archivesmp/contracts/plan';
import type { FieldError } from '@archivesmp/contracts/problem';

const MOST = 200;

/**
 * Every mistake in hand-written changes that their types alone do not show, each at its place, so that a file of many changes
 * is corrected in one go: a change says exactly one of edits, content and remove, and an edit has the value it needs.
 */
export function mistakesIn(changes: readonly FileChangeRequest[]): FieldError[] {
  const mistakes = changes.flatMap((change, index) => [
    ...waysOf(change, ['changes', index]),
    ...(change.edits ?? []).flatMap((edit, number) =>
      mistakesOfEdit(edit, ['changes', index, 'edits', number]),
    ),
  ]);
  return mistakes.slice(0, MOST);
}

type FieldPath = readonly (string | number)[];

function waysOf({ edits, content, remove }: FileChangeRequest, location: FieldPath): FieldError[] {
  const ways = [
    ...(edits !== undefined && edits.length > 0 ? ['edits'] : []),
    ...(content !== undefined ? ['content'] : []),
    ...(remove === true ? ['remove'] : []),
  ];
  if (ways.length === 1) return [];
  const found = ways.length === 0 ? 'and it says none' : `and it says ${ways.join(' and ')}`;
  return [mistake(location, `must say exactly one of edits, content and remove, ${found}`)];
}

function mistakesOfEdit({ op, path, value }: KeyChangeRequest, location: FieldPath): FieldError[] {
  const wrong = path.findIndex(
    (step) => typeof step !== 'string' && !(Number.isSafeInteger(step) && step >= 0),
  );
  return [
    ...(wrong < 0
      ? []
      : [mistake([...location, 'path', wrong], 'must be a key as text, or the position in a list')]),
    ...(op === 'unset' && value !== undefined
      ? [mistake([...location, 'value'], 'goes with set and insert only')]
      : []),
    ...(op !== 'unset' && value === undefined
      ? [mistake([...location, 'value'], `is missing; ${op} needs one`)]
      : []),
  ];
}

const mistake = (location: FieldPath, message: string): FieldError => ({
  field: location.join('.'),
  pointer: `/${location.join('/')}`,
  message,
});
