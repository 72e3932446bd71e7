import type { ScalarNode } from '../model.js';
import { ReadFailure } from '../source/reading.js';
import { wholeNumber } from '../source/whole-number.js';

const WORD = /[0-9A-Za-z_+\-.:]+(?: [0-9]{2}:[0-9A-Za-z_+\-.:]*)?/y;
const DECIMAL = /^[-+]?(?:0|[1-9](?:_?[0-9])*)$/;
const PREFIXED = /^0(?:x[0-9a-fA-F](?:_?[0-9a-fA-F])*|o[0-7](?:_?[0-7])*|b[01](?:_?[01])*)$/;
const FLOAT = /^[-+]?(?:0|[1-9](?:_?[0-9])*)(?:\.[0-9](?:_?[0-9])*)?(?:[eE][-+]?[0-9](?:_?[0-9])*)?$/;
const SPECIAL = /^[-+]?(?:inf|nan)$/;
const DATE = /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)([Zz]|[-+]\d{2}:\d{2})?)?$/;
const TIME = /^\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?$/;

/** Reads a number, boolean or date. Integers are exact; a date with an offset becomes its UTC instant. */
export function readTomlScalar(text: string, start: number): ScalarNode {
  WORD.lastIndex = start;
  const word = WORD.exec(text)?.[0];
  if (word === undefined) throw new ReadFailure('a value is missing here', start);
  const typed = typedWord(word, start);
  if (typed === undefined) {
    throw new ReadFailure(`${word.slice(0, 40)} is no TOML value; text needs quotes`, start);
  }
  return { kind: 'scalar', ...typed, span: { start, end: start + word.length }, style: 'plain' };
}

function typedWord(word: string, start: number): Pick<ScalarNode, 'type' | 'value'> | undefined {
  if (word === 'true' || word === 'false') return { type: 'bool', value: word === 'true' };
  const digits = word.replaceAll('_', '');
  if (DECIMAL.test(word)) return { type: 'int', value: wholeNumber(digits.replace(/^\+/, ''), start) };
  if (PREFIXED.test(word)) return { type: 'int', value: wholeNumber(digits, start) };
  if (FLOAT.test(word)) return { type: 'float', value: Number(digits) };
  if (SPECIAL.test(word)) {
    return {
      type: 'float',
      value: word.endsWith('nan') ? Number.NaN : word.startsWith('-') ? -Infinity : Infinity,
    };
  }
  const date = dateOf(word);
  return date === undefined ? undefined : { type: 'date', value: date };
}

/** ISO text: the UTC instant where there is an offset; a local date or time stays as written. */
function dateOf(word: string): string | undefined {
  if (TIME.test(word)) return Number.isNaN(Date.parse(`2000-01-01T${word}Z`)) ? undefined : word;
  const [, day, time, offset] = DATE.exec(word) ?? [];
  if (day === undefined) return undefined;
  const local = time === undefined ? day : `${day}T${time}`;
  const instant = Date.parse(time === undefined ? day : `${local}${offset?.toUpperCase() ?? 'Z'}`);
  // Date.parse lets the 31st of February run over into March: the day must come back as it was.
  const midnight = Date.parse(day);
  if (Number.isNaN(instant) || Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(day))
    return undefined;
  return offset === undefined ? local : new Date(instant).toISOString();
}
