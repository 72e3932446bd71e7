import { expect, it } from 'vitest';
import { counted } from './counted.js';

it.each([
  [counted(0, 'file'), '0 files'],
  [counted(1, 'file'), '1 file'],
  [counted(2, 'file'), '2 files'],
  [counted(1, 'odd one out', 'odd ones out'), '1 odd one out'],
  [counted(21, 'odd one out', 'odd ones out'), '21 odd ones out'],
])('%s', (text, expected) => expect(text).toBe(expected));
