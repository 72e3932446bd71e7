import type { ConfigNode, MapNode, ScalarNode } from './model.js';
import { javaDouble } from './scalar-text.js';

/** Joins the parts of a path in the leaves notation. */
export const LEAF_SEPARATOR = '\u001f';

/**
 * All leaves of a tree in document order, as path -> typed value. Paths: map keys joined by U+001F, list index as
 * `[n]`. Values: `str:` `int:` `float:` `bool:` `null` `date:` (UTC instant) `bin:` (length) `set:` (size), and
 * `map:{}` `list:[]` for empty collections. A file without keys is `{"": "map:{}"}` or `{"": "null"}`.
 */
export function leavesOf(root: ConfigNode): Map<string, string> {
  const leaves = new Map<string, string>();
  collect(root, undefined, leaves);
  return leaves;
}

/**
 * Leaves of a Bukkit view: section keys joined by `.`; below a list or a serialised object (a map with `==`, which
 * Bukkit keeps whole) the plain notation goes on after one more U+001F.
 */
export function bukkitLeavesOf(root: MapNode): Map<string, string> {
  const leaves = new Map<string, string>();
  collectSection(root, '', leaves);
  return leaves;
}

function collectSection(section: MapNode, prefix: string, leaves: Map<string, string>): void {
  for (const { key, value } of section.entries) {
    const path = prefix === '' ? key : `${prefix}.${key}`;
    if (
      value.kind === 'map' &&
      !isSerialisedObject(value) &&
      value.entries.length > 0 &&
      value.set !== true
    ) {
      collectSection(value, path, leaves);
      continue;
    }
    const below = new Map<string, string>();
    collect(value, undefined, below);
    for (const [rest, leaf] of below) leaves.set(rest === '' ? path : path + LEAF_SEPARATOR + rest, leaf);
  }
}

/** Bukkit turns a map with the key `==` into an object and never looks into it as a section. */
export function isSerialisedObject(map: MapNode): boolean {
  return map.entries.some((entry) => entry.key === '==');
}

/** `prefix` undefined: the root, whose keys have nothing in front of them, which an empty key above them would be. */
function collect(node: ConfigNode, prefix: string | undefined, leaves: Map<string, string>): void {
  const path = prefix ?? '';
  if (node.kind === 'scalar') {
    leaves.set(path, scalarLeaf(node));
  } else if (node.kind === 'list') {
    if (node.items.length === 0) leaves.set(path, 'list:[]');
    node.items.forEach((item, index) => collect(item, `${path}${LEAF_SEPARATOR}[${index}]`, leaves));
  } else if (node.set === true) {
    leaves.set(path, `set:${node.entries.length}`);
  } else {
    if (node.entries.length === 0) leaves.set(path, node.absent === true ? 'null' : 'map:{}');
    for (const { key, value } of node.entries) {
      collect(value, prefix === undefined ? key : path + LEAF_SEPARATOR + key, leaves);
    }
  }
}

/** One scalar in the leaves notation. */
export function scalarLeaf(node: ScalarNode): string {
  switch (node.type) {
    case 'null':
      return 'null';
    case 'float':
      return `float:${javaDouble(Number(node.value))}`;
    case 'string':
    case 'unknown':
      return `str:${String(node.value)}`;
    case 'binary':
      return `bin:${String(node.value)}`;
    default:
      return `${node.type}:${String(node.value)}`;
  }
}
