import type { ConfigNode, MapNode, ScalarNode } from './model.js';

/**
 * Whether two trees mean the same to the game's reader: types and values, order of list items; not the order of map
 * keys, not spelling (`1.10` and `1.1` are the same double, `1` and `1.0` are not the same type).
 */
export function sameValue(left: ConfigNode, right: ConfigNode): boolean {
  if (left === right || isSameReference(left, right)) return true;
  if (left.kind === 'scalar') return right.kind === 'scalar' && sameScalar(left, right);
  if (left.kind === 'list') {
    if (right.kind !== 'list' || left.items.length !== right.items.length) return false;
    return left.items.every((item, index) => sameValue(item, right.items[index]!));
  }
  return right.kind === 'map' && sameMap(left, right);
}

/** Equality of typed scalars; NaN equals NaN, `-0.0` does not equal `0.0` (as `Double.equals`). */
export function sameScalar(left: ScalarNode, right: ScalarNode): boolean {
  return left.type === right.type && Object.is(left.value, right.value);
}

function sameMap(left: MapNode, right: MapNode): boolean {
  const size = left.entries.length;
  if (right.entries.length !== size || left.set !== right.set) return false;
  // the same order is by far the most common case and needs no index
  let index = 0;
  for (; index < size; index++) {
    const mine = left.entries[index]!;
    const other = right.entries[index]!;
    if (mine.key !== other.key) break;
    if (!sameValue(mine.value, other.value)) return false;
  }
  if (index === size) return true;
  const others = new Map(right.entries.slice(index).map((entry) => [entry.key, entry.value]));
  return left.entries.slice(index).every(({ key, value }) => {
    const other = others.get(key);
    return other !== undefined && sameValue(value, other);
  });
}

/** Both are written as the same reference, so that they are the same setting, whatever it stands for in either file. */
export function isSameReference(
  left: Pick<ConfigNode, 'reference'>,
  right: Pick<ConfigNode, 'reference'>,
): boolean {
  return left.reference !== undefined && left.reference === right.reference;
}
