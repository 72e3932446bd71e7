import { describe, expect, it } from 'vitest';
import { editConfig, type Edit, readConfig } from '../../src/index.js';
import { bytesOf, leaves } from './read-text.js';

const set = (path: string, value: string | number): Edit => ({ op: 'set', path: [path], value });

function edited(bytes: Uint8Array, ...edits: Edit[]): Uint8Array {
  const result = editConfig(bytes, 'yaml', edits);
  if (result.state === 'refused') throw new Error(result.reason);
  return result.bytes;
}

const textOf = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

// facts/config-quirks.md, section 5: one test for every line of its table, in its order.
describe('bytes of real files', () => {
  it.each([
    ['CRLF throughout', 'a: 1\r\nb: 2\r\n'],
    ['CRLF in the head and LF below', '# head\r\n# more\r\na: 1\nb: 2\n'],
    ['a byte order mark', '\ufeffa: 1\nb: 2\n'],
    ['tabs in comments and after values', 'a: 1\t# x\ty\nb: 2\t\n'],
    ['U+FFFD that was written long ago', 'a: 1\nb: 2 # \ufffd\n'],
    ['mojibake', 'c: Ã¼ber\na: 1\nb: 2\n'],
    [
      'emoji, glyphs, right to left, zero width, section signs',
      'c: 😀\ue000שלום\u00a0\u200b§a\na: 1\nb: 2\n',
    ],
    ['no newline at the end', 'a: 1\nb: 2'],
    ['trailing blanks', 'a: 1   \nb: 2  \n'],
  ])('%s: an edit changes nothing but the value', (_line, text) => {
    expect(textOf(edited(bytesOf(text), set('b', 7)))).toBe(text.replace(/b: 2/, 'b: 7'));
    expect(edited(bytesOf(text))).toEqual(bytesOf(text));
  });

  it('a new key takes the line end of its neighbour', () => {
    const insert: Edit = { op: 'insert', path: ['c'], value: 3 };
    expect(textOf(edited(bytesOf('# h\r\na: 1\nb: 2\n'), insert))).toBe('# h\r\na: 1\nb: 2\nc: 3\n');
    expect(textOf(edited(bytesOf('a: 1\r\nb: 2\r\n'), insert))).toBe('a: 1\r\nb: 2\r\nc: 3\r\n');
  });

  it('a tab in the indentation is unreadable, with the place', () => {
    expect(readConfig(bytesOf('a:\n\tb: 1\n'), 'yaml')).toMatchObject({
      state: 'unreadable',
      error: { line: 2 },
    });
  });

  it('JSON in latin-1 is read as such', () => {
    const latin1 = Uint8Array.from([...bytesOf('{"motd": "'), 0xa7, ...bytesOf('aHi"}')]);
    expect(leaves(latin1, 'json')).toEqual({ motd: 'str:§aHi' });
  });

  it('a file that would not survive a save is not written', () => {
    const bytes = Uint8Array.from([...bytesOf('a: 1\nb: '), 0xe4, 0x0a]);
    expect(editConfig(bytes, 'yaml', [set('a', 2)])).toMatchObject({ state: 'refused', reason: /UTF-8/ });
  });

  it('conflict markers: no YAML, but keys of a properties file', () => {
    const text = '<<<<<<< HEAD\nport: 1\n=======\nport: 2\n>>>>>>> main\n';
    expect(readConfig(bytesOf(text), 'yaml')).toMatchObject({
      state: 'unreadable',
      error: { line: 2 },
    });
    expect(leaves(text, 'properties')).toMatchObject({ '<<<<<<<': 'str:HEAD', port: 'str:2' });
  });
});
