import { narrowed } from '../with-edit.js';
import { ReadFailure } from './reading.js';

/** Longer ones are made to cost time: reading and writing digits takes more than twice as long for twice as many. */
const MAX_DIGITS = 10_000;

/** An integer of any size that a configuration can mean, exact. `text` is what BigInt takes; `offset` where it stands. */
export function wholeNumber(text: string, offset: number): number | bigint {
  if (text.length < 16) return Number(text) + 0;
  if (text.length > MAX_DIGITS) throw new ReadFailure(`a number of more than ${MAX_DIGITS} digits`, offset);
  return narrowed(BigInt(text));
}
