import { describe, expect, it } from 'vitest';
import { decodedText } from './decode-document.js';
import { readCsv } from './read-csv.js';

const cells = (text: string) => readCsv(text).map((row) => row.cells);

describe('a saved table', () => {
  const TABLE = [
    ['plugin_name', 'note', 'server_A'],
    ['CMI', 'a, b; c', 'True'],
  ];

  it.each([
    ['commas', 'plugin_name,note,server_A\nCMI,"a, b; c",True\n'],
    ['semicolons', 'plugin_name;note;server_A\r\nCMI;a, b; c;True\r\n'.replace('a, b; c', '"a, b; c"')],
    ['tabs', 'plugin_name\tnote\tserver_A\nCMI\ta, b; c\tTrue\n'],
    ['a first line that says so', 'sep=;\nplugin_name;note;server_A\nCMI;"a, b; c";True\n'],
    ['a first line in quotes', '"sep=;"\r\nplugin_name;note;server_A\r\nCMI;"a, b; c";True'],
    ['empty lines', '\nplugin_name,note,server_A\n\n\nCMI,"a, b; c",True\n\n'],
  ])('is read with %s', (_what, text) => {
    expect(cells(text)).toEqual(TABLE);
  });

  it('does not let a comma inside a quoted title decide', () => {
    expect(cells('"a, b, c, d";x\n1;2\n')).toEqual([
      ['a, b, c, d', 'x'],
      ['1', '2'],
    ]);
  });

  it('says where a row begins', () => {
    expect(readCsv('sep=,\na,b\n"x\ny",1\nz,2\n').map(({ line }) => line)).toEqual([2, 3, 5]);
  });

  it('says what is no table', () => {
    expect(() => readCsv('a,b\n"x,1\n')).toThrow();
    expect(readCsv('')).toEqual([]);
  });
});

describe('the text of a document', () => {
  const text = 'plugin_name;note\nÜber;ß\n';
  it.each([
    ['UTF-8', new TextEncoder().encode(text)],
    ['UTF-8 with a mark', new TextEncoder().encode(`\ufeff${text}`)],
    ['UTF-16', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16, the large end first', Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['UTF-16 without a mark', Buffer.from(text, 'utf16le')],
    ['UTF-16 without a mark, the large end first', Buffer.from(text, 'utf16le').swap16()],
    ['windows-1252', Buffer.from(text, 'latin1')],
  ])('is read from %s', (_encoding, bytes) => {
    expect(decodedText({ bytes })).toBe(text);
  });
});
