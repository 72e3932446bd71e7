import { type ConfigNode, isSameReference, type MapNode, type ScalarNode } from '@archivesmp/config-text';

/**
 * Whether two values mean the same to the server. Unlike `sameValue` of config-text, `1` and `1.0` are the same number:
 * Bukkit's getters read both alike, so this is a spelling. The same reference of HOCON is the same setting, whatever it
 * stands for in either file; a reference and a literal are compared by what the reference stands for.
 */
export function sameMeaning(left: ConfigNode, right: ConfigNode): boolean {
  if (left === right || isSameReference(left, right)) return true;
  if (left.kind === 'scalar') return right.kind === 'scalar' && sameScalarMeaning(left, right);
  if (left.kind === 'list') {
    if (right.kind !== 'list' || left.items.length !== right.items.length) return false;
    return left.items.every((item, index) => sameMeaning(item, right.items[index]!));
  }
  return right.kind === 'map' && sameEntries(left, right);
}

/** The same for two single values: `1` and `1.0` are one number, `1` and `"1"` are not. */
export function sameScalarMeaning(left: ScalarNode, right: ScalarNode): boolean {
  if (left.type === right.type) return left.value === right.value || Object.is(left.value, right.value);
  return isNumber(left) && isNumber(right) && Number(left.value) === Number(right.value);
}

/** Whether a value is a number to the server. */
export function isNumber(node: ScalarNode): boolean {
  return node.type === 'int' || node.type === 'float';
}

function sameEntries(left: MapNode, right: MapNode): boolean {
  const size = left.entries.length;
  if (right.entries.length !== size) return false;
  let index = 0;
  for (; index < size; index++) {
    const mine = left.entries[index]!;
    const other = right.entries[index]!;
    if (mine.key !== other.key) break;
    if (!sameMeaning(mine.value, other.value)) return false;
  }
  const others = new Map<string, ConfigNode>();
  for (let rest = index; rest < size; rest++)
    others.set(right.entries[rest]!.key, right.entries[rest]!.value);
  for (; index < size; index++) {
    const mine = left.entries[index]!;
    const other = others.get(mine.key);
    if (other === undefined || !sameMeaning(mine.value, other)) return false;
  }
  return true;
}

/** A text that is the same for two values exactly when they mean the same. Map order does not count, list order does. */
export function meaningOf(node: ConfigNode): string {
  if (node.kind === 'list') return `[${node.items.map(meaningOf).join(',')}]`;
  if (node.kind === 'map') {
    const entries = node.entries.map(({ key, value }) => `${JSON.stringify(key)}:${meaningOf(value)}`);
    return `{${entries.sort().join(',')}}`;
  }
  if (isNumber(node)) return `n${String(node.value)}`;
  if (node.type === 'string') return JSON.stringify(node.value);
  return `${node.type}:${String(node.value)}`;
}
