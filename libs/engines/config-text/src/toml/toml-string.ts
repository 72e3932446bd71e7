import { ReadFailure } from '../source/reading.js';

export interface TomlText {
  readonly value: string;
  readonly end: number;
  readonly style: 'single' | 'double' | 'literal' | 'folded';
}

const ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
  e: '\u001b',
  '"': '"',
  '\\': '\\',
};

/** Reads one of TOML's four kinds of strings from its opening quote on. `folded` and `literal` are the multi-line ones. */
export function readTomlString(text: string, start: number): TomlText {
  const quote = text.charAt(start);
  const isBasic = quote === '"';
  if (text.startsWith(quote.repeat(3), start)) {
    return { ...multiLine(text, start, quote), style: isBasic ? 'folded' : 'literal' };
  }
  let offset = start + 1;
  let from = offset;
  let value = '';
  for (; ; offset++) {
    const character = text.charAt(offset);
    if (character === '' || character === '\n') throw new ReadFailure('this string is never closed', start);
    if (character === quote) break;
    refuseControl(text, offset);
    if (character === '\\' && isBasic) {
      const escape = readEscape(text, offset);
      value += text.slice(from, offset) + escape.value;
      from = escape.end;
      offset = from - 1;
    }
  }
  return { value: value + text.slice(from, offset), end: offset + 1, style: isBasic ? 'double' : 'single' };
}

function multiLine(
  text: string,
  start: number,
  quote: string,
): { readonly value: string; readonly end: number } {
  const close = quote.repeat(3);
  let from = start + 3;
  // A line break directly behind the opening quotes does not count.
  if (text.startsWith('\r\n', from)) from += 2;
  else if (text.charAt(from) === '\n') from++;
  let value = '';
  for (let offset = from; offset < text.length; offset++) {
    if (text.startsWith(close, offset)) {
      // Up to two quotes directly before the closing three belong to the text.
      let end = offset + 3;
      while (end < offset + 5 && text.charAt(end) === quote) end++;
      return { value: value + text.slice(from, end - 3), end };
    }
    refuseControl(text, offset);
    if (quote === '"' && text.charAt(offset) === '\\') {
      const escape = readLineEnding(text, offset) ?? readEscape(text, offset);
      value += text.slice(from, offset) + escape.value;
      from = escape.end;
      offset = from - 1;
    }
  }
  throw new ReadFailure('this string is never closed', start);
}

/** A backslash at the end of a line swallows the break and all blanks up to the next text. */
function readLineEnding(
  text: string,
  offset: number,
): { readonly value: string; readonly end: number } | undefined {
  const ending = /\\[ \t]*\r?\n[ \t\r\n]*/y;
  ending.lastIndex = offset;
  const found = ending.exec(text);
  return found ? { value: '', end: offset + found[0].length } : undefined;
}

function readEscape(text: string, offset: number): { readonly value: string; readonly end: number } {
  const letter = text.charAt(offset + 1);
  const known = ESCAPES[letter];
  if (known !== undefined) return { value: known, end: offset + 2 };
  const length = letter === 'x' ? 2 : letter === 'u' ? 4 : letter === 'U' ? 8 : 0;
  const digits = text.slice(offset + 2, offset + 2 + length);
  const code = Number.parseInt(digits, 16);
  const isCharacter = length > 0 && digits.length === length && /^[0-9a-fA-F]+$/.test(digits);
  if (!isCharacter || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
    throw new ReadFailure(`"\\${letter}" is no escape that TOML knows`, offset);
  }
  return { value: String.fromCodePoint(code), end: offset + 2 + length };
}

function refuseControl(text: string, offset: number): void {
  const code = text.charCodeAt(offset);
  const isLineEnd = code === 10 || (code === 13 && text.charCodeAt(offset + 1) === 10);
  if ((code < 32 && code !== 9 && !isLineEnd) || code === 127) {
    throw new ReadFailure('a control character; write it as an escape', offset);
  }
}

/** A string as TOML text: in single quotes where the old one was and it fits, else in double quotes. */
export function tomlText(value: string, oldStyle: string | undefined): string {
  const fitsLiteral = !/['\p{Cc}]/u.test(value);
  if ((oldStyle === 'single' || oldStyle === 'literal') && fitsLiteral) return `'${value}'`;
  return JSON.stringify(value).replaceAll('\u007f', '\\u007f');
}
