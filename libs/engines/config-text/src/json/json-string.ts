import { ReadFailure } from '../source/reading.js';

const ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  '"': '"',
  "'": "'",
  '\\': '\\',
  '/': '/',
};

/**
 * Reads a quoted string that starts at `start`; `end` is after the closing quote. Raw control characters are taken, as
 * Gson takes them; an unknown escape or a missing quote throws `ReadFailure`.
 */
export function readJsonString(
  text: string,
  start: number,
): { readonly value: string; readonly end: number } {
  const quote = text.charCodeAt(start);
  let from = start + 1;
  let value = '';
  for (let offset = from; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (code === quote) return { value: value + text.slice(from, offset), end: offset + 1 };
    if (code === 92) {
      const escape = readEscape(text, offset);
      value += text.slice(from, offset) + escape.value;
      from = escape.end;
      offset = from - 1;
    }
  }
  throw new ReadFailure('this string is never closed', start);
}

function readEscape(text: string, offset: number): { readonly value: string; readonly end: number } {
  const letter = text.charAt(offset + 1);
  const known = ESCAPES[letter];
  if (known !== undefined) return { value: known, end: offset + 2 };
  // Gson reads a backslash at the end of a line as the line break itself.
  if (letter === '\n') return { value: '\n', end: offset + 2 };
  const digits = text.slice(offset + 2, offset + 6);
  if (letter === 'u' && /^[0-9a-fA-F]{4}$/.test(digits)) {
    return { value: String.fromCharCode(Number.parseInt(digits, 16)), end: offset + 6 };
  }
  throw new ReadFailure(`"\\${letter}" is no escape that JSON knows`, offset);
}

/**
 * A string as JSON text. Characters outside ASCII stay as they are only as far as the file itself holds such: a pure
 * ASCII file means the same in every encoding, and so it stays.
 */
export function jsonStringText(value: string, fileText: string): string {
  const rawUpTo = highestRaw(fileText);
  return JSON.stringify(value).replace(/[\u007f-\uffff]/g, (character) =>
    character.charCodeAt(0) <= rawUpTo
      ? character
      : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function highestRaw(text: string): number {
  let highest = 0x7e;
  for (let offset = 0; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (code > 0xff) return 0xffff;
    if (code > 0x7f) highest = 0xff;
  }
  return highest;
}
