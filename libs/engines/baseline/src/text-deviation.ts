import { type ConfigNode, javaDouble, nodeOf } from '@archivesmp/config-text';
import { FORMAT_HOLDS, type ConfigFormat } from '@archivesmp/contracts/vocabulary';
import type { Deviation } from './deviations-document.js';

/**
 * A deviation as the file it is about can hold it: where values are texts, `25570` in deviations.yml means the text "25570"; quote a number there to
 * keep its spelling (`1.10`).
 */
export function heldBy(format: ConfigFormat, deviation: Deviation): Deviation {
  const { value } = deviation;
  if (FORMAT_HOLDS[format] !== 'texts' || value === undefined) return deviation;
  const text = nodeText(value);
  return text === undefined ? deviation : { ...deviation, value: nodeOf(text) };
}

function nodeText(value: ConfigNode): string | undefined {
  if (value.kind !== 'scalar' || value.type === 'string') return undefined;
  if (value.type === 'null') return '';
  return value.type === 'float' ? javaDouble(Number(value.value)) : String(value.value);
}
