import { expect, it } from 'vitest';
import { isSameText } from './same-text.js';

it.each([
  ['', '', true],
  ['key', 'key', true],
  ['key', 'kez', false],
  ['key', 'key ', false],
  ['', 'key', false],
])('%j and %j: %s', (one, other, same) => expect(isSameText(one, other)).toBe(same));
