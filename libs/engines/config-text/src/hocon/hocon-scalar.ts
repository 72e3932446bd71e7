import type { ScalarNode } from '../model.js';
import { ReadFailure } from '../source/reading.js';
import { narrowed } from '../with-edit.js';

// eslint-disable-next-line no-control-regex
const UNQUOTED = /[^\s\x1c-\x1f$"{}[\]:=,+#`^?!@*&\\/]+/y;
const NUMBER_RUN = /[-0-9][-+.0-9eE]*/y;
const DECIMAL = /^-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/;
const WHOLE = /^-?[0-9]+$/;
const MAX_LONG_DIGITS = 20;
const LONG = { least: -(2n ** 63n), most: 2n ** 63n - 1n };

/**
 * The next run of text without quotes, split as HOCON's own reader splits it: `5s` is the number 5 and the text `s`.
 * Undefined where no such text can begin.
 */
export function readUnquoted(text: string, start: number): ScalarNode | undefined {
  return numberAt(text, start) ?? wordAt(text, start);
}

/** The library holds a whole number as such, however it is spelled: `1.0` and `1e5` are integers. */
function floatOf(value: number): Pick<ScalarNode, 'type' | 'value'> {
  const isWhole = Number.isInteger(value) && Math.abs(value) < 2 ** 63;
  return isWhole ? { type: 'int', value: narrowed(BigInt(value)) } : { type: 'float', value };
}

/** A whole number fits into 64 bits and a float has a point or an exponent; anything else that begins so is text. */
function numberAt(text: string, start: number): ScalarNode | undefined {
  NUMBER_RUN.lastIndex = start;
  const run = NUMBER_RUN.exec(text)?.[0];
  if (run === undefined) return undefined;
  const base = { kind: 'scalar', span: { start, end: start + run.length }, style: 'plain' } as const;
  if (WHOLE.test(run) && run.replace(/^-?0*/, '').length < MAX_LONG_DIGITS) {
    const value = BigInt(run);
    if (value >= LONG.least && value <= LONG.most) return { ...base, type: 'int', value: narrowed(value) };
  } else if (!WHOLE.test(run) && DECIMAL.test(run)) {
    return { ...base, ...floatOf(Number(run)) };
  }
  if (run.includes('+')) throw new ReadFailure('text with "+" needs quotes', start + run.indexOf('+'));
  return { ...base, type: 'string', value: run };
}

/** Every character that needs no quotes; a slash is one, two of them begin a comment. */
function endOfWord(text: string, start: number): number {
  for (let offset = start; ; offset++) {
    UNQUOTED.lastIndex = offset;
    if (UNQUOTED.test(text)) offset = UNQUOTED.lastIndex;
    if (text.charAt(offset) !== '/' || text.charAt(offset + 1) === '/') return offset;
  }
}

function wordAt(text: string, start: number): ScalarNode | undefined {
  const word = text.slice(start, endOfWord(text, start));
  if (word === '') return undefined;
  const base = { kind: 'scalar', span: { start, end: start + word.length }, style: 'plain' } as const;
  if (word === 'true' || word === 'false') return { ...base, type: 'bool', value: word === 'true' };
  if (word === 'null') return { ...base, type: 'null', value: null };
  return { ...base, type: 'string', value: word };
}

/** What a scalar adds to a text that it is part of: a number as it is spelled. */
export function textOfScalar(node: ScalarNode, source: string): string {
  return node.style === 'plain' && node.type !== 'string'
    ? source.slice(node.span.start, node.span.end)
    : String(node.value);
}
