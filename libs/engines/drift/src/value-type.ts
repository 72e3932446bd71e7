/** What kind of value stands at a key, as far as it says what the key can be about. */
export type ValueType = 'switch' | 'number' | 'text' | 'list' | 'map';

/** In properties files everything is text: there `true` and `25565` are known by their spelling. Of nothing and null: undefined. */
export function valueTypeOf(value: unknown): ValueType | undefined {
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'object') return 'map';
  if (typeof value === 'boolean' || /^(?:true|false)$/i.test(String(value))) return 'switch';
  return typeof value === 'number' || /^-?\d+$/.test(String(value)) ? 'number' : 'text';
}
