/**
 * A value as an old document states it. Numbers keep their spelling, because `1.0` and `1` are two different things for
 * the game's reader and one and the same number in JavaScript.
 */
export class SpelledNumber {
  constructor(readonly source: string) {}

  /** Whether both spell the same number of the same kind (integer or float). */
  equals(other: SpelledNumber): boolean {
    return isFloat(this.source) === isFloat(other.source) && Number(this.source) === Number(other.source);
  }
}

export type LegacyValue =
  string | boolean | null | SpelledNumber | readonly LegacyValue[] | ReadonlyMap<string, LegacyValue>;

const isFloat = (source: string): boolean => /[.eEnN]/.test(source);

/** Integers and floats as Python and JSON print them. */
export const NUMBER = /^[-+]?(\d+(\.\d*)?([eE][-+]?\d+)?|\.\d+([eE][-+]?\d+)?)$/;

export function isMap(value: LegacyValue): value is ReadonlyMap<string, LegacyValue> {
  return value instanceof Map;
}

export function isList(value: LegacyValue): value is readonly LegacyValue[] {
  return Array.isArray(value);
}

/** Deep equality; the order of map keys does not matter, the order of list items does. */
export function sameLegacyValue(a: LegacyValue, b: LegacyValue): boolean {
  if (a instanceof SpelledNumber) return b instanceof SpelledNumber && a.equals(b);
  if (isList(a))
    return isList(b) && a.length === b.length && a.every((item, i) => sameLegacyValue(item, b[i]!));
  if (isMap(a)) {
    if (!isMap(b) || a.size !== b.size) return false;
    return [...a].every(([key, value]) => b.has(key) && sameLegacyValue(value, b.get(key)!));
  }
  return a === b;
}

/** Short text for a report. Long values are cut; the document has them in full. */
export function describeLegacyValue(value: LegacyValue): string {
  const text = render(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

function render(value: LegacyValue): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'boolean') return String(value);
  if (value instanceof SpelledNumber) return value.source;
  if (isList(value)) return `[${value.map(render).join(', ')}]`;
  return `{${[...(value as ReadonlyMap<string, LegacyValue>)].map(([k, v]) => `${JSON.stringify(k)}: ${render(v)}`).join(', ')}}`;
}

/** Turns parsed JSON (numbers already wrapped) into a legacy value. */
export function legacyFromJson(value: unknown): LegacyValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (value instanceof SpelledNumber) return value;
  if (Array.isArray(value)) return value.map(legacyFromJson);
  return new Map(Object.entries(value as object).map(([key, item]) => [key, legacyFromJson(item)]));
}

/** JSON text to a legacy value, numbers with their spelling. Throws SyntaxError on malformed text. */
export function parseJson(text: string): LegacyValue {
  const keepSpelling = (_key: string, value: unknown, context: { source?: string }): unknown =>
    typeof value === 'number' ? new SpelledNumber(context.source ?? String(value)) : value;
  return legacyFromJson(JSON.parse(text, keepSpelling as (key: string, value: unknown) => unknown));
}
