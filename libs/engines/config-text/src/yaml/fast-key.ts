import type { ScalarType } from '../model.js';
import { DOT, DOUBLE_QUOTE, MINUS, SINGLE_QUOTE } from './characters.js';
import type { FastNodes } from './fast-nodes.js';
import { HAND_OVER, type LineLexer } from './line-lexer.js';
import { plainType } from './plain-type.js';

/** A key further than this from its colon is not certainly a key. */
const LONGEST_KEY = 1000;

/** The key of a block map that was read last; one object for all, because there are so many. */
export class FastKey {
  key = '';
  type: ScalarType = 'string';
  end = 0;
  /** Offset of its colon. */
  colon = 0;

  constructor(
    private readonly text: string,
    private readonly line: LineLexer,
    private readonly nodes: FastNodes,
  ) {}

  /** Reads the key at `start`, which is the first content of its line when `column` is 0. */
  scanKey(start: number, column: number): void {
    const code = this.text.charCodeAt(start);
    if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) this.readQuoted(start, code);
    else this.readPlain(start, code, column);
    if (this.colon - start > LONGEST_KEY) throw HAND_OVER;
  }

  private readQuoted(start: number, quote: number): void {
    const close = this.line.closingQuote(start, quote);
    if (close === -1) throw HAND_OVER;
    this.end = close + 1;
    this.colon = this.line.colonAfter(this.end);
    if (this.colon === -1) throw HAND_OVER;
    this.key = this.line.quotedText(start, quote, close);
    this.type = 'string';
  }

  private readPlain(start: number, code: number, column: number): void {
    const { text, line } = this;
    if (!line.startsPlain(start, code) || line.plainEnd(start) !== 'key') throw HAND_OVER;
    if (column === 0 && (code === MINUS || code === DOT) && isMark(text.slice(start, start + 3)))
      throw HAND_OVER;
    this.colon = line.stop;
    this.end = line.trimmedEnd;
    this.key = text.slice(start, this.end);
    const type = plainType(this.key);
    if (type === 'string') {
      this.type = type;
      return;
    }
    this.key = this.nodes.keyOf(this.key, type);
    this.type = type === 'merge' ? 'string' : type;
  }
}

function isMark(text: string): boolean {
  return text === '---' || text === '...';
}
