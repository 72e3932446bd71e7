import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rowId, rowKey } from './row-key.js';

it('is a UUID that MariaDB takes, and the same for the same parts', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), (parts) => {
      expect(rowId(...parts)).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
      expect(rowId(...parts)).toBe(rowId(...(JSON.parse(JSON.stringify(parts)) as unknown[])));
    }),
  );
});

it('differs when a border between parts moves', () => {
  expect(rowKey('a', 'bc')).not.toBe(rowKey('ab', 'c'));
  expect(rowKey('a', ['b'])).not.toBe(rowKey('a', 'b'));
  expect(rowKey('1')).not.toBe(rowKey(1));
});
