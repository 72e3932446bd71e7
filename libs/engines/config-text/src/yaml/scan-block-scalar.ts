import { END, HASH, isBlank, isBreak, isBreakOrEnd, isDigit, MINUS, SPACE } from './characters.js';
import { Cursor } from './cursor.js';
import { YamlError } from './yaml-error.js';

const PLUS = 0x2b;
const FOLDED = 0x3e;

interface Header {
  /** `true` keep, `false` strip, undefined clip. */
  readonly keep: boolean | undefined;
  readonly increment: number | undefined;
}

export interface ScannedBlockScalar {
  readonly value: string;
  /** End of the last line of content (without its line break), or of the header. */
  readonly end: number;
}

/** A literal `|` or folded `>` scalar; `indent` is the indentation of the enclosing block. */
export function scanBlockScalar(cursor: Cursor, indent: number): ScannedBlockScalar {
  const isFolded = cursor.peek() === FOLDED;
  cursor.skip();
  const header = scanHeader(cursor);
  let end = cursor.offset;
  skipRestOfLine(cursor);
  const least = Math.max(indent + 1, 1);
  let breaks: string;
  let blockIndent: number;
  if (header.increment === undefined) {
    const found = scanIndentation(cursor);
    breaks = found.breaks;
    blockIndent = Math.max(least, found.widest);
  } else {
    blockIndent = least + header.increment - 1;
    breaks = scanBreaks(cursor, blockIndent);
  }
  const parts: string[] = [];
  let lineBreak = '';
  while (cursor.column === blockIndent && cursor.peek() !== END) {
    parts.push(breaks);
    const startsWithText = !isBlank(cursor.peek());
    let length = 0;
    while (!isBreakOrEnd(cursor.peek(length))) length++;
    parts.push(cursor.takeText(length));
    end = cursor.offset;
    lineBreak = cursor.consumeBreak();
    breaks = scanBreaks(cursor, blockIndent);
    if (cursor.column !== blockIndent || cursor.peek() === END) break;
    if (isFolded && lineBreak === '\n' && startsWithText && !isBlank(cursor.peek())) {
      if (breaks === '') parts.push(' ');
    } else {
      parts.push(lineBreak);
    }
  }
  if (header.keep !== false) parts.push(lineBreak);
  if (header.keep === true) parts.push(breaks);
  return { value: parts.join(''), end };
}

/**
 * What the block scalar at `start` would be with a line break behind the text; undefined when it does not reach the end,
 * the text ends with a line break, or that makes no difference.
 */
export function valueByLines(
  { text, offset }: Cursor,
  start: number,
  indent: number,
  value: string,
): string | undefined {
  if (offset < text.length || endsWithBreak(text)) return undefined;
  const byLines = scanBlockScalar(new Cursor(`${text}\n`, start), indent).value;
  return byLines === value ? undefined : byLines;
}

/** Whether the last line of a text has the line break that a reader line by line would give it. */
export function endsWithBreak(text: string): boolean {
  return text.endsWith('\n') || text.endsWith('\r');
}

function scanHeader(cursor: Cursor): Header {
  let keep = scanChomping(cursor);
  const increment = scanIncrement(cursor);
  if (keep === undefined && increment !== undefined) keep = scanChomping(cursor);
  const code = cursor.peek();
  if (code !== SPACE && !isBreakOrEnd(code)) {
    const found = String.fromCharCode(code);
    throw new YamlError(`expected chomping or indentation indicators, but found ${found}`, cursor.offset);
  }
  return { keep, increment };
}

function scanChomping(cursor: Cursor): boolean | undefined {
  const code = cursor.peek();
  if (code !== MINUS && code !== PLUS) return undefined;
  cursor.skip();
  return code === PLUS;
}

function scanIncrement(cursor: Cursor): number | undefined {
  const code = cursor.peek();
  if (!isDigit(code)) return undefined;
  if (code === 0x30) {
    throw new YamlError('expected indentation indicator in the range 1-9, but found 0', cursor.offset);
  }
  cursor.skip();
  return code - 0x30;
}

function skipRestOfLine(cursor: Cursor): void {
  while (cursor.peek() === SPACE) cursor.skip();
  if (cursor.peek() === HASH) while (!isBreakOrEnd(cursor.peek())) cursor.skip();
  const code = cursor.peek();
  if (cursor.consumeBreak() === '' && code !== END) {
    throw new YamlError(
      `expected a comment or a line break, but found ${String.fromCharCode(code)}`,
      cursor.offset,
    );
  }
}

/** Leading empty lines; the widest of their indentations and of the first line with text counts. */
function scanIndentation(cursor: Cursor): { breaks: string; widest: number } {
  let breaks = '';
  let widest = 0;
  for (let code = cursor.peek(); code === SPACE || isBreak(code); code = cursor.peek()) {
    if (code === SPACE) {
      cursor.skip();
      widest = Math.max(widest, cursor.column);
    } else {
      breaks += cursor.consumeBreak();
    }
  }
  return { breaks, widest };
}

function scanBreaks(cursor: Cursor, indent: number): string {
  let breaks = '';
  for (;;) {
    for (let column = cursor.column; column < indent && cursor.peek() === SPACE; column++) cursor.skip();
    const next = cursor.consumeBreak();
    if (next === '') return breaks;
    breaks += next;
  }
}
