/** Every escape of JSON text; the pair `\\` is one, so that what follows it is none. */
const ESCAPE = /\\(?:[^u]|u[0-9a-f]{4})/g;
/** Half of a character: JSON.stringify writes it as an escape, and no database takes it back. */
const HALF = /^\\ud[89a-f]/;
const NUL = '\\u0000';
/** Stands for what cannot be shown. */
const UNKNOWN = '\ufffd';

/** JSON that every database takes: half of a character (a lone surrogate) becomes U+FFFD. `value` must not be undefined. */
export const storableJson = (value: unknown): string =>
  JSON.stringify(value).replace(ESCAPE, (escape) => (HALF.test(escape) ? UNKNOWN : escape));

/** JSON that every service of ours takes: half of a character and NUL become U+FFFD. `value` must not be undefined. */
export const sendableJson = (value: unknown): string =>
  JSON.stringify(value).replace(ESCAPE, (escape) => (HALF.test(escape) || escape === NUL ? UNKNOWN : escape));
