import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readCursor, timePage, writeCursor } from './page-cursor.js';

it('reads back what it wrote', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.maxSafeInteger())), (keys) => {
      expect(readCursor(writeCursor(keys), keys.length)).toEqual(
        keys.map((part) => (Object.is(part, -0) ? 0 : part)),
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

const A = '0b6f6c0e-8f3d-4c60-9a80-1f0f3f1f0a01';

it('goes on behind the place where a page of times ended: earlier, or as early with a lower id', () => {
  const after = writeCursor([1_000, A]);
  const pages = timePage<{ id: string; at: Date; state: string }>('at', after, { state: 'open' });
  const texts = pages.map((page) =>
    Object.fromEntries(
      Object.entries(page).map(([column, value]) => {
        const { type, value: than } = value as unknown as { type?: string; value?: unknown };
        return [column, type === undefined ? value : [type, than]];
      }),
    ),
  );
  expect(texts).toEqual([
    { state: 'open', at: ['lessThan', new Date(1_000)] },
    { state: 'open', at: ['equal', new Date(1_000)], id: ['lessThan', A] },
  ]);
});

it('begins with all that meets the conditions, and refuses a place that is none of ours', () => {
  expect(timePage<{ id: string; at: Date }>('at', undefined, {})).toEqual([{}]);
  for (const after of ['x', writeCursor([-1, A]), writeCursor([8.64e15, A]), writeCursor([1, 'no-uuid'])])
    expect(() => timePage<{ id: string; at: Date }>('at', after, {})).toThrowError(
      expect.objectContaining({ code: 'request.invalid' }) as Error,
    );
});
