import { sha256Hex } from '@archivesmp/digests';
import { BY_NAME_AND_SHAPE } from '@archivesmp/secrets';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FileChange } from '../plan.js';
import { contentKind } from './content-kind.js';
import { shownChange } from './shown-change.js';
import { LARGEST_TEXT, shownText, textPatch, whyNotShown } from './text-patch.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const MASK = '••••••';

/** A change between two contents as a plan would name it; null: no file. */
function show(
  before: string | Uint8Array | null,
  after: string | Uint8Array | null,
  more: Partial<FileChange> = {},
) {
  const contentOf = (one: string | Uint8Array | null) => (typeof one === 'string' ? bytes(one) : one);
  const [was, will] = [contentOf(before), contentOf(after)];
  const change: FileChange = {
    path: 'plugins/CMI/config.yml',
    plugin: 'CMI',
    kind: 'config',
    before: was && sha256Hex(was),
    after: will && sha256Hex(will),
    keys: [],
    format: 'yaml',
    ...more,
  };
  return shownChange(
    change,
    { ...(was && { before: was }), ...(will && { after: will }) },
    { judge: BY_NAME_AND_SHAPE, hash: sha256Hex },
  );
}

describe('a secret in a text', () => {
  it('is shown as the first six characters of its hash, the same with and without the space around it', () => {
    const hash = (secret: string): string => `${secret.length}${secret}`;
    expect(
      shownText('c.yml', bytes('password: ab7cdefgh\n'), 'yaml', { judge: BY_NAME_AND_SHAPE, hash }),
    ).toBe(`password: ${MASK}(9ab7cd)\n`);
    const hashed: string[] = [];
    const note = (secret: string): string => `${hashed.push(secret)}23456789`;
    const noted = { judge: BY_NAME_AND_SHAPE, hash: note };
    shownText('c.yml', bytes('password: |\n  ab7cdefgh\n# token = ab7cdefgh \n'), 'yaml', noted);
    shownText('motd.txt', bytes('  the password is ab7cdefgh  \n'), 'text', noted);
    expect(hashed).toEqual(hashed.map((secret) => secret.trim()));
    expect(hashed.length).toBeGreaterThan(0);
  });
});

describe('two texts', () => {
  it('have no patch where one of them cannot be shown, and the reason instead', () => {
    const [small, large, none] = [bytes('a: 1\n'), new Uint8Array(LARGEST_TEXT + 1).fill(0x61), bytes('a\0')];
    const patch = (then: Uint8Array, now: Uint8Array) =>
      textPatch({ path: 'a.yml', then, now }, { judge: BY_NAME_AND_SHAPE, hash: sha256Hex });
    for (const [then, now] of [
      [small, large],
      [large, small],
    ] as const)
      expect(patch(then, now)).toEqual({ reason: 'it is too large to be shown' });
    for (const [then, now] of [
      [small, none],
      [none, small],
    ] as const)
      expect(patch(then, now)).toEqual({ reason: 'it is no text' });
    expect(patch(small, small)).toEqual({ reason: 'only bytes that no text shows differ' });
    expect(patch(small, bytes('a: 2\n'))).toMatchObject({
      diff: expect.stringMatching(/^--- a\.yml\tthen\n\+\+\+ a\.yml\tnow\n[^]*-a: 1\n\+a: 2\n/m),
    });
    expect(whyNotShown(large.subarray(1))).toBeUndefined();
    expect(whyNotShown(new Uint8Array(524_289).fill(0x61))).toBe('it is too large to be shown');
  });
});

