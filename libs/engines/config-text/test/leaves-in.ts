import type { ConfigNode, ScalarNode } from '../src/model.js';

/** A scalar and where it is. */
export interface LocatedScalar {
  readonly path: readonly (string | number)[];
  readonly node: ScalarNode;
}

/** All scalars of a tree, in document order. */
export function* leavesIn(
  node: ConfigNode,
  path: readonly (string | number)[] = [],
): Generator<LocatedScalar> {
  if (node.kind === 'scalar') yield { path, node };
  else if (node.kind === 'list')
    for (const [index, item] of node.items.entries()) yield* leavesIn(item, [...path, index]);
  else for (const { key, value } of node.entries) yield* leavesIn(value, [...path, key]);
}
