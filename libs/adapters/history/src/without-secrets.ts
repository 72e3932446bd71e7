import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import { isSecretKey, isSecretText, MASK } from '@archivesmp/drift';

/**
 * The last guard before a row: analyses mask secrets themselves and mark them with a keyed hash (`•••••• #9f2c…`); whatever
 * secret-looking value arrives here open all the same is masked, at any depth. Empty texts, booleans and null pass.
 */
export function withoutSecrets(path: KeyPath, value: unknown): unknown {
  if (isSecretKey(path)) return closed(value);
  if (typeof value === 'string') return isSecretText(value) ? MASK : value;
  if (Array.isArray(value)) return value.map((item) => withoutSecrets([], item));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutSecrets([key], item)]));
}

function closed(value: unknown): unknown {
  if (typeof value === 'string') return value === '' || value.startsWith(MASK) ? value : MASK;
  if (Array.isArray(value)) return value.length === 0 ? value : value.map(closed);
  if (typeof value === 'number' || typeof value === 'bigint') return MASK;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, closed(item)]));
}