describe('a whole text that replaces another', () => {
  it('is shown key by key, removed ones first, and line by line', () => {
    const shown = show(
      'a: 1\nb: [1, 2]\nold: {x: 1}\nlist: [a, b]\n',
      'a: 2\nb: [1, 2]\nnew: yes\nlist: [b, a]\n',
    );
    expect(shown.what).toBe('replaced');
    expect(shown.keys).toEqual([
      { path: ['old'], change: 'removed', before: '{"x": 1}', hidden: false },
      { path: ['a'], change: 'changed', before: '1', after: '2', hidden: false },
      { path: ['list'], change: 'reordered', before: '["a", "b"]', after: '["b", "a"]', hidden: false },
      { path: ['new'], change: 'added', after: 'true', hidden: false },
    ]);
    expect(shown.diff).toContain('-a: 1\n');
    expect(shown.diff).toContain('+a: 2\n');
    expect(shown.hiddenChanges).toBe(false);
    expect(shown.notes).toEqual([]);
    expect(shown.before).toEqual({
      sha256: sha256Hex('a: 1\nb: [1, 2]\nold: {x: 1}\nlist: [a, b]\n'),
      size: 40,
      kind: 'text',
    });
  });

  it('that changes no meaning says so and still shows the lines', () => {
    const shown = show('a: 1 # one\n', 'a: 1 # uno\n');
    expect(shown.keys).toEqual([]);
    expect(shown.notes).toEqual(['no key changes its meaning: only comments, order or spelling differ']);
    expect(shown.diff).toContain('+a: 1 # uno');
  });

  it('is shown as text where a side cannot be read by key', () => {
    for (const [before, after] of [
      ['a: [1\n', 'a: 1\n'],
      ['a: 1\n', 'a: [1\n'],
    ]) {
      const shown = show(before!, after!);
      expect(shown.keys).toBeUndefined();
      expect(shown.hiddenChanges).toBeUndefined();
      expect(shown.diff).toContain(`-${before}`);
    }
    expect(show('one\n', 'two\n', { format: 'text', path: 'plugins/X/motd.txt' }).keys).toBeUndefined();
  });

  it('is read as its plugin reads it', () => {
    const shown = show('a.b: 1\n', 'a: {b: 2}\n', { view: 'bukkit' });
    expect(shown.keys).toEqual([
      { path: ['a', 'b'], change: 'changed', before: '1', after: '2', hidden: false },
    ]);
    expect(show('a: 1\n', 'a: 2\n', { path: 'plugins/X/kits.txt' }).keys).toHaveLength(1);
    expect(show('a^b: 1\n', 'a: {b: 2}\n', { view: 'bukkit', separator: '^' }).keys).toHaveLength(1);
  });

  it('says when something behind the length at which lines are cut differs', () => {
    const long = (end: string) => `a: ${'x'.repeat(5_000)}${end}\n`;
    expect(show(long('1'), long('2')).notes).toContain(
      'lines are cut behind 4000 characters, and what is cut off differs',
    );
    expect(show(long('1'), `${long('1')}b: 1\n`).notes).toEqual([]);
    const parted = (one: string, other: string) => `${long(one)}${'y'.repeat(4_000)}${other}\n`;
    expect(show(parted('1', '23'), parted('12', '3')).notes).toContain(
      'lines are cut behind 4000 characters, and what is cut off differs',
    );
    expect(show(null, long('1')).notes).toEqual(['lines are cut behind 4000 characters']);
    for (const end of ['\n', '\r\n', '\r']) {
      const exact = (length: number): string => `a: ${'x'.repeat(length - 3)}${end}b: 1${end}`;
      const cut = 'lines are cut behind 4000 characters';
      expect(show(null, exact(4_000)).notes, JSON.stringify(end)).not.toContain(cut);
      expect(show(null, exact(4_001)).notes, JSON.stringify(end)).toContain(cut);
    }
  });

  it.each([
    ['a\n', 'a\r\n', 'line breaks change from LF to CRLF'],
    ['a\r\nb\r\n', 'a\nb\r\n', 'line breaks change from CRLF to mixed'],
    ['a\nb\r\n', 'a\nb\n', 'line breaks change from mixed to LF'],
    ['a', 'a\n', 'line breaks change from none to LF'],
    ['a', 'a\n', 'the last line gets its line break'],
    ['a\n', 'a', 'the last line loses its line break'],
    ['a\n', '\ufeffa\n', 'the byte order mark is added'],
    ['\ufeffa\n', 'a\n', 'the byte order mark goes'],
  ])('names what the bytes alone tell: %j became %j', (before, after, note) => {
    expect(show(before, after, { format: 'text' }).notes).toContain(note);
    const beside = show(before, before.replace('a', 'b'), { format: 'text' });
    expect(beside.notes.filter((one) => /break|order mark/.test(one))).toEqual([]);
  });

  it('of nothing has no line break to lose or to get', () => {
    expect(show('', 'a\n', { format: 'text' }).notes.join()).not.toMatch(/last line/);
    expect(show('a\n', '', { format: 'text' }).notes.join()).not.toMatch(/last line/);
  });

  it('names what a diff of lines does not show', () => {
    expect(show('a: 1\r\nb: 2\r\n', 'a: 1\nb: 2\n').notes).toEqual([
      'only bytes that no text shows differ',
      'no key changes its meaning: only comments, order or spelling differ',
      'line breaks change from CRLF to LF',
    ]);
    expect(show('\ufeffa: 1\n', 'a: 2\n').notes).toContain('the byte order mark goes');
    expect(show('a: 1\n', '\ufeffa: 2\n').notes).toContain('the byte order mark is added');
    expect(show('a: 1\n', 'a: 2').notes).toContain('the last line loses its line break');
    expect(show('a: 1', 'a: 2\n').notes).toContain('the last line gets its line break');
    expect(show('a: 1\nb: 2\r\n', 'a: 1\n').notes).toContain('line breaks change from mixed to LF');
    expect(show('a: 1\r\nb: 2\r\n', 'a: 1\r\nb: 3\r\n').diff).not.toContain('\r');
    expect(show('a: 1\nb: 2\r\n', 'a: 1\nb: 3\r\n').diff).toContain('-b: 2\r\n');
  });
});

