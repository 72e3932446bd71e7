import type { ConfigNode } from '@archivesmp/config-text';
import type { KeyPath } from '@archivesmp/contracts/vocabulary';

/** A value that holds no further keys, and where it stands. */
export interface Leaf {
  readonly path: KeyPath;
  readonly node: ConfigNode;
}

/** Everything below a node that is no map with entries; a list is one leaf. */
export function leafNodesOf(node: ConfigNode, path: KeyPath = []): Leaf[] {
  const leaves: Leaf[] = [];
  const visit = (current: ConfigNode, itsPath: KeyPath): void => {
    if (current.kind !== 'map' || current.entries.length === 0) leaves.push({ path: itsPath, node: current });
    else for (const { key, value } of current.entries) visit(value, [...itsPath, key]);
  };
  visit(node, path);
  return leaves;
}
