import { BY_NAME_AND_SHAPE } from '@archivesmp/secrets';
import { isList, isMap, SpelledNumber, type LegacyValue } from './legacy-value.js';

/** Whether a value of an old document, or anything in it, is a credential. The documents hold real ones (capabilities Q5). */
export function isSecretSetting(dottedKey: string, value: LegacyValue): boolean {
  if (isList(value)) return value.some((item) => isSecretSetting(dottedKey, item));
  if (isMap(value)) return [...value].some(([key, item]) => isSecretSetting(`${dottedKey}.${key}`, item));
  const plain = value instanceof SpelledNumber ? value.source : value;
  return BY_NAME_AND_SHAPE.judge(dottedKey.split('.'), plain).hidden;
}
