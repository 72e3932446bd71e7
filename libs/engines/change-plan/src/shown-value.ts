import { TypedValue, type PlainValue } from '@archivesmp/config-text';
import type { KeyPath } from '@archivesmp/contracts/vocabulary';

export const MASK = '••••';

/** Whether what stands at a key must not be shown. */
export type Hides = (key: KeyPath, text?: string) => boolean;

/** A value as JSON text for people; integers of any size stay exact, secrets at any depth are masked. */
export function shownValue(value: PlainValue, key: KeyPath, hides: Hides): string {
  if (hides(key, typeof value === 'string' ? value : undefined)) return MASK;
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof TypedValue) return shownValue(value.value, key, hides);
  if (value instanceof Map) return shownEntries([...value] as [string, PlainValue][], key, hides);
  if (Array.isArray(value))
    return `[${(value as PlainValue[]).map((item, at) => shownValue(item, [...key, at], hides)).join(',')}]`;
  if (value !== null && typeof value === 'object') return shownEntries(Object.entries(value), key, hides);
  return JSON.stringify(value);
}

function shownEntries(
  entries: readonly (readonly [string, PlainValue])[],
  key: KeyPath,
  hides: Hides,
): string {
  const shown = entries.map(
    ([name, value]) => `${JSON.stringify(name)}:${shownValue(value, [...key, name], hides)}`,
  );
  return `{${shown.join(',')}}`;
}
