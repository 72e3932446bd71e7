import { isBreakOrEnd, isGap, isOneOf, isWord, SPACE } from './characters.js';
import type { Cursor } from './cursor.js';
import { YamlError } from './yaml-error.js';

const BANG = 0x21;
const LESS = 0x3c;
const GREATER = 0x3e;

/** `handle` is undefined for a verbatim `!<...>` or a lone `!`. */
export interface TagName {
  readonly handle: string | undefined;
  readonly suffix: string;
}

/** The name behind `&` or `*`. */
export function scanAnchorName(cursor: Cursor): string {
  cursor.skip();
  let length = 0;
  while (!isGap(cursor.peek(length)) && !isOneOf(cursor.peek(length), ':,[]{}/.*&')) length++;
  if (length === 0) throw unexpected(cursor, 'the name of an anchor or alias');
  const name = cursor.takeText(length);
  const next = cursor.peek();
  if (!isGap(next) && !isOneOf(next, '?:,]}%@`')) throw unexpected(cursor, 'the end of an anchor or alias');
  return name;
}

/** A tag: `!name`, `!!name`, `!handle!name`, `!<uri>` or `!`. */
export function scanTag(cursor: Cursor): TagName {
  const name = scanTagName(cursor);
  const next = cursor.peek();
  if (next !== SPACE && !isBreakOrEnd(next)) throw unexpected(cursor, 'a blank after the tag');
  return name;
}

function scanTagName(cursor: Cursor): TagName {
  const second = cursor.peek(1);
  if (second === LESS) {
    cursor.skip(2);
    const suffix = scanTagUri(cursor);
    if (cursor.peek() !== GREATER) throw unexpected(cursor, "'>'");
    cursor.skip();
    return { handle: undefined, suffix };
  }
  if (isGap(second)) {
    cursor.skip();
    return { handle: undefined, suffix: '!' };
  }
  let length = 1;
  for (let code = second; code !== SPACE && !isBreakOrEnd(code); code = cursor.peek(length)) {
    if (code === BANG) return { handle: scanTagHandle(cursor), suffix: scanTagUri(cursor) };
    length++;
  }
  cursor.skip();
  return { handle: '!', suffix: scanTagUri(cursor) };
}

/** `!`, `!!` or `!name!`. */
export function scanTagHandle(cursor: Cursor): string {
  if (cursor.peek() !== BANG) throw unexpected(cursor, "'!'");
  let length = 1;
  if (cursor.peek(1) !== SPACE) {
    while (isWord(cursor.peek(length))) length++;
    if (cursor.peek(length) !== BANG) throw unexpected(cursor, "'!' at the end of a tag handle");
    length++;
  }
  return cursor.takeText(length);
}

/** A URI with `%xx` decoded as UTF-8. */
export function scanTagUri(cursor: Cursor): string {
  let length = 0;
  while (isWord(cursor.peek(length)) || isOneOf(cursor.peek(length), ";/?:@&=+$,_.!~*'()[]%")) length++;
  const start = cursor.offset;
  const uri = cursor.takeText(length);
  if (uri === '') throw unexpected(cursor, 'a URI');
  if (!uri.includes('%')) return uri;
  try {
    return decodeURIComponent(uri);
  } catch {
    // because a broken escape is an error of the document, not of the program
    throw new YamlError('expected URI escape sequences of UTF-8', start);
  }
}

export type Directive =
  | { readonly name: 'YAML'; readonly major: number }
  | { readonly name: 'TAG'; readonly handle: string; readonly prefix: string }
  | { readonly name: 'other' };

/** A line that starts with `%`. */
export function scanDirective(cursor: Cursor): Directive {
  cursor.skip();
  let length = 0;
  while (isWord(cursor.peek(length))) length++;
  if (length === 0) throw unexpected(cursor, 'the name of a directive');
  const name = cursor.takeText(length);
  expectBlank(cursor);
  if (name === 'YAML') {
    skipSpaces(cursor);
    const major = scanNumber(cursor);
    if (cursor.peek() !== 0x2e) throw unexpected(cursor, "a digit or '.'");
    cursor.skip();
    scanNumber(cursor);
    expectBlank(cursor);
    endDirective(cursor);
    return { name, major };
  }
  if (name === 'TAG') {
    skipSpaces(cursor);
    const handle = scanTagHandle(cursor);
    if (cursor.peek() !== SPACE) throw unexpected(cursor, "' '");
    skipSpaces(cursor);
    const prefix = scanTagUri(cursor);
    expectBlank(cursor);
    endDirective(cursor);
    return { name, handle, prefix };
  }
  while (!isBreakOrEnd(cursor.peek())) cursor.skip();
  endDirective(cursor);
  return { name: 'other' };
}

function scanNumber(cursor: Cursor): number {
  let length = 0;
  while (cursor.peek(length) >= 0x30 && cursor.peek(length) <= 0x39) length++;
  if (length === 0) throw unexpected(cursor, 'a digit');
  if (length > 9) throw new YamlError('found a number which cannot represent a valid version', cursor.offset);
  return Number(cursor.takeText(length));
}

function skipSpaces(cursor: Cursor): void {
  while (cursor.peek() === SPACE) cursor.skip();
}

function expectBlank(cursor: Cursor): void {
  if (cursor.peek() !== SPACE && !isBreakOrEnd(cursor.peek())) throw unexpected(cursor, "' '");
}

function endDirective(cursor: Cursor): void {
  skipSpaces(cursor);
  if (cursor.peek() === 0x23) while (!isBreakOrEnd(cursor.peek())) cursor.skip();
  if (!isBreakOrEnd(cursor.peek())) throw unexpected(cursor, 'a comment or a line break');
  cursor.consumeBreak();
}

function unexpected(cursor: Cursor, wanted: string): YamlError {
  const code = cursor.peek();
  const found = code === 0 ? 'the end of the file' : JSON.stringify(String.fromCharCode(code));
  return new YamlError(`expected ${wanted}, but found ${found}`, cursor.offset);
}
