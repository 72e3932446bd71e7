import { ValidateBy } from 'class-validator';

/**
 * The first whole number in a JSON value that is too large to be what its sender wrote: readers of JSON round beyond 2^53, so
 * that 9007199254740993 arrives as 9007199254740992 unnoticed. undefined: there is none.
 */
export function inexactNumber(value: unknown): number | undefined {
  const open: unknown[] = [value];
  for (let offset = 0; offset < open.length; offset += 1) {
    const one = open[offset];
    if (typeof one === 'number' && Number.isInteger(one) && !Number.isSafeInteger(one)) return one;
    if (typeof one === 'object' && one !== null) for (const inner of Object.values(one)) open.push(inner);
  }
  return undefined;
}

/** A JSON value whose whole numbers are what was sent. */
export const IsExactValue = (): PropertyDecorator =>
  ValidateBy({
    name: 'isExactValue',
    validator: {
      validate: (value: unknown) => inexactNumber(value) === undefined,
      defaultMessage: (validation) =>
        `holds ${inexactNumber(validation?.value)}, which is too large to have been sent exactly; write the whole file with content`,
    },
  });
