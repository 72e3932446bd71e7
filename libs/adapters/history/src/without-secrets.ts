import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import { MASK } from '@archivesmp/drift';
import { BY_NAME_AND_SHAPE } from '@archivesmp/secrets';

/**
 * The last guard before a row: analyses mask secrets themselves and mark them with a keyed hash (`•••••• #9f2c…`); whatever
 * secret-looking value arrives here open all the same is masked, at any depth. Empty texts, booleans and null pass.
 */
export function withoutSecrets(path: KeyPath, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item, at) => withoutSecrets([...path, at], item));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, withoutSecrets([...path, key], item)]),
    );
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'bigint') return value;
  if (typeof value === 'string' && value.startsWith(MASK)) return value;
  return BY_NAME_AND_SHAPE.judge(path, value).hidden ? MASK : value;
}
