import { type PlainValue, TypedValue } from '../model.js';
import { javaDouble } from '../scalar-text.js';
import { UNPRINTABLE } from './characters.js';
import { plainType } from './plain-type.js';
import type { ScalarStyle } from './token.js';

/** Values that are written as one scalar. */
export type OneValue = string | number | bigint | boolean | null | TypedValue;

export function isOneValue(value: PlainValue): value is OneValue {
  return typeof value !== 'object' || value === null || value instanceof TypedValue;
}

export interface ScalarContext {
  /** The style to keep where it can carry the value. */
  readonly style: ScalarStyle | 'absent';
  readonly inFlow: boolean;
}

/** One scalar on one line, so that it reads back as exactly this value of this type. */
export function scalarText(value: OneValue, context: ScalarContext): string {
  if (typeof value === 'string') return stringText(value, context);
  if (value === null) return 'null';
  if (value instanceof TypedValue) {
    return value.type === 'float' ? floatText(Number(value.value)) : String(value.value);
  }
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) && !Object.is(value, -0) ? String(value) : floatText(value);
  }
  return String(value);
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  return javaDouble(value);
}

function stringText(value: string, context: ScalarContext): string {
  if (NEEDS_ESCAPES.test(value)) return doubleQuoted(value);
  if (context.style === 'double') return doubleQuoted(value);
  if (context.style === 'single' || !isPlainSafe(value, context.inFlow))
    return `'${value.replaceAll("'", "''")}'`;
  return value;
}

/** Line breaks, unprintable characters, halves of surrogate pairs, and what an editor would lose. */
export const NEEDS_ESCAPES = new RegExp(
  `${UNPRINTABLE.source}|[\\t\\n\\r\\u0085\\u2028\\u2029\\ufeff]|[\\ud800-\\udbff](?![\\udc00-\\udfff])|(?<![\\ud800-\\udbff])[\\udc00-\\udfff]`,
);

/** Whether a text can stand there without quotes and be read as itself. */
export function isPlainSafe(value: string, inFlow: boolean): boolean {
  if (value === '' || value.trim() !== value || value.length > 1000) return false;
  if (NEEDS_ESCAPES.test(value) || plainType(value) !== 'string') return false;
  if (/^[,[\]{}#&*!|>'"%@`]|^[-?:](?:\s|$)|^(?:---|\.\.\.)/.test(value)) return false;
  if (/:(?:\s|$)|\s#/.test(value)) return false;
  return !inFlow || !/[,?[\]{}]|^[-?:]/.test(value);
}

const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\0', '\\0'],
  ['\x07', '\\a'],
  ['\b', '\\b'],
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\v', '\\v'],
  ['\f', '\\f'],
  ['\r', '\\r'],
  ['\x1b', '\\e'],
  ['\u0085', '\\N'],
  ['\u2028', '\\L'],
  ['\u2029', '\\P'],
]);

/** A text in double quotes, on one line. */
export function doubleQuoted(value: string): string {
  let text = '"';
  for (const character of value) {
    const short = SHORT_ESCAPES.get(character);
    if (short !== undefined) text += short;
    else if (NEEDS_ESCAPES.test(character)) text += hexEscape(character.charCodeAt(0));
    else text += character;
  }
  return `${text}"`;
}

function hexEscape(code: number): string {
  const hex = code.toString(16);
  return code < 0x100 ? `\\x${hex.padStart(2, '0')}` : `\\u${hex.padStart(4, '0')}`;
}

/** A key that reads back as this text and is no merge key; without quotes where that is safe. */
export function keyTextOf(key: string, inFlow: boolean): string {
  const text = scalarText(key, { style: 'plain', inFlow });
  return /^['"]/.test(text) || !/[:?]/.test(text) ? text : `'${text.replaceAll("'", "''")}'`;
}

/**
 * The lines of a literal block scalar (header first, no indentation in front of the header); undefined where `|`
 * cannot carry the text.
 */
export function literalText(value: string, indent: number, eol: string): string | undefined {
  const body = value.replace(/\n+$/, '');
  const ends = value.length - body.length;
  if (body === '' || /^[ \t\n]/.test(body) || NEEDS_ESCAPES.test(body.replaceAll('\n', ''))) return undefined;
  if (ends > 1) return undefined;
  const lines = body.split('\n').map((line) => (line === '' ? '' : ' '.repeat(indent) + line));
  return [ends === 0 ? '|-' : '|', ...lines].join(eol);
}
