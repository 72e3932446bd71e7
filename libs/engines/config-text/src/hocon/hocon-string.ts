import { ReadFailure } from '../source/reading.js';

export interface HoconString {
  readonly value: string;
  readonly end: number;
  readonly style: 'double' | 'literal';
}

const ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  '"': '"',
  '\\': '\\',
  '/': '/',
};

/** Reads `"…"` with the escapes of JSON, or `"""…"""` without any; of more than three quotes at its end all but three belong to it. */
export function readHoconString(text: string, start: number): HoconString {
  if (text.startsWith('"""', start)) return readTriple(text, start);
  let value = '';
  let from = start + 1;
  for (let offset = from; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (code === 34) return { value: value + text.slice(from, offset), end: offset + 1, style: 'double' };
    if (code < 32)
      throw new ReadFailure('a line break or tab inside quotes has to be written \\n or \\t', offset);
    if (code !== 92) continue;
    const escape = readEscape(text, offset);
    value += text.slice(from, offset) + escape.value;
    from = escape.end;
    offset = from - 1;
  }
  throw new ReadFailure('this string is never closed', start);
}

function readTriple(text: string, start: number): HoconString {
  let end = text.indexOf('"""', start + 3);
  if (end < 0) throw new ReadFailure('this string is never closed; it needs """ at its end', start);
  while (text.charAt(end + 3) === '"') end++;
  return { value: text.slice(start + 3, end), end: end + 3, style: 'literal' };
}

function readEscape(text: string, offset: number): { readonly value: string; readonly end: number } {
  const letter = text.charAt(offset + 1);
  const known = Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined;
  if (known !== undefined) return { value: known, end: offset + 2 };
  const digits = text.slice(offset + 2, offset + 6);
  if (letter === 'u' && /^[0-9a-fA-F]{4}$/.test(digits))
    return { value: String.fromCharCode(Number.parseInt(digits, 16)), end: offset + 6 };
  throw new ReadFailure(`"\\${letter}" is no escape that HOCON knows`, offset);
}
