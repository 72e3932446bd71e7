import { NUMBER, SpelledNumber, type LegacyValue } from './legacy-value.js';
import { parsePythonLiteral, PythonLiteralError } from './python-literal.js';

export interface StatedValue {
  readonly value: LegacyValue;
  /** Set when the text allows more than one reading: says which one was taken. */
  readonly guess?: string;
}

/**
 * The value behind `` `key` = `` in a document of key lines. Text stands between double quotes without any escaping
 * (`"[^a-zA-Z0-9\-\_]"` is four characters of regular expression, not JSON), lists are Python reprs, the rest is JSON.
 */
export function readKeyLineValue(text: string): StatedValue {
  const trimmed = text.trim();
  if (trimmed === 'true') return { value: true };
  if (trimmed === 'false') return { value: false };
  if (trimmed === 'null') return { value: null };
  if (trimmed === 'True') return { value: true, guess: 'the Python word True is taken as true' };
  if (trimmed === 'False') return { value: false, guess: 'the Python word False is taken as false' };
  if (trimmed === 'None') return { value: null, guess: 'the Python word None is taken as null' };
  if (NUMBER.test(trimmed)) return { value: new SpelledNumber(trimmed) };
  if (trimmed.length >= 2 && trimmed.startsWith('"') && trimmed.endsWith('"'))
    return { value: trimmed.slice(1, -1) };
  if (/^[[{(]/.test(trimmed)) {
    const literal = pythonLiteral(trimmed);
    return literal === undefined
      ? { value: trimmed, guess: 'looks like a list but is not one; taken as text' }
      : { value: literal };
  }
  return { value: trimmed, guess: 'neither quoted nor a number, list, true, false or null; taken as text' };
}

/**
 * The value behind `key: ` in a fenced block. Python's `str()` wrote it: `True`, `None` and lists are Python, texts stand
 * bare, so the text "5" and the number 5 look alike; the number is taken and the guess is reported.
 */
export function readFencedValue(text: string): StatedValue {
  if (text === 'True') return { value: true };
  if (text === 'False') return { value: false };
  if (text === 'None') return { value: null };
  if (text === 'true' || text === 'false')
    return { value: text === 'true', guess: `the bare word ${text} is taken as a boolean` };
  if (NUMBER.test(text)) return { value: new SpelledNumber(text) };
  if (/^[[{(]/.test(text)) {
    const literal = pythonLiteral(text);
    if (literal !== undefined) return { value: literal };
    return { value: text, guess: 'starts like a list or map but is none; taken as text' };
  }
  return { value: text };
}

function pythonLiteral(text: string): LegacyValue | undefined {
  try {
    return parsePythonLiteral(text);
  } catch (error) {
    if (error instanceof PythonLiteralError) return undefined;
    throw error;
  }
}
