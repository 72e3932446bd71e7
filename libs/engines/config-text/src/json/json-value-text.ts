import type { PlainValue, TypedValue } from '../model.js';
import { EditRefusal } from '../source/refusal.js';
import { jsonText } from './json-string.js';

/** A value as JSON text, sections and lists on lines indented below `indent`. */
export function jsonOf(value: PlainValue, fileText: string, indent: string): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return jsonText(value, fileText);
  if (typeof value === 'number' && !Number.isFinite(value)) throw new EditRefusal(`JSON has no ${value}`);
  if (typeof value === 'number') return Object.is(value, -0) ? '-0.0' : numberText(value);
  if (typeof value !== 'object') return String(value);
  const inner = `${indent}  `;
  const isList = Array.isArray(value);
  const members = isList
    ? value.map((item) => jsonOf(item as PlainValue, fileText, inner))
    : membersOf(value as Exclude<typeof value, readonly PlainValue[] | TypedValue>).map(
        ([key, item]) => `${jsonText(key, fileText)}: ${jsonOf(item, fileText, inner)}`,
      );
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  if (members.length === 0) return open + close;
  return `${open}\n${inner}${members.join(`,\n${inner}`)}\n${indent}${close}`;
}

/** A float that JS would write without a point gets one, else it would read back as an integer. */
function numberText(value: number): string {
  const text = String(value);
  return Number.isSafeInteger(value) || /[.e]/.test(text) ? text : `${text}.0`;
}

/** The entries of a section to write, whichever way it was given. */
export function membersOf(
  value: ReadonlyMap<string, PlainValue> | { readonly [key: string]: PlainValue },
): readonly (readonly [string, PlainValue])[] {
  return value instanceof Map ? [...value] : Object.entries(value);
}
