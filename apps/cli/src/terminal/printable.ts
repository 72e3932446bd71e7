/**
 * Text of a file as it may be shown: control characters must not reach the terminal as commands to it, and characters that
 * turn the direction of writing must not make a line read otherwise than it is.
 */
export function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const MAX_SHOWN = 160;

/** A value as JSON on one line, cut when it is long; `no such key` when there is none. */
export function shownValue(value: unknown): string {
  if (value === undefined) return 'no such key';
  const text = printable(JSON.stringify(value));
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
