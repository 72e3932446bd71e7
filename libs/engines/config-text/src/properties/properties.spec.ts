import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editConfig } from '../edit-config.js';
import { type Edit, READ_LIMITS } from '../model.js';
import { readConfig } from '../read-config.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function read(text: string | Uint8Array): Record<string, unknown> {
  const reading = readConfig(typeof text === 'string' ? bytesOf(text) : text, 'properties');
  if (reading.state !== 'ok' || reading.root.kind !== 'map') throw new Error(JSON.stringify(reading));
  return Object.fromEntries(
    reading.root.entries.map((entry) => [entry.key, entry.value.kind === 'scalar' && entry.value.value]),
  );
}

function edited(text: string, edit: Edit): string {
  const result = editConfig(bytesOf(text), 'properties', [edit]);
  if (result.state === 'refused') throw new Error(result.reason);
  return new TextDecoder().decode(result.bytes);
}

// What java.util.Properties (Java 17) gives for each text; recorded from it.
describe('properties as Java reads them', () => {
  it.each([
    ['a=b', { a: 'b' }],
    ['a = b', { a: 'b' }],
    ['a:b', { a: 'b' }],
    ['a b', { a: 'b' }],
    ['a = = b', { a: '= b' }],
    ['  a=b  ', { a: 'b  ' }],
    ['a', { a: '' }],
    ['=b', { '': 'b' }],
    ['a\\=b=c', { 'a=b': 'c' }],
    ['a\\ b=c', { 'a b': 'c' }],
    ['level-type=minecraft\\:normal', { 'level-type': 'minecraft:normal' }],
    ['motd=\\u00A7aHi\\!', { motd: '§aHi!' }],
    ['a=\\t\\n\\r\\f\\q\\\\', { a: '\t\n\r\fq\\' }],
    ['a=one\\\n   two', { a: 'onetwo' }],
    ['a=one\\\r\n\ttwo', { a: 'onetwo' }],
    ['a=one\\\n\nb=c', { a: 'one', b: 'c' }],
    ['a=one\\\\\nb=c', { a: 'one\\', b: 'c' }],
    ['a=one\\', { a: 'one' }],
    ['\\\n#x\nb=c', { b: 'c' }],
    ['a=b\\\n#c', { a: 'b#c' }],
    ['# c=d\n  ! e=f\na=b', { a: 'b' }],
    ['a=b\rc=d', { a: 'b', c: 'd' }],
    ['\\', { '': '' }],
    ['\\\r\n', {}],
    [
      '<<<<<<< HEAD\na=1\n=======\na=2\n>>>>>>> x',
      { '<<<<<<<': 'HEAD', a: '2', '': '======', '>>>>>>>': 'x' },
    ],
  ])('%j', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it('refuses the file for a malformed \\u, with the line', () => {
    const reading = readConfig(bytesOf('a=1\nb=\\u00zz'), 'properties');
    expect(reading).toMatchObject({ state: 'unreadable', error: { line: 2, column: 3 } });
  });

  it('lets the last duplicate win and reports it', () => {
    const reading = readConfig(bytesOf('a=1\nb=2\na=3'), 'properties');
    expect(reading).toMatchObject({ notices: [{ code: 'duplicate_key', line: 3, path: ['a'] }] });
    expect(read('a=1\nb=2\na=3')).toEqual({ a: '3', b: '2' });
  });

  it('never counts the date that the server rewrites', () => {
    const offset = (date: string) => `#Minecraft server properties\n#${date}\nmotd=x\n`;
    expect(read(offset('Sat Nov 21 07:00:00 UTC 2026'))).toEqual(
      read(offset('Sun Nov 22 08:00:00 CET 2026')),
    );
  });

  it('reads what is no UTF-8 as latin-1 and writes it back as such', () => {
    const latin1 = Uint8Array.from([...bytesOf('motd='), 0xa7, ...bytesOf('a\nx=1\n')]);
    expect(read(latin1)).toEqual({ motd: '§a', x: '1' });
    const result = editConfig(latin1, 'properties', [{ op: 'set', path: ['x'], value: '2' }]);
    expect(result).toMatchObject({ state: 'edited' });
    expect(result.state === 'edited' && [...result.bytes]).toEqual([...latin1.with(latin1.length - 2, 0x32)]);
  });

  it('reads a byte order mark as part of the first key, tells it, and keeps every byte of it', () => {
    const text = '\ufeffmotd=x\nb=1\n';
    expect(read(text)).toEqual({ '\ufeffmotd': 'x', b: '1' });
    expect(readConfig(bytesOf(text), 'properties')).toMatchObject({
      notices: [
        { code: 'byte_order_mark', line: 1, path: ['\ufeffmotd'], message: expect.stringContaining('motd') },
      ],
    });
    expect(read('\ufeff# head\nb=1\n')).toEqual({ '\ufeff#': 'head', b: '1' });
    expect(readConfig(bytesOf('\ufeff\nb=1\n'), 'properties')).toMatchObject({
      notices: [{ path: ['\ufeff'] }],
    });
    expect(readConfig(bytesOf('a=\ufeff\n'), 'properties')).toMatchObject({ notices: [] });
    const bytes = (edit: Edit) => {
      const result = editConfig(bytesOf(text), 'properties', [edit]);
      return result.state === 'edited' ? Buffer.from(result.bytes).toString('utf8') : result.reason;
    };
    expect(bytes({ op: 'set', path: ['b'], value: '2' })).toBe('\ufeffmotd=x\nb=2\n');
    expect(bytes({ op: 'unset', path: ['\ufeffmotd'] })).toBe('b=1\n');
  });

  it('keeps names of JavaScript objects as ordinary keys', () => {
    const reading = readConfig(bytesOf('__proto__=x\nconstructor=y'), 'properties');
    expect(
      reading.state === 'ok' && reading.root.kind === 'map' && reading.root.entries.map(({ key }) => key),
    ).toEqual(['__proto__', 'constructor']);
  });
});

describe('edits of properties', () => {
  it.each([
    ['a=1\nb=2\n', { op: 'set', path: ['a'], value: '3' }, 'a=3\nb=2\n'],
    ['a=1\r\nb=2', { op: 'set', path: ['b'], value: '3' }, 'a=1\r\nb=3'],
    ['a=one\\\n  two\nb=2\n', { op: 'set', path: ['a'], value: 'x' }, 'a=x\nb=2\n'],
    ['t=minecraft\\:normal\n', { op: 'set', path: ['t'], value: 'minecraft:flat' }, 't=minecraft\\:flat\n'],
    ['t=minecraft:normal\n', { op: 'set', path: ['t'], value: 'minecraft:flat' }, 't=minecraft:flat\n'],
    ['motd=hi\n', { op: 'set', path: ['motd'], value: '§a ü' }, 'motd=\\u00A7a \\u00FC\n'],
    ['motd=ü€\n', { op: 'set', path: ['motd'], value: 'ä😀' }, 'motd=ä😀\n'],
    ['a\nb=1\n', { op: 'set', path: ['a'], value: 'x' }, 'a=x\nb=1\n'],
    ['a  b\n', { op: 'set', path: ['a'], value: '=x' }, 'a  \\=x\n'],
    ['a=b\n', { op: 'set', path: ['a'], value: ' x\n\\' }, 'a=\\ x\\n\\\\\n'],
    ['a=1\nb=2\na=3\nc=4\n', { op: 'unset', path: ['a'] }, 'b=2\nc=4\n'],
    ['#head\na=1\n\n#about b\nb=2\n\nc=3\n', { op: 'unset', path: ['b'] }, '#head\na=1\n\n\nc=3\n'],
    ['#group\na=1\nb=2\n', { op: 'unset', path: ['a'] }, '#group\nb=2\n'],
    ['a=1\nb=2', { op: 'unset', path: ['b'] }, 'a=1'],
    ['a = 1\r\n', { op: 'insert', path: ['b c'], value: 'x' }, 'a = 1\r\nb\\ c = x\r\n'],
    ['a=1', { op: 'insert', path: ['b'], value: '2' }, 'a=1\nb=2'],
  ] as [string, Edit, string][])('%j %j', (text, edit, expected) => {
    expect(edited(text, edit)).toBe(expected);
  });

  it.each([
    [{ op: 'set', path: ['x'], value: '1' }, /not in this file/],
    [{ op: 'insert', path: ['a'], value: '1' }, /there already/],
    [{ op: 'set', path: ['a', 'b'], value: '1' }, /no sections/],
    [{ op: 'set', path: ['a'], value: 1 }, /text only/],
  ] as [Edit, RegExp][])('refuses %j', (edit, reason) => {
    expect(() => edited('a=1\n', edit)).toThrow(reason);
  });

  it('gives back exactly what was set, whatever it is, and touches nothing else', () => {
    const value = fc.string({ unit: 'binary', maxLength: 20 });
    const key = fc.constantFrom('a', 'b b', 'ü', 'c=');
    fc.assert(
      fc.property(key, value, (path, wanted) => {
        const text = '# top\na=1\r\nb\\ b : \\u00fc\\\n  more\nü two\nc\\==\n! end\n';
        const before = read(text);
        expect(read(edited(text, { op: 'set', path: [path], value: wanted }))).toEqual({
          ...before,
          [path]: wanted,
        });
      }),
    );
  });

  it('stays quick on long lines of backslashes and on many lines', () => {
    const limits = { ...READ_LIMITS, maxNodes: 10 };
    expect(readConfig(bytesOf('a=\\\n'.repeat(50_000)), 'properties').state).toBe('ok');
    expect(readConfig(bytesOf('a=1\n'.repeat(11)), 'properties', { limits })).toMatchObject({
      state: 'unreadable',
      error: { line: 11 },
    });
  });
});
