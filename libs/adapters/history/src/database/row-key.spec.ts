import { isUuid } from '@archivesmp/contracts/uuid';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rowId, rowKey } from './row-key.js';

it('is a UUID that MariaDB takes, and the same for the same parts', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), (parts) => {
      expect(isUuid(rowId(...parts))).toBe(true);
      expect(rowId(...parts)).toMatch(/^.{14}5.{4}[89ab]/);
      expect(rowId(...parts)).toBe(rowId(...(JSON.parse(JSON.stringify(parts)) as unknown[])));
    }),
  );
});

it('differs when a border between parts moves', () => {
  expect(rowKey('a', 'bc')).not.toBe(rowKey('ab', 'c'));
  expect(rowKey('a', ['b'])).not.toBe(rowKey('a', 'b'));
  expect(rowKey('1')).not.toBe(rowKey(1));
});
