import { BACKSLASH, DOUBLE_QUOTE, END, isBlank, isGap, SINGLE_QUOTE } from './characters.js';
import type { Cursor } from './cursor.js';
import { YamlError } from './yaml-error.js';

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['0', '\0'],
  ['a', '\x07'],
  ['b', '\b'],
  ['t', '\t'],
  ['n', '\n'],
  ['v', '\v'],
  ['f', '\f'],
  ['r', '\r'],
  ['e', '\x1b'],
  [' ', ' '],
  ['"', '"'],
  ['\\', '\\'],
  ['N', '\u0085'],
  ['_', '\u00a0'],
  ['L', '\u2028'],
  ['P', '\u2029'],
]);

const HEX_LENGTHS: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);

/** A single or double quoted scalar; continuation lines may be indented as little as they like, as in SnakeYAML. */
export function scanQuoted(cursor: Cursor): string {
  const start = cursor.offset;
  const quote = cursor.peek();
  cursor.skip();
  let value = scanNonSpaces(cursor, quote);
  while (cursor.peek() !== quote) value += scanSpaces(cursor, start) + scanNonSpaces(cursor, quote);
  cursor.skip();
  return value;
}

function scanNonSpaces(cursor: Cursor, quote: number): string {
  const isDouble = quote === DOUBLE_QUOTE;
  let value = '';
  for (;;) {
    let length = 0;
    for (let code = cursor.peek(); !isSpecial(code); code = cursor.peek(length)) length++;
    value += cursor.takeText(length);
    const code = cursor.peek();
    if (!isDouble && code === SINGLE_QUOTE && cursor.peek(1) === SINGLE_QUOTE) {
      value += "'";
      cursor.skip(2);
    } else if (isDouble ? code === SINGLE_QUOTE : code === DOUBLE_QUOTE || code === BACKSLASH) {
      value += cursor.takeText(1);
    } else if (isDouble && code === BACKSLASH) {
      value += scanEscape(cursor);
    } else {
      return value;
    }
  }
}

function isSpecial(code: number): boolean {
  return code === SINGLE_QUOTE || code === DOUBLE_QUOTE || code === BACKSLASH || isGap(code);
}

function scanEscape(cursor: Cursor): string {
  cursor.skip();
  const name = String.fromCharCode(cursor.peek());
  const replacement = ESCAPES.get(name);
  if (replacement !== undefined) {
    cursor.skip();
    return replacement;
  }
  const length = HEX_LENGTHS.get(name);
  if (length !== undefined) {
    cursor.skip();
    const hex = cursor.text.slice(cursor.offset, cursor.offset + length);
    const code = /^[0-9A-Fa-f]+$/.test(hex) ? Number.parseInt(hex, 16) : -1;
    if (code < 0) {
      throw new YamlError(
        `expected escape sequence of ${length} hexadecimal numbers, but found: ${hex}`,
        cursor.offset,
      );
    }
    if (code > 0x10ffff) throw new YamlError(`found unknown escape character ${hex}`, cursor.offset);
    cursor.skip(hex.length);
    return String.fromCodePoint(code);
  }
  if (cursor.consumeBreak() !== '') return scanBreaks(cursor);
  throw new YamlError(`found unknown escape character ${JSON.stringify(name)}`, cursor.offset);
}

function scanSpaces(cursor: Cursor, start: number): string {
  let length = 0;
  while (isBlank(cursor.peek(length))) length++;
  const blanks = cursor.takeText(length);
  if (cursor.peek() === END) {
    throw new YamlError(
      `found unexpected end of stream in the quoted text that starts at offset ${start}`,
      cursor.offset,
    );
  }
  const first = cursor.consumeBreak();
  if (first === '') return blanks;
  const breaks = scanBreaks(cursor);
  if (first !== '\n') return first + breaks;
  return breaks === '' ? ' ' : breaks;
}

function scanBreaks(cursor: Cursor): string {
  let breaks = '';
  for (;;) {
    if (cursor.isDocumentSeparator())
      throw new YamlError('found unexpected document separator', cursor.offset);
    while (isBlank(cursor.peek())) cursor.skip();
    const next = cursor.consumeBreak();
    if (next === '') return breaks;
    breaks += next;
  }
}
