import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import { isSerialisedObject } from '../leaves-of.js';
import type { ConfigNode, Edit, MapNode } from '../model.js';
import { LocateRefusal } from './locate.js';

type Path = (string | number)[];

/**
 * What an edit that is addressed in the Bukkit view means in the plain tree. An insert goes into the deepest section
 * that is written as one map; a key that is written with a null is given its value. That the server then sees exactly
 * this edit is checked by the caller.
 */
export function plainEditOf(root: ConfigNode, edit: Edit, separator: string): Edit {
  const parts = edit.path.map((part) => (typeof part === 'number' ? part : String(part)));
  if (parts.some((part) => part === '' || (typeof part === 'string' && part.includes(separator)))) {
    if (!belowValue(root, parts))
      throw new LocateRefusal('a step of a Bukkit path cannot be empty or hold the separator');
  }
  if (root.kind !== 'map') throw new LocateRefusal('the file has no keys');
  const found = findPath(root, parts, separator);
  if (found === undefined) {
    if (edit.op !== 'insert') throw new LocateRefusal(`"${parts.join(separator)}" is not there`);
    return { ...edit, path: pathOfInsert(root, parts, separator) };
  }
  const isNull = edit.op === 'insert' && isNullAt(root, found);
  return isNull ? { ...edit, op: 'set', path: found } : { ...edit, path: found };
}

function pathOfInsert(root: MapNode, parts: Path, separator: string): Path {
  for (let length = parts.length - 1; length > 0; length--) {
    const section = findPath(root, parts.slice(0, length), separator);
    if (section !== undefined) return [...section, ...parts.slice(length)];
  }
  return parts;
}

function isNullAt(root: ConfigNode, path: KeyPath): boolean {
  const node = nodeAt(root, path);
  return node?.kind === 'scalar' && node.type === 'null';
}

/** Keys below a list or a serialised object are not split and may hold anything. */
function belowValue(root: ConfigNode, parts: KeyPath): boolean {
  return root.kind === 'map' && parts.some((part) => typeof part === 'number' || part === '==');
}

/** The last entry that sets this path; undefined when none does. */
function findPath(map: MapNode, parts: Path, separator: string): Path | undefined {
  for (const entry of map.entries.toReversed()) {
    const steps = entry.key.split(separator).filter((step) => step !== '');
    if (steps.length === 0 || steps.length > parts.length) continue;
    if (!steps.every((step, index) => step === parts[index])) continue;
    const rest = parts.slice(steps.length);
    const below = rest.length === 0 ? [] : findBelow(entry.value, rest, separator);
    if (below !== undefined) return [entry.key, ...below];
  }
  return undefined;
}

function findBelow(node: ConfigNode, rest: Path, separator: string): Path | undefined {
  if (node.kind === 'map' && !isSerialisedObject(node)) return findPath(node, rest, separator);
  return nodeAt(node, rest) === undefined ? undefined : rest;
}

function nodeAt(node: ConfigNode | undefined, path: KeyPath): ConfigNode | undefined {
  const [step, ...rest] = path;
  if (step === undefined || node === undefined) return node;
  if (node.kind === 'list') return nodeAt(node.items[Number(step)], rest);
  if (node.kind !== 'map') return undefined;
  return nodeAt(node.entries.find((entry) => entry.key === String(step))?.value, rest);
}
