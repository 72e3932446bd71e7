import type { FillLocation } from '../format-module.js';
import { javaDouble } from '../scalar-text.js';
import { plainType, plainValue } from './plain-type.js';
import { doubleQuoted, keyTextOf, NEEDS_ESCAPES, scalarText } from './write-scalar.js';

/** A scalar or key with other texts in it, so that SnakeYAML reads exactly those. */
export function fillYaml({ text, span, style, value, isKey, inFlow, putText: put }: FillLocation): string {
  const source = text.slice(span.start, span.end);
  const whole = put(String(value));
  switch (style) {
    case 'double':
      return put(source, (inner) => doubleQuoted(inner).slice(1, -1));
    case 'single':
      return NEEDS_ESCAPES.test(whole.replaceAll('\n', ''))
        ? doubleQuoted(whole)
        : put(source, (inner) => inner.replaceAll("'", "''"));
    case 'literal':
    case 'folded':
      return isSafeInBlock(source, put) ? put(source) : doubleQuoted(whole);
    default: {
      const plain = /[\r\n]/.test(source) ? whole : put(source);
      if (isUsualSpelling(plain)) return plain;
      return isKey ? keyTextOf(plain, inFlow) : scalarText(plain, { style: 'plain', inFlow });
    }
  }
}

/** Blanks at its ends would become indentation or be lost, some characters cannot stand in a block. */
function isSafeInBlock(source: string, put: FillLocation['putText']): boolean {
  let isSafe = true;
  put(source, (inner) => {
    isSafe &&= inner !== '' && inner.trim() === inner && !NEEDS_ESCAPES.test(inner);
    return inner;
  });
  return isSafe;
}

/** A number or truth value in its usual spelling: `25565` is one, `010` and `no` are meant as texts. */
function isUsualSpelling(text: string): boolean {
  const type = plainType(text);
  if (type === 'bool') return text === 'true' || text === 'false';
  if (type !== 'int' && type !== 'float') return false;
  const typed = plainValue(text, type);
  if (typed === undefined) return false;
  return String(typed.value) === text || (type === 'float' && javaDouble(Number(typed.value)) === text);
}
