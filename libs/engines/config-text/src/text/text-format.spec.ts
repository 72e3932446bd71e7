import { expect, it } from 'vitest';
import { editConfig } from '../edit-config.js';
import { leavesOf } from '../leaves-of.js';
import { readConfig } from '../read-config.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

it.each([
  ['', ['list:[]']],
  ['one\ntwo', ['str:one', 'str:two']],
  ['one\r\n\rtwo\n', ['str:one', 'str:', 'str:two']],
])('%j is a list of lines', (text, lines) => {
  const reading = readConfig(bytesOf(text), 'text');
  expect(reading.state === 'ok' && [...leavesOf(reading.root).values()]).toEqual(lines);
});

it('has no keys to edit and says so', () => {
  const result = editConfig(bytesOf('a: 1\n'), 'text', [{ op: 'set', path: ['a'], value: 2 }]);
  expect(result).toMatchObject({ state: 'refused', reason: expect.stringMatching(/no keys/) });
});
