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
  readonly sourceOf: (at: number) => number;
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
  let at = 0;
  while (at < text.length) {
    const lineStart = at;
    while (at < text.length && isBlank(text.charCodeAt(at))) at++;
    if (at >= text.length) return;
    const first = text.charCodeAt(at);
    if (isLineEnd(first)) {
      at++;
    } else if (first === 35 || first === 33) {
      while (at < text.length && !isLineEnd(text.charCodeAt(at))) at++;
    } else {
      const joined = joinedLine(text, at);
      at = joined.end;
      // A line of nothing but a continuation is none, unless the text ends there: then Java sees an empty key
      // (not after CRLF, of which its reader still has the LF to look at).
      if (joined.raw !== '' || (at >= text.length && !text.endsWith('\r\n')))
        yield splitLine(text, lineStart, joined);
    }
  }
}

/** More is an attack, not a configuration. */
const MAX_CONTINUATIONS = 100_000;

function joinedLine(text: string, start: number): Joined {
  const pieces: { readonly from: number; readonly at: number }[] = [];
  let raw = '';
  let from = start;
  for (;;) {
    const { end, continues } = physicalLine(text, from);
    if (pieces.length >= MAX_CONTINUATIONS)
      throw new ReadFailure(`a value continued over more than ${MAX_CONTINUATIONS} lines`, start);
    pieces.push({ from, at: raw.length });
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
  (pieces: readonly { readonly from: number; readonly at: number }[]) =>
  (at: number): number => {
    let piece = pieces[0]!;
    for (const next of pieces) {
      if (next.at > at) break;
      piece = next;
    }
    return piece.from + (at - piece.at);
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

function afterLineEnd(text: string, at: number): number {
  if (at >= text.length) return at;
  return text.charCodeAt(at) === CR && text.charCodeAt(at + 1) === LF ? at + 2 : at + 1;
}

function splitLine(text: string, lineStart: number, joined: Joined): PropertyLine {
  const { raw, sourceOf } = joined;
  const keyLength = keyLengthOf(raw);
  const valueAt = valueStartOf(raw, keyLength);
  const isEmpty = valueAt >= raw.length;
  return {
    key: unescaped(raw.slice(0, keyLength), () => sourceOf(0)),
    value: unescaped(raw.slice(valueAt), () => sourceOf(valueAt)),
    lineStart,
    keyStart: sourceOf(0),
    keyEnd: keyLength === 0 ? sourceOf(0) : sourceOf(keyLength - 1) + 1,
    valueStart: isEmpty ? joined.end : sourceOf(valueAt),
    valueEnd: joined.end,
    lineEnd: afterLineEnd(text, joined.end),
  };
}

function keyLengthOf(raw: string): number {
  let afterBackslash = false;
  for (let at = 0; at < raw.length; at++) {
    const code = raw.charCodeAt(at);
    if (!afterBackslash && (code === 61 || code === 58 || isBlank(code))) return at;
    afterBackslash = code === BACKSLASH && !afterBackslash;
  }
  return raw.length;
}

/** Blanks around at most one `=` or `:`. */
function valueStartOf(raw: string, keyLength: number): number {
  let hasSeparator = false;
  let at = keyLength;
  for (; at < raw.length; at++) {
    const code = raw.charCodeAt(at);
    if (isBlank(code)) continue;
    if (hasSeparator || (code !== 61 && code !== 58)) break;
    hasSeparator = true;
  }
  return at;
}

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f' };

function unescaped(raw: string, sourceStart: () => number): string {
  let value = '';
  let from = 0;
  for (let at = raw.indexOf('\\'); at >= 0; at = raw.indexOf('\\', from)) {
    const letter = raw.charAt(at + 1);
    value +=
      raw.slice(from, at) +
      (letter === 'u' ? unicodeAt(raw, at + 2, sourceStart) : (ESCAPES[letter] ?? letter));
    from = at + (letter === 'u' ? 6 : 2);
  }
  return from === 0 ? raw : value + raw.slice(from);
}

function unicodeAt(raw: string, at: number, sourceStart: () => number): string {
  const digits = raw.slice(at, at + 4);
  if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw new ReadFailure('Malformed \\uxxxx encoding.', sourceStart());
  return String.fromCharCode(Number.parseInt(digits, 16));
}
