import { TypedValue, type PlainValue } from '@archivesmp/config-text';

/** A value as JSON text for people; integers of any size stay exact. */
export function shownValue(value: PlainValue): string {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof TypedValue) return shownValue(value.value);
  if (value instanceof Map) return shownEntries([...value] as [string, PlainValue][]);
  if (Array.isArray(value)) return `[${(value as PlainValue[]).map(shownValue).join(',')}]`;
  if (value !== null && typeof value === 'object') return shownEntries(Object.entries(value));
  return JSON.stringify(value);
}

const shownEntries = (entries: readonly (readonly [string, PlainValue])[]): string =>
  `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${shownValue(value)}`).join(',')}}`;
