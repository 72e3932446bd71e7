import { setImmediate as breathe } from 'node:timers/promises';
import type { FieldError } from '@archivesmp/contracts/problem';
import { ARRAY_MAX_SIZE, getMetadataStorage } from 'class-validator';

/** A value as its DTO class, with every mistake in it. */
export interface Checked<T> {
  readonly dto: T;
  readonly wrong: FieldError[];
}

/** Makes an instance of a class out of a plain object and says what is wrong with it. */
export type Check = <T extends object>(type: new () => T, value: object) => Promise<Checked<T>>;

/** About 20 ms of work; between two pieces others get a turn. */
const PIECE = 250;
/** A sender with more mistakes than this is not helped by more. */
const ENOUGH_MISTAKES = 50;

/**
 * Checks a value whose lists of objects may be long (the manifest of an instance names 20,000 files) without keeping the
 * process from everything else: such lists go through `check` piece by piece. Gives what one check of the whole gives.
 */
export async function checkedInPieces<T extends object>(
  value: Readonly<Record<string, unknown>>,
  type: new () => T,
  check: Check,
): Promise<Checked<T>> {
  const long = Object.entries(value).filter((entry): entry is [string, object[]] => isLong(entry[1]));
  const first = Object.fromEntries(long.map(([name, items]) => [name, items.slice(0, PIECE)]));
  const { dto, wrong } = await check(type, { ...value, ...first });
  const emptied = Object.fromEntries(long.map(([name]) => [name, []]));
  for (const [name, items] of long) {
    const most = mostItems(type, name);
    if (most !== undefined && items.length > most) {
      wrong.push({ field: name, message: `must contain no more than ${most} elements` });
      continue;
    }
    const checkedItems = (dto as Record<string, unknown>)[name];
    if (!Array.isArray(checkedItems)) continue;
    for (let position = PIECE; position < items.length && wrong.length < ENOUGH_MISTAKES; position += PIECE) {
      await breathe();
      const part = await check(type, {
        ...value,
        ...emptied,
        [name]: items.slice(position, position + PIECE),
      });
      for (const item of (part.dto as Record<string, unknown[]>)[name]!) checkedItems.push(item);
      wrong.push(...part.wrong.flatMap((mistake) => shifted(mistake, name, position)));
    }
  }
  return { dto, wrong };
}

const isLong = (value: unknown): boolean =>
  Array.isArray(value) && value.length > PIECE && typeof value[0] === 'object';

/** Only what is said about an item of the list; the rest was said with the first piece. */
function shifted({ field, pointer, message }: FieldError, name: string, by: number): FieldError[] {
  const [list, index, ...rest] = field.split('.');
  if (list !== name || index === undefined) return [];
  const [, , , ...within] = pointer?.split('/') ?? [];
  const position = Number(index) + by;
  return [
    {
      field: [name, position, ...rest].join('.'),
      ...(pointer !== undefined && { pointer: ['', name, position, ...within].join('/') }),
      message,
    },
  ];
}

function mostItems(type: new () => object, name: string): number | undefined {
  const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  const rule = rules.find((one) => one.propertyName === name && one.name === ARRAY_MAX_SIZE);
  return rule?.constraints[0] as number | undefined;
}
