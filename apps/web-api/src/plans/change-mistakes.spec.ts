import { describe, expect, it } from 'vitest';
import { mistakesIn } from './change-mistakes.js';

const location = { instances: ['BENT01'], plugin: 'CMI', file: 'config.yml' };
const edit = { op: 'set' as const, path: ['a', 0], value: null };

describe('mistakes in hand-written changes', () => {
  it('are none where each change says one thing', () => {
    expect(
      mistakesIn([
        { ...location, edits: [edit, { op: 'unset', path: ['b'] }] },
        { ...location, content: '' },
        { ...location, remove: true },
        { ...location, edits: [edit], remove: false },
      ]),
    ).toEqual([]);
  });

  it('are all named at once, each with its JSON pointer', () => {
    const mistakes = mistakesIn([
      { ...location },
      { ...location, edits: [edit], content: 'a: 1\n' },
      {
        ...location,
        edits: [edit, { op: 'insert', path: ['a'] }, { op: 'unset', path: ['a', -1], value: 1 }],
      },
    ]);
    expect(mistakes.map(({ pointer, message }) => `${pointer} ${message}`)).toEqual([
      '/changes/0 must say exactly one of edits, content and remove, and it says none',
      '/changes/1 must say exactly one of edits, content and remove, and it says edits and content',
      '/changes/2/edits/1/value is missing; insert needs one',
      '/changes/2/edits/2/path/1 must be a key as text, or the position in a list',
      '/changes/2/edits/2/value goes with set and insert only',
    ]);
  });
});
