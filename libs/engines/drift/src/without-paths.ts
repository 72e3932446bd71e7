import { startsWith } from '@archivesmp/baseline';
import type { ConfigNode } from '@archivesmp/config-text';
import type { KeyPath } from '@archivesmp/contracts/vocabulary';

/** A tree without what lies at and below some paths, and without maps that hold nothing else. */
export function withoutPaths(root: ConfigNode, paths: readonly KeyPath[]): ConfigNode {
  return without(root, [], paths) ?? { ...root, ...NOTHING };
}

const NOTHING = { kind: 'map', entries: [], style: 'block' } as const;

function without(node: ConfigNode, nodePath: KeyPath, paths: readonly KeyPath[]): ConfigNode | undefined {
  if (paths.some((path) => startsWith(nodePath, path))) return undefined;
  const below = paths.filter((path) => startsWith(path, nodePath));
  if (below.length === 0 || node.kind !== 'map') return node;
  const entries = node.entries.flatMap((entry) => {
    const value = without(entry.value, [...nodePath, entry.key], below);
    return value === undefined ? [] : [{ ...entry, value }];
  });
  return entries.length === 0 ? undefined : { ...node, entries };
}
