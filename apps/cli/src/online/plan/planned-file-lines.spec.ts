import type { PlannedFileView } from '@archivesmp/api-client';
import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { plannedFileLines } from './planned-file-lines.js';

const content = (letter: string) => ({ sha256: letter.repeat(64), size: 12, kind: 'text' });
const file = (more: Partial<PlannedFileView>): PlannedFileView => ({
  path: 'plugins/CMI/config.yml',
  plugin: 'CMI',
  what: 'replaced',
  before: content('a'),
  after: content('b'),
  notes: [],
  ...more,
});
const lines = (more: Partial<PlannedFileView>, full = false): string[] =>
  plannedFileLines(file(more), pc.createColors(false), full);
const HEAD = '    plugins/CMI/config.yml  aaaaaaaaaaaa (12 bytes, text) → bbbbbbbbbbbb (12 bytes, text)';
const DIFF = '--- a\n+++ b\n@@ -1 +1 @@\n-a: 1\n+a: 2\n';

describe('a file of a plan', () => {
  it('is told key by key; that a hidden value changes is said', () => {
    const keys: PlannedFileView['keys'] = [
      { path: ['old', 0], change: 'removed', before: '1', hidden: false },
      {
        path: ['password'],
        change: 'changed',
        before: '••••••',
        after: '••••••',
        hidden: true,
        because: 'by hand',
      },
      { path: [], change: 'changed', before: '[]', after: '{}', hidden: false },
    ];
    expect(lines({ keys, diff: DIFF, hiddenChanges: true })).toEqual([
      `${HEAD}  the whole content is replaced`,
      '      ! a secret, which is not shown, changes with it',
      '      old › [0]: 1 → removed',
      '      password: •••••• → •••••• (another secret)  by hand',
      '      (whole file): [] → {}',
    ]);
    expect(lines({ keys, diff: DIFF }, true)).toContain('      +a: 2');
  });

  it('is told line by line where it has no keys to tell, with what no text shows', () => {
    const shown = [
      `${HEAD}  the whole content is replaced`,
      '      a note',
      '      @@ -1 +1 @@',
      '      -a: 1',
      '      +a: 2',
    ];
    expect(lines({ diff: DIFF, notes: ['a note'] })).toEqual(shown);
    expect(lines({ keys: [], diff: DIFF, notes: ['a note'] })).toEqual(shown);
  });

  it('that comes or goes is shown with its beginning, and in full when asked for', () => {
    const text = Array.from({ length: 25 }, (_, index) => `line ${index}\n`).join('');
    const { before: _, ...anew } = file({ what: 'new', text });
    const shown = plannedFileLines(anew, pc.createColors(false));
    expect(shown[0]).toBe('    plugins/CMI/config.yml  no file → bbbbbbbbbbbb (12 bytes, text)  new file');
    expect(shown.slice(-2)).toEqual(['      +line 19', '      … 5 more lines; --full shows them']);
    expect(plannedFileLines(anew, pc.createColors(false), true).at(-1)).toBe('      +line 24');
    expect(lines({ what: 'deleted', text: 'a: 1\n' }).slice(1)).toEqual(['      -a: 1']);
    expect(lines({ what: 'new', text: '' })).toHaveLength(1);
  });

  it('hides nothing in odd characters, and says how much of a value it leaves out', () => {
    const [head, key, ...text] = lines({
      path: 'plugins/CMI/\u202egmy.yml',
      keys: [{ path: ['p\u0430ss'], change: 'added', after: `"\u200b${'x'.repeat(200)}"`, hidden: false }],
      text: 'a\t\u2066b\n',
    });
    expect(head).toContain('\\u202egmy.yml');
    expect(key).toContain('p\\u0430ss: no such key → "\\u200bxxx');
    expect(key).toMatch(/x… \(\d+ more characters; --full\)$/);
    expect(text).toEqual(['      +a\t\\u2066b']);
  });
});
