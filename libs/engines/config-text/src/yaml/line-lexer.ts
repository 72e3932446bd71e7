import {
  COLON,
  CR,
  DOUBLE_QUOTE,
  HASH,
  isGap,
  LF,
  MINUS,
  QUESTION,
  SINGLE_QUOTE,
  SPACE,
  TAB,
} from './characters.js';
import { Cursor } from './cursor.js';
import { scanQuoted } from './scan-quoted.js';
import { YamlError } from './yaml-error.js';

/** Thrown (one object, no fresh stack) to hand the text over to the full reader. */
export const HAND_OVER = new YamlError('not in the plain subset', 0);

/** 1 for every ASCII character that cannot start a plain scalar (or only with care: a tab). */
const INDICATORS = Uint8Array.from({ length: 128 }, (_value, code) =>
  '\t,[]{}#&*!|>\'"%@`'.includes(String.fromCharCode(code)) ? 1 : 0,
);

/** What can be said about the plain subset by looking at one line. */
export class LineLexer {
  constructor(private readonly text: string) {}

  /** Set by `plainEnd`: where the text in the line stops, and where its last character that is no blank ends. */
  stop = 0;
  trimmedEnd = 0;

  /** Only blanks or a comment from here to the end of the line; a tab is left to the full reader. */
  endsLine(offset: number): boolean {
    const { text } = this;
    let code = text.charCodeAt(offset);
    if (code === HASH) return false;
    while (code === SPACE) code = text.charCodeAt(++offset);
    if (code === TAB) throw HAND_OVER;
    return offset >= text.length || code === LF || code === CR || code === HASH;
  }

  isDash(offset: number): boolean {
    return this.text.charCodeAt(offset) === MINUS && this.isGapAt(offset + 1);
  }

  isGapAt(offset: number): boolean {
    return offset >= this.text.length || isGap(this.text.charCodeAt(offset));
  }

  startsPlain(offset: number, code: number): boolean {
    if (code === MINUS || code === QUESTION || code === COLON) return !this.isGapAt(offset + 1);
    return INDICATORS[code] !== 1;
  }

  /** Looks for the end of a plain scalar in its first line. */
  plainEnd(start: number): 'key' | 'line' | 'comment' {
    const { text } = this;
    const { length } = text;
    let end = start;
    for (let offset = start; offset < length; offset++) {
      const code = text.charCodeAt(offset);
      if (code === SPACE || code === TAB) continue;
      if (code === LF || code === CR) {
        this.stop = offset;
        this.trimmedEnd = end;
        return 'line';
      }
      if (code === COLON && this.isGapAt(offset + 1)) {
        this.stop = offset;
        this.trimmedEnd = end;
        return 'key';
      }
      if (code === HASH && offset !== end) {
        this.stop = offset;
        this.trimmedEnd = end;
        return 'comment';
      }
      end = offset + 1;
    }
    this.stop = length;
    this.trimmedEnd = end;
    return 'line';
  }

  skipSpaces(offset: number): number {
    while (this.text.charCodeAt(offset) === SPACE) offset++;
    return offset;
  }

  /** Column of the next line that is not empty; -1 when that is a comment or there is none. */
  columnOfNextText(offset: number): number {
    const { text } = this;
    for (let start = text.indexOf('\n', offset) + 1; start > 0; start = text.indexOf('\n', start) + 1) {
      const content = this.skipSpaces(start);
      const code = text.charCodeAt(content);
      if (code === CR || code === LF) continue;
      return content >= text.length || code === HASH ? -1 : content - start;
    }
    return -1;
  }

  /** The closing quote in the same line; -1 when the text goes on in the next line (or never ends). */
  closingQuote(start: number, quote: number): number {
    const { text } = this;
    for (let offset = start + 1; offset < text.length; offset++) {
      const code = text.charCodeAt(offset);
      if (code === quote) {
        if (quote === DOUBLE_QUOTE || text.charCodeAt(offset + 1) !== SINGLE_QUOTE) return offset;
        offset++;
      } else if (code === LF) {
        return -1;
      } else if (code === 0x5c && quote === DOUBLE_QUOTE) {
        if (text.charCodeAt(offset + 1) === LF || text.charCodeAt(offset + 1) === CR) return -1;
        offset++;
      }
    }
    return -1;
  }

  quotedText(start: number, quote: number, close: number): string {
    const raw = this.text.slice(start + 1, close);
    if (quote === SINGLE_QUOTE) return raw.includes("''") ? raw.replaceAll("''", "'") : raw;
    return raw.includes('\\') ? scanQuoted(new Cursor(this.text, start)) : raw;
  }

  /** The colon of a key that ends at `at`; -1 when it is none. */
  colonAfter(offset: number): number {
    const colon = this.skipSpaces(offset);
    return this.text.charCodeAt(colon) === COLON && this.isGapAt(colon + 1) ? colon : -1;
  }
}
