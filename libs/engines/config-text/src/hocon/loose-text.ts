import type { ScalarNode } from '../model.js';

/** How a part of a joined line weighs beside a section or a list. */
export type Weight = 'container' | 'loose' | 'fixed';

/** A part of a joined line; a blank has no value. */
export interface Weighed<T> {
  readonly weight: Weight;
  readonly value?: T;
}

/**
 * The values that count. The reference library takes text without quotes behind a section or a list for a blank and drops it
 * (`{a = 1})`). Any other mixture is a mistake: then all values are given back. (ConfigConcatenation.join of com.typesafe:config.)
 */
export function withoutLooseText<T>(parts: readonly Weighed<T>[]): T[] {
  const first = parts[0]?.weight;
  const isDropped = first === 'container' && parts.every(({ weight }) => weight !== 'fixed');
  return parts.flatMap(({ weight, value }) =>
    value === undefined || (isDropped && weight === 'loose') ? [] : [value],
  );
}

/** A text without quotes that is one token: the library knows no other loose text. `text` is the whole file. */
export function weightOf({ type, style, value, span }: ScalarNode, text: string): Weight {
  const token = text.slice(span.start, span.end);
  const isOneToken = type === 'string' && style === 'plain' && token === value && !/\s/.test(token);
  return isOneToken && !beginsWithValue(token) ? 'loose' : 'fixed';
}

/** `truex` and `5s` are two tokens, a word or number and a text; what looks like a number and is none is one. */
function beginsWithValue(token: string): boolean {
  if (/^(?:true|false|null)/.test(token)) return true;
  const number = /^[-\d][-+.\deE]*/.exec(token)?.[0];
  return number !== undefined && number !== token && Number.isFinite(Number(number));
}
