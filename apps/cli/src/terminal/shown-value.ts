import { printable } from './printable.js';

const MAX_SHOWN = 160;

/** A value as JSON on one line, cut where it is long; `undefined` is a key that is not there. */
export function shownValue(value: unknown): string {
  if (value === undefined) return 'no such key';
  const text = printable(JSON.stringify(value));
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
