import { type PlainValue, type ScalarNode, TypedValue } from '../model.js';
import { EditRefusal } from '../source/refusal.js';
import { tomlText } from './toml-string.js';

/** A value as TOML text on one line; `old` gives the kind of quotes. Refuses null, which TOML does not have. */
export function tomlOf(value: PlainValue, old?: ScalarNode): string {
  if (value === null) throw new EditRefusal('TOML has no null; remove the key instead');
  if (typeof value === 'string') return tomlText(value, old?.style);
  if (typeof value === 'number') return Number.isSafeInteger(value) ? wholeText(value) : floatText(value);
  if (value instanceof TypedValue)
    return value.type === 'date' ? String(value.value) : floatText(Number(value.value));
  if (typeof value !== 'object') return String(value);
  if (isListValue(value)) return `[${value.map((item) => tomlOf(item)).join(', ')}]`;
  const members = (value instanceof Map ? [...value] : Object.entries(value)) as [string, PlainValue][];
  if (members.length === 0) return '{}';
  return `{ ${members.map(([key, item]) => `${tomlKey(key)} = ${tomlOf(item)}`).join(', ')} }`;
}

/** A list with each item on a line of its own, as the list it replaces has them. */
export function tomlLines(
  items: readonly PlainValue[],
  indent: string,
  unit: string,
  ending: string,
): string {
  if (items.length === 0) return '[]';
  const lines = items.map((item) => `${ending}${indent}${unit}${tomlOf(item)},`);
  return `[${lines.join('')}${ending}${indent}]`;
}

const isListValue = (value: object): value is readonly PlainValue[] => Array.isArray(value);

const wholeText = (value: number): string => (Object.is(value, -0) ? '-0.0' : String(value));

function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** A key as it has to be written: bare where TOML allows it. */
export function tomlKey(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : tomlText(key, undefined);
}
