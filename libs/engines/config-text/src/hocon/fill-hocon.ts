import type { FillLocation } from '../format-module.js';
import { hoconKey, isSafeUnquoted } from './hocon-value-text.js';
import { readUnquoted } from './hocon-scalar.js';

/** Needs no quotes where other text stands beside it, which makes a text of both. */
const PART = /^[A-Za-z0-9_.-]+$/;

/** A scalar or key with other texts in it; a text that needs quotes gets its own, which HOCON joins with what stands around it. */
export function fillHocon({ text, span, style, value, isKey, putText: put }: FillLocation): string {
  const source = text.slice(span.start, span.end);
  if (style === 'double') return put(source, (inner) => JSON.stringify(inner).slice(1, -1));
  if (style === 'literal') {
    const whole = put(String(value));
    return whole.includes('"""') || whole.endsWith('"') ? JSON.stringify(whole) : put(source);
  }
  if (isKey) return hoconKey(put(source));
  const plain = put(source);
  if (isUsualNumber(plain) || plain === 'true' || plain === 'false') return plain;
  const isPart = put(source, () => '') !== '';
  return put(source, (inner) =>
    isSafeUnquoted(inner) || (isPart && PART.test(inner)) ? inner : JSON.stringify(inner),
  );
}

/** `25565` is a number, `010` is meant as a text. */
function isUsualNumber(text: string): boolean {
  const node = /^-?\d/.test(text) ? readUnquoted(text, 0) : undefined;
  return node !== undefined && node.type !== 'string' && String(node.value) === text;
}
