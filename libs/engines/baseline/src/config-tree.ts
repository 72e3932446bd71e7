import type { ConfigNode, MapNode, PlainValue } from '@archivesmp/config-text';
import type { KeyPath } from '@archivesmp/contracts/vocabulary';

const NOWHERE = { start: 0, end: 0 };

/** The node at a path, or undefined when the path leads nowhere. */
export function nodeAt(root: ConfigNode, path: KeyPath): ConfigNode | undefined {
  let node: ConfigNode | undefined = root;
  for (const step of path) {
    if (node === undefined || node.kind === 'scalar') return undefined;
    if (node.kind === 'list') node = typeof step === 'number' ? node.items[step] : undefined;
    else node = node.entries.find((entry) => entry.key === String(step))?.value;
  }
  return node;
}

/**
 * A copy of the tree with `value` at `path`; everything off the path is shared with the original. Missing parents become
 * maps, a scalar in the way is replaced. `undefined` removes the entry.
 */
export function withNodeAt(
  root: ConfigNode | undefined,
  path: KeyPath,
  value: ConfigNode | undefined,
): ConfigNode {
  const [step, ...rest] = path;
  if (step === undefined) return value ?? emptyMap();
  if (root?.kind === 'list' && typeof step === 'number') {
    const items = [...root.items];
    if (value === undefined && rest.length === 0) items.splice(step, 1);
    else items[step] = withNodeAt(items[step], rest, value);
    return { ...root, items };
  }
  return withEntry(root?.kind === 'map' ? root : emptyMap(), String(step), rest, value);
}

function withEntry(map: MapNode, key: string, rest: KeyPath, value: ConfigNode | undefined): MapNode {
  const index = map.entries.findIndex((entry) => entry.key === key);
  if (value === undefined && (index === -1 || rest.length === 0)) {
    return index === -1 ? map : { ...map, entries: map.entries.filter((_, position) => position !== index) };
  }
  const old = map.entries[index];
  const child = withNodeAt(old?.value, rest, value);
  const entry = old
    ? { ...old, value: child }
    : { key, keyType: 'string' as const, keySpan: NOWHERE, value: child };
  const entries = [...map.entries];
  if (index === -1) entries.push(entry);
  else entries[index] = entry;
  return { ...map, entries };
}

export function emptyMap(): MapNode {
  return { kind: 'map', entries: [], span: NOWHERE, style: 'block' };
}

/** A tree as a plain value: for messages, JSON and edits. A float without a fraction stays a number. */
export function plainOf(node: ConfigNode): PlainValue {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plainOf);
  // defineProperty semantics through fromEntries: a key `__proto__` stays a key
  return Object.fromEntries(node.entries.map((entry) => [entry.key, plainOf(entry.value)]));
}
