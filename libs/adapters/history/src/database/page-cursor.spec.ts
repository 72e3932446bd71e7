import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readCursor, writeCursor } from './page-cursor.js';

it('reads back what it wrote', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.maxSafeInteger())), (place) => {
      expect(readCursor(writeCursor(place), place.length)).toEqual(
        place.map((part) => (Object.is(part, -0) ? 0 : part)),
      );
    }),
  );
});

it('refuses anything else with the field that is wrong', () => {
  const bad = [
    '',
    'x',
    'bnVsbA',
    writeCursor(['a']),
    writeCursor(['a', 'b', 'c']),
    btoa('[1,{"a":1}]'),
    btoa('[1,1e99]'),
  ];
  for (const text of bad)
    expect(() => readCursor(text, 2)).toThrowError(
      expect.objectContaining({
        code: 'request.invalid',
        options: { errors: [expect.objectContaining({ field: 'after' })] },
      }) as Error,
    );
});
