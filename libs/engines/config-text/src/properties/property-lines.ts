import { ReadFailure } from '../source/reading.js';

/** One logical line of a properties file, with where its parts stand in the text. */
export interface PropertyLine {
  readonly key: string;
  readonly value: string;
  /** Start of the first physical line, indentation included. */
  readonly lineStart: number;
  readonly keyStart: number;
  readonly keyEnd: number;
  /** After the separator; equal to `valueEnd` when the value is empty. */
  readonly valueStart: number;
  /** End of the last physical line, before its line ending. */
  readonly valueEnd: number;
  /** After the line ending; the end of the text for the last line. */
  readonly lineEnd: number;
}

/** A logical line joined from its physical lines; `sourceOf` gives the text offset of one of its characters. */
interface Joined {
  readonly raw: string;
  readonly sourceOf: (offset: number) => number;
  readonly end: number;
}

const SPACE = 32;
const TAB = 9;
const FORM_FEED = 12;
const LF = 10;
const CR = 13;
const BACKSLASH = 92;

const isBlank = (code: number): boolean => code === SPACE || code === TAB || code === FORM_FEED;
const isLineEnd = (code: number): boolean => code === LF || code === CR;

/**
 * Splits a text into logical lines exactly as `java.util.Properties.load(Reader)` does: `#` and `!` comments, blank
 * lines, continuation by an odd number of backslashes, the separators `=`, `:` and blank.
 * Throws `ReadFailure` for a malformed `\uXXXX`, where Java refuses the whole file.
 */
export function* propertyLines(text: string): Generator<PropertyLine> {
  let offset = 0;
  while (offset < text.length) {
    const lineStart = offset;
    while (offset < text.length && isBlank(text.charCodeAt(offset))) offset++;
    if (offset >= text.length) return;
    const first = text.charCodeAt(offset);
    if (isLineEnd(first)) {
      offset++;
    } else if (first === 35 || first === 33) {
      while (offset < text.length && !isLineEnd(text.charCodeAt(offset))) offset++;
    } else {
      const joined = joinedLine(text, offset);
      offset = joined.end;
      // A line of nothing but a continuation is none, unless the text ends there: then Java sees an empty key
      // (not after CRLF, of which its reader still has the LF to look at).
      if (joined.raw !== '' || (offset >= text.length && !text.endsWith('\r\n')))
        yield splitLine(text, lineStart, joined);
    }
  }
}

/** More is an attack, not a configuration. */
const MAX_CONTINUATIONS = 100_000;

function joinedLine(text: string, start: number): Joined {
  const pieces: { readonly from: number; readonly start: number }[] = [];
  let raw = '';
  let from = start;
  for (;;) {
    const { end, continues } = physicalLine(text, from);
    if (pieces.length >= MAX_CONTINUATIONS)
      throw new ReadFailure(`a value continued over more than ${MAX_CONTINUATIONS} lines`, start);
    pieces.push({ from, start: raw.length });
    raw += text.slice(from, continues ? end - 1 : end);
    if (!continues || end >= text.length) {
      return { raw, sourceOf: sourceIn(pieces), end };
    }
    from = afterLineEnd(text, end);
    // Nothing collected yet: Java starts over, so that the next line may be a comment.
    if (raw === '') return { raw, sourceOf: sourceIn(pieces), end: from };
    while (from < text.length && isBlank(text.charCodeAt(from))) from++;
  }
}

const sourceIn =
  (pieces: readonly { readonly from: number; readonly start: number }[]) =>
  (offset: number): number => {
    let piece = pieces[0]!;
    for (const next of pieces) {
      if (next.start > offset) break;
      piece = next;
    }
    return piece.from + (offset - piece.start);
  };

function physicalLine(text: string, start: number): { readonly end: number; readonly continues: boolean } {
  let afterBackslash = false;
  let end = start;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (isLineEnd(code)) break;
    afterBackslash = code === BACKSLASH && !afterBackslash;
  }
  return { end, continues: afterBackslash };
}

function afterLineEnd(text: string, offset: number): number {
  if (offset >= text.length) return offset;
  return text.charCodeAt(offset) === CR && text.charCodeAt(offset + 1) === LF ? offset + 2 : offset + 1;
}

function splitLine(text: string, lineStart: number, joined: Joined): PropertyLine {
  const { raw, sourceOf } = joined;
  const keyLength = keyLengthOf(raw);
  const valueStart = valueStartOf(raw, keyLength);
  const isEmpty = valueStart >= raw.length;
  return {
    key: unescaped(raw.slice(0, keyLength), () => sourceOf(0)),
    value: unescaped(raw.slice(valueStart), () => sourceOf(valueStart)),
    lineStart,
    keyStart: sourceOf(0),
    keyEnd: keyLength === 0 ? sourceOf(0) : sourceOf(keyLength - 1) + 1,
    valueStart: isEmpty ? joined.end : sourceOf(valueStart),
    valueEnd: joined.end,
    lineEnd: afterLineEnd(text, joined.end),
  };
}

function keyLengthOf(raw: string): number {
  let afterBackslash = false;
  for (let offset = 0; offset < raw.length; offset++) {
    const code = raw.charCodeAt(offset);
    if (!afterBackslash && (code === 61 || code === 58 || isBlank(code))) return offset;
    afterBackslash = code === BACKSLASH && !afterBackslash;
  }
  return raw.length;
}

/** Blanks around at most one `=` or `:`. */
function valueStartOf(raw: string, keyLength: number): number {
  let hasSeparator = false;
  let offset = keyLength;
  for (; offset < raw.length; offset++) {
    const code = raw.charCodeAt(offset);
    if (isBlank(code)) continue;
    if (hasSeparator || (code !== 61 && code !== 58)) break;
    hasSeparator = true;
  }
  return offset;
}

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f' };

function unescaped(raw: string, sourceStart: () => number): string {
  let value = '';
  let from = 0;
  for (let offset = raw.indexOf('\\'); offset >= 0; offset = raw.indexOf('\\', from)) {
    const letter = raw.charAt(offset + 1);
    value +=
      raw.slice(from, offset) +
      (letter === 'u' ? unicodeAt(raw, offset + 2, sourceStart) : (ESCAPES[letter] ?? letter));
    from = offset + (letter === 'u' ? 6 : 2);
  }
  return from === 0 ? raw : value + raw.slice(from);
}

function unicodeAt(raw: string, offset: number, sourceStart: () => number): string {
  const digits = raw.slice(offset, offset + 4);
  if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw new ReadFailure('Malformed \\uxxxx encoding.', sourceStart());
  return String.fromCharCode(Number.parseInt(digits, 16));
}
