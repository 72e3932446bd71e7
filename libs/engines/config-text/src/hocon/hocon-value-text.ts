import { type PlainValue, type ScalarNode, TypedValue } from '../model.js';
import { EditRefusal } from '../source/refusal.js';

/** Text that stays text without quotes, wherever a value may stand. */
const SAFE_UNQUOTED = /^[A-Za-z_][A-Za-z0-9_.-]*(?: [A-Za-z0-9_][A-Za-z0-9_.-]*)*$/;
const TYPED_WORDS = /^(?:true|false|null)$/;
const LONG_LIMIT = 2n ** 63n;

/** A value as HOCON text on one line; `old` gives the kind of quotes. */
export function hoconOf(value: PlainValue, old?: ScalarNode): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return hoconText(value, old?.style);
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'bigint') return wholeText(value);
  if (value instanceof TypedValue) return String(value.value);
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map((item) => hoconOf(item as PlainValue)).join(', ')}]`;
  const members = membersOf(value as Exclude<typeof value, readonly PlainValue[] | TypedValue>);
  if (members.length === 0) return '{}';
  return `{ ${members.map(([key, item]) => `${hoconKey(key)} = ${hoconOf(item)}`).join(', ')} }`;
}

const membersOf = (
  value: ReadonlyMap<string, PlainValue> | { readonly [key: string]: PlainValue },
): [string, PlainValue][] => (value instanceof Map ? [...value] : Object.entries(value));

/** Whether a text is read as itself without quotes, wherever a value may stand. */
export const isSafeUnquoted = (value: string): boolean =>
  SAFE_UNQUOTED.test(value) && !TYPED_WORDS.test(value);

function hoconText(value: string, style: ScalarNode['style'] | undefined): string {
  if (style === 'plain' && isSafeUnquoted(value)) return value;
  if (style === 'literal' && !value.includes('"""') && !value.endsWith('"')) return `"""${value}"""`;
  return JSON.stringify(value);
}

function wholeText(value: bigint): string {
  if (value >= LONG_LIMIT || value < -LONG_LIMIT)
    throw new EditRefusal('HOCON has no whole number this large; write it as text');
  return String(value);
}

function numberText(value: number): string {
  if (!Number.isFinite(value)) throw new EditRefusal(`HOCON has no ${value}`);
  if (Object.is(value, -0)) return '-0.0';
  const text = String(value);
  return Number.isSafeInteger(value) || /[.e]/.test(text) ? text : `${text}.0`;
}

/** A key as it has to be written: in quotes unless every character may stand without. */
export function hoconKey(key: string): string {
  return /^[A-Za-z_][A-Za-z0-9_-]*$/.test(key) && key !== 'include' ? key : JSON.stringify(key);
}
