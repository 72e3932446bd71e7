import { expect, it } from 'vitest';
import { StorageKeys } from './storage-keys.js';

const [ONE, TWO, THREE] = ['1', '2', '3'].map((text) => text.repeat(40)) as [string, string, string];

it('has each key once, the current one first, however often the settings name it', () => {
  const keys = new StorageKeys(TWO, [ONE, TWO, THREE, ONE]);
  const ids = [TWO, ONE, THREE].map((text) => new StorageKeys(text).current.id);
  expect(keys.all.map(({ id }) => id)).toEqual(ids);
  expect(keys.all[0]).toBe(keys.current);
  expect(keys.withId(ids[2]!)).toBe(keys.all[2]);
  expect(keys.withId('f'.repeat(16))).toBeUndefined();
});
