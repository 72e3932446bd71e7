import type { FillLocation } from '../format-module.js';
import { jsonStringText } from './json-string.js';

const LITERAL = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?)$/;

/** A scalar or key with other texts in it, in the quotes of JSON; without any only what JSON has without. */
export function fillJson({ text, span, style, value, isKey, putText: put }: FillLocation): string {
  const source = text.slice(span.start, span.end);
  if (style === 'double') return put(source, (inner) => jsonStringText(inner, text).slice(1, -1));
  if (style === 'single') return jsonStringText(put(String(value)), text);
  const plain = put(source);
  return !isKey && LITERAL.test(plain) ? plain : jsonStringText(plain, text);
}
