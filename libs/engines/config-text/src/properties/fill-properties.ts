import type { FillLocation } from '../format-module.js';
import { escapedKey, escapedValue, propertyStyleOf } from './escape-property.js';

/** A value or key with other texts in it, escaped so that Java reads back exactly those. */
export function fillProperties({ text, span, isKey, putText: put }: FillLocation): string {
  const source = text.slice(span.start, span.end);
  const style = propertyStyleOf(text, isKey ? '' : source);
  return put(source, (inner) => (isKey ? escapedKey(inner, style) : escapedValue(inner, style)));
}