describe('an edit', () => {
  it('shows every key that comes out otherwise, with the reason of those that were asked for', () => {
    const keys = [{ path: ['base', 'x'], before: '1', after: '2', because: 'baseline says so' }];
    const shown = show('base: &b {x: 1}\nother: *b\n', 'base: &b {x: 2}\nother: *b\n', { keys });
    expect(shown.what).toBe('edited');
    expect(shown.keys).toEqual([
      {
        path: ['base', 'x'],
        change: 'changed',
        before: '1',
        after: '2',
        hidden: false,
        because: 'baseline says so',
      },
      { path: ['other', 'x'], change: 'changed', before: '1', after: '2', hidden: false },
    ]);
  });
});

describe('a secret', () => {
  it('is masked on both sides, and whether it changes is said', () => {
    const changed = show('password: hunter2\n', 'password: swordfish\n');
    expect(changed.keys).toEqual([
      { path: ['password'], change: 'changed', before: MASK, after: MASK, hidden: true },
    ]);
    expect(changed.hiddenChanges).toBe(true);
    const same = show('password: hunter2\na: 1\n', 'password: hunter2\na: 2\n');
    expect(same.hiddenChanges).toBe(false);
    for (const shown of [changed, same]) expect(JSON.stringify(shown)).not.toMatch(/hunter2|swordfish/);
    expect(changed.diff).toMatch(new RegExp(`-password: ${MASK}\\(\\w{6}\\)`));
  });

  it('within a branch that changes with it is told, too', () => {
    const shown = show('db: [{password: a1, port: 1}]\n', 'db: [{password: b2, port: 2}]\n');
    expect(shown.keys![0]).toMatchObject({
      before: `[{"password": ${MASK}, "port": 1}]`,
      after: `[{"password": ${MASK}, "port": 2}]`,
      hidden: true,
    });
    expect(show('db: [{password: a1, port: 1}]\n', 'db: [{password: a1, port: 2}]\n').hiddenChanges).toBe(
      false,
    );
  });

  it('is not what changes where lists and maps without any grow', () => {
    expect(show('l: [1]\nm: {a: [x]}\n', 'l: [1, 2, 3]\nm: {a: [x, y], b: 1, c: 2}\n').hiddenChanges).toBe(
      false,
    );
    expect(show('l: [{password: a}]\n', 'l: [{password: a}, {port: 2}]\n').hiddenChanges).toBe(false);
    expect(show('l: [{password: a}]\n', 'l: [{password: a}, {password: b}]\n').hiddenChanges).toBe(true);
    expect(show('l: [{password: a, n: 1}]\n', 'l: [{password: a, n: 1, m: 2}]\n').hiddenChanges).toBe(false);
    expect(show('l: [[{password: a}]]\n', 'l: [[1, {password: a}]]\n').hiddenChanges).toBe(true);
    expect(show('password: [a]\n', 'password: [b]\n').hiddenChanges).toBe(true);
    expect(show('password: a\nb: 1\n', 'password: b\nb: 2\n').hiddenChanges).toBe(true);
  });

  it('cannot be imitated by a value', () => {
    expect(show('a: 1\n', `a: ${MASK}\n`).keys![0]!.after).toBe(`"${MASK}"`);
  });

  it('never gets out, wherever it stands', () => {
    const location = fc.constantFrom(
      'password: SECRET1\n',
      '# token: SECRET1\na: 1\n',
      'secrets: {discord: SECRET1}\n',
      'a: [1\npassword: SECRET1\n',
      'url: "jdbc:mysql://u:SECRET1@h/d"\n',
      'a: 1\n',
    );
    fc.assert(
      fc.property(fc.option(location), fc.option(location), (before, after) => {
        if (before === after) return;
        const swapped = after && after.replaceAll('SECRET1', 'SECRET2');
        expect(JSON.stringify(show(before, swapped))).not.toMatch(/SECRET\d/);
      }),
    );
  });
});

