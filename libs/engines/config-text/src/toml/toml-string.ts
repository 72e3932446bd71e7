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
  let at = start + 1;
  let from = at;
  let value = '';
  for (; ; at++) {
    const character = text.charAt(at);
    if (character === '' || character === '\n') throw new ReadFailure('this string is never closed', start);
    if (character === quote) break;
    refuseControl(text, at);
    if (character === '\\' && isBasic) {
      const escape = readEscape(text, at);
      value += text.slice(from, at) + escape.value;
      from = escape.end;
      at = from - 1;
    }
  }
  return { value: value + text.slice(from, at), end: at + 1, style: isBasic ? 'double' : 'single' };
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
  for (let at = from; at < text.length; at++) {
    if (text.startsWith(close, at)) {
      // Up to two quotes directly before the closing three belong to the text.
      let end = at + 3;
      while (end < at + 5 && text.charAt(end) === quote) end++;
      return { value: value + text.slice(from, end - 3), end };
    }
    refuseControl(text, at);
    if (quote === '"' && text.charAt(at) === '\\') {
      const escape = readLineEnding(text, at) ?? readEscape(text, at);
      value += text.slice(from, at) + escape.value;
      from = escape.end;
      at = from - 1;
    }
  }
  throw new ReadFailure('this string is never closed', start);
}

/** A backslash at the end of a line swallows the break and all blanks up to the next text. */
function readLineEnding(
  text: string,
  at: number,
): { readonly value: string; readonly end: number } | undefined {
  const ending = /\\[ \t]*\r?\n[ \t\r\n]*/y;
  ending.lastIndex = at;
  const found = ending.exec(text);
  return found ? { value: '', end: at + found[0].length } : undefined;
}

function readEscape(text: string, at: number): { readonly value: string; readonly end: number } {
  const letter = text.charAt(at + 1);
  const known = ESCAPES[letter];
  if (known !== undefined) return { value: known, end: at + 2 };
  const length = letter === 'x' ? 2 : letter === 'u' ? 4 : letter === 'U' ? 8 : 0;
  const digits = text.slice(at + 2, at + 2 + length);
  const code = Number.parseInt(digits, 16);
  const isCharacter = length > 0 && digits.length === length && /^[0-9a-fA-F]+$/.test(digits);
  if (!isCharacter || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
    throw new ReadFailure(`"\\${letter}" is no escape that TOML knows`, at);
  }
  return { value: String.fromCodePoint(code), end: at + 2 + length };
}

function refuseControl(text: string, at: number): void {
  const code = text.charCodeAt(at);
  const isLineEnd = code === 10 || (code === 13 && text.charCodeAt(at + 1) === 10);
  if ((code < 32 && code !== 9 && !isLineEnd) || code === 127) {
    throw new ReadFailure('a control character; write it as an escape', at);
  }
}

/** A string as TOML text: in single quotes where the old one was and it fits, else in double quotes. */
export function tomlText(value: string, oldStyle: string | undefined): string {
  const fitsLiteral = !/['\p{Cc}]/u.test(value);
  if ((oldStyle === 'single' || oldStyle === 'literal') && fitsLiteral) return `'${value}'`;
  return JSON.stringify(value).replaceAll('\u007f', '\\u007f');
}
