import type { ConfigNode, ScalarNode } from '@archivesmp/config-text';
import { SpelledNumber, type LegacyValue } from './legacy-value.js';

/** A value read by the configuration reader, as a legacy value with its number kinds kept. */
export function legacyValueOf(node: ConfigNode): LegacyValue {
  if (node.kind === 'map')
    return new Map(node.entries.map((entry) => [entry.key, legacyValueOf(entry.value)]));
  if (node.kind === 'list') return node.items.map(legacyValueOf);
  return scalarValue(node);
}

function scalarValue(node: ScalarNode): LegacyValue {
  const { value, type } = node;
  if (typeof value === 'bigint') return new SpelledNumber(value.toString());
  if (typeof value !== 'number') return value;
  const source = String(value);
  return new SpelledNumber(type === 'float' && /^[-+]?\d+$/.test(source) ? `${source}.0` : source);
}
