import { COLON, DOT, HASH, isBlank, isGap, isOneOf, MINUS, SPACE } from './characters.js';
import type { Cursor } from './cursor.js';

export interface ScannedPlain {
  readonly value: string;
  readonly end: number;
  /** A line break was passed, so what follows may be a simple key again. */
  readonly brokeLine: boolean;
}

/**
 * A plain scalar, over several lines if they are indented by at least `indent`. `flowLevel` other than 0 means inside
 * `[]` or `{}`.
 */
export function scanPlain(cursor: Cursor, indent: number, flowLevel: number): ScannedPlain {
  const inFlow = flowLevel !== 0;
  let value = '';
  let spaces = '';
  let end = cursor.offset;
  let brokeLine = false;
  for (;;) {
    if (cursor.peek() === HASH) break;
    const length = scanRun(cursor, inFlow);
    if (length === 0) break;
    value += spaces + cursor.takeText(length);
    end = cursor.offset;
    const line = cursor.line;
    spaces = scanPlainSpaces(cursor);
    brokeLine = cursor.line !== line;
    if (spaces === '' || cursor.peek() === HASH || (!inFlow && cursor.column < indent)) break;
  }
  return { value, end, brokeLine };
}

function scanRun(cursor: Cursor, inFlow: boolean): number {
  for (let length = 0; ; length++) {
    const code = cursor.peek(length);
    if (isGap(code)) return length;
    if (code === COLON) {
      const next = cursor.peek(length + 1);
      if (isGap(next) || (inFlow && isOneOf(next, ',[]{}'))) return length;
    }
    if (inFlow && isOneOf(code, ',?[]{}')) return length;
  }
}

function scanPlainSpaces(cursor: Cursor): string {
  let length = 0;
  while (isBlank(cursor.peek(length))) length++;
  const blanks = cursor.takeText(length);
  const first = cursor.consumeBreak();
  if (first === '') return blanks;
  if (endsDocument(cursor)) return '';
  let breaks = '';
  for (;;) {
    while (cursor.peek() === SPACE) cursor.skip();
    const next = cursor.consumeBreak();
    if (next === '') break;
    breaks += next;
    if (endsDocument(cursor)) return '';
  }
  if (first !== '\n') return first + breaks;
  return breaks === '' ? ' ' : breaks;
}

/** SnakeYAML asks for a gap only behind `...`: a line that starts with `---x` ends the scalar too. */
function endsDocument(cursor: Cursor): boolean {
  return cursor.isTriple(MINUS) || (cursor.isTriple(DOT) && isGap(cursor.peek(3)));
}
