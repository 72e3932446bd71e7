import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import { bukkitView, type BukkitViewOptions } from './bukkit-view.js';
import { isSerialisedObject } from './leaves-of.js';
import type { ConfigNode, ConfigView } from './model.js';

/** In whose eyes a tree is looked at. */
export interface SeenBy extends BukkitViewOptions {
  readonly view?: ConfigView;
}

/** The tree in a view; a file that Bukkit would not load is looked at as it stands. */
export function treeInView(root: ConfigNode, { view, ...options }: SeenBy): ConfigNode {
  if (view !== 'bukkit') return root;
  const seen = bukkitView(root, options);
  return seen.state === 'ok' ? seen.root : root;
}

/**
 * A key path as a view has it. A person may have written it as it is in the file: for Bukkit a step `a.b` is two steps,
 * unless it lies below a list or in a serialised object, which Bukkit keeps whole. `seen` is the tree in that view.
 */
export function pathInView(seen: ConfigNode | undefined, path: KeyPath, by: SeenBy): KeyPath {
  if (by.view !== 'bukkit') return path;
  const separator = by.separator ?? '.';
  const result: (string | number)[] = [];
  let node = seen;
  for (const [index, step] of path.entries()) {
    const isWhole = node !== undefined && (node.kind !== 'map' || isSerialisedObject(node));
    if (typeof step === 'number' || isWhole) return [...result, ...path.slice(index)];
    const below = childOf(node, step);
    const steps = below === undefined ? step.split(separator).filter((part) => part !== '') : [step];
    // a nameless key, or nothing but separators: no path of Bukkit, and left as it is
    if (steps.length === 0) return path;
    for (const part of steps) node = childOf(node, part);
    result.push(...steps);
  }
  return result;
}

function childOf(node: ConfigNode | undefined, key: string): ConfigNode | undefined {
  return node?.kind === 'map' ? node.entries.find((entry) => entry.key === key)?.value : undefined;
}