describe('a file that comes or goes', () => {
  it('is shown in full', () => {
    expect(show(null, 'a: 1\npassword: x1\n')).toMatchObject({
      what: 'new',
      text: expect.stringMatching(new RegExp(`^a: 1\npassword: ${MASK}\\(\\w+\\)\n$`)),
      notes: [],
    });
    const gone = show('a: 1\n', null, { because: 'the file should not be here' });
    expect(gone).toMatchObject({ what: 'deleted', text: 'a: 1\n', because: 'the file should not be here' });
    expect(gone.after).toBeUndefined();
    expect(show(null, '').text).toBe('');
    expect(show(null, 'a: 1\r\n')).toMatchObject({ text: 'a: 1\n', notes: ['its line breaks are CRLF'] });
    expect(show(null, '\ufeffa: 1\n').notes).toEqual(['it begins with a byte order mark']);
  });
});

describe('what is no text', () => {
  it('is told by size, hash and kind', () => {
    const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0);
    const shown = show('a: 1\n', png);
    expect(shown.after).toEqual({ sha256: sha256Hex(png), size: 6, kind: 'PNG image' });
    expect(shown.diff).toBeUndefined();
    expect(shown.notes).toEqual(['the new content is not shown line by line: it is no text']);
    expect(show(png, 'a: 1\n').notes).toEqual(['what is there now is not shown line by line: it is no text']);
    expect(show(null, png).notes).toEqual(['it is no text']);
    expect(show(null, new Uint8Array(LARGEST_TEXT + 1).fill(97)).notes).toEqual([
      'it is too large to be shown',
    ]);
    const largest = 'some words\n'.repeat(LARGEST_TEXT / 16);
    expect(show(null, largest).text).toBe(largest);
  });

  it.each([
    ['PK\u0003\u0004', 'zip or JAR'],
    ['\u001f\u008b\u0008', 'gzip'],
    ['\u00ff\u00d8\u00ff', 'JPEG image'],
    ['\u00ca\u00fe\u00ba\u00be', 'Java class'],
    ['\u007fELF\0', 'ELF program'],
    ['MZ\0', 'Windows program'],
    ['MZ: 1', 'text'],
    ['M\0', 'binary'],
    ['\0Z', 'binary'],
    ['SQLite format 3\0', 'SQLite database'],
    ['a\0', 'binary'],
    ['', 'text'],
  ])('%j is %s', (text, kind) => {
    expect(contentKind(Uint8Array.from(text, (one) => one.charCodeAt(0)))).toBe(kind);
  });

  it('is a JAR by its hash alone, for its content is not at hand', () => {
    const jar: FileChange = {
      path: 'plugins/CMI.jar',
      plugin: 'CMI',
      kind: 'jar',
      before: null,
      after: 'b'.repeat(64),
      keys: [],
    };
    expect(shownChange(jar, {}, { judge: BY_NAME_AND_SHAPE, hash: sha256Hex })).toEqual({
      path: 'plugins/CMI.jar',
      plugin: 'CMI',
      what: 'jar',
      after: { sha256: 'b'.repeat(64) },
      notes: [],
    });
  });
});

it('says what is not at hand instead of showing nothing', () => {
  const change: FileChange = {
    path: 'plugins/CMI/config.yml',
    plugin: 'CMI',
    kind: 'config',
    before: 'a'.repeat(64),
    after: 'b'.repeat(64),
    keys: [],
  };
  expect(shownChange(change, {}, { judge: BY_NAME_AND_SHAPE, hash: sha256Hex }).notes).toEqual([
    'its content as it is now and its new content cannot be shown: it is not at hand',
  ]);
  const half = shownChange(
    change,
    { before: bytes('a: 1\n') },
    { judge: BY_NAME_AND_SHAPE, hash: sha256Hex },
  );
  expect(half.notes).toEqual(['its new content cannot be shown: it is not at hand']);
  expect(half.after).toEqual({ sha256: 'b'.repeat(64) });
});
