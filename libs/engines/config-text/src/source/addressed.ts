import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import type { ConfigNode, PlainValue } from '../model.js';
import { sameValue } from '../same-value.js';
import { nodeOf } from '../with-edit.js';
import { EditRefusal } from './refusal.js';

/** The node at a path, or undefined. Map keys compare as text, list indexes as numbers. */
export function nodeAtPath(root: ConfigNode, path: KeyPath): ConfigNode | undefined {
  let node: ConfigNode | undefined = root;
  for (const part of path) {
    if (node?.kind === 'map') {
      const key = String(part);
      node = node.entries.find((entry) => entry.key === key)?.value;
    } else if (node?.kind === 'list') {
      node = /^[0-9]+$/.test(String(part)) ? node.items[Number(part)] : undefined;
    } else {
      return undefined;
    }
  }
  return node;
}

/** How many steps of a path the file has. */
export function deepestThere(root: ConfigNode, path: KeyPath): number {
  let depth = 0;
  while (depth < path.length && nodeAtPath(root, path.slice(0, depth + 1)) !== undefined) depth++;
  return depth;
}

/** The node an edit is about; refuses an empty path and one that leads nowhere. */
export function addressed(root: ConfigNode, path: KeyPath): ConfigNode {
  if (path.length === 0) throw new EditRefusal('the key path is empty');
  const node = nodeAtPath(root, path);
  if (node === undefined) throw new EditRefusal(`${JSON.stringify(path)} is not in this file`);
  return node;
}

/** Whether a key has just this value already, with this type. */
export const isAlready = (target: ConfigNode, value: PlainValue): boolean => sameValue(target, nodeOf(value));
