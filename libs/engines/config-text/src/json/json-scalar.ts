import type { ScalarNode } from '../model.js';
import { ReadFailure } from '../source/reading.js';
import { wholeNumber } from '../source/whole-number.js';

const WORDS = /[A-Za-z0-9_+\-.]+/y;
const INTEGER = /^-?(?:0|[1-9][0-9]*)$/;
const DECIMAL = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$/;
const LENIENT_NUMBERS: Readonly<Record<string, number>> = { NaN, Infinity, '-Infinity': -Infinity };

/** Numbers, `true`, `false`, `null`. Integers are exact at any size; a number with a point or an exponent is a float. */
export function readJsonScalar(
  text: string,
  start: number,
): { readonly node: ScalarNode; readonly end: number; readonly isLenient: boolean } {
  WORDS.lastIndex = start;
  const word = WORDS.exec(text)?.[0];
  if (word === undefined) {
    const found =
      start < text.length ? `"${String.fromCodePoint(text.codePointAt(start)!)}" here` : 'the file ends here';
    throw new ReadFailure(`a value is missing: ${found}`, start);
  }
  const end = start + word.length;
  const typed = typedWord(word, start);
  if (typed === undefined)
    throw new ReadFailure(`${shortened(word)} is no JSON value; text needs double quotes`, start);
  const node: ScalarNode = { kind: 'scalar', ...typed, span: { start, end }, style: 'plain' };
  return { node, end, isLenient: word in LENIENT_NUMBERS };
}

function typedWord(word: string, start: number): Pick<ScalarNode, 'type' | 'value'> | undefined {
  if (word === 'true' || word === 'false') return { type: 'bool', value: word === 'true' };
  if (word === 'null') return { type: 'null', value: null };
  // "-0" is an integer without its sign in Java's long, a double with it in Gson's lazily parsed number: text keeps it.
  if (INTEGER.test(word)) return { type: 'int', value: wholeNumber(word, start) };
  if (DECIMAL.test(word)) return { type: 'float', value: Number(word) };
  const lenient = Object.hasOwn(LENIENT_NUMBERS, word) ? LENIENT_NUMBERS[word] : undefined;
  return lenient === undefined ? undefined : { type: 'float', value: lenient };
}

const shortened = (word: string): string => (word.length > 40 ? `${word.slice(0, 40)}…` : word);
