import type { ConfigNode } from '@archivesmp/config-text';
import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import { closestName } from '@archivesmp/contracts/closest-name';
import type { OpenedFile } from './edit-file.js';
import { pathText } from './finish-edit.js';

/** The error for a key that is not there, with the one that may have been meant; `remedy` follows it. */
export function noSuchKey({ file, root }: OpenedFile, path: KeyPath, remedy = ''): Error {
  const meant = likelyKey(root, path);
  const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
  return new Error(`${file}: there is no key ${pathText(path)}${hint}${remedy}`);
}

/** One spelled nearly the same, or the only one with this name at another place; as it is typed. */
function likelyKey(root: ConfigNode, path: KeyPath): string | undefined {
  const keys = [...pathsIn(root, [])];
  const typed = typedAs(path);
  // Of two letters every other name is nearly the same
  const close = typed.length < 3 ? undefined : closestName(typed, keys.map(typedAs));
  if (close !== undefined) return close;
  const elsewhere = keys.filter((key) => String(key.at(-1)) === String(path.at(-1)));
  return elsewhere.length === 1 ? typedAs(elsewhere[0]!) : undefined;
}

function* pathsIn(node: ConfigNode, path: KeyPath): Generator<KeyPath> {
  if (path.length > 0) yield path;
  if (node.kind === 'map') for (const { key, value } of node.entries) yield* pathsIn(value, [...path, key]);
  if (node.kind === 'list')
    for (const [index, item] of node.items.entries()) yield* pathsIn(item, [...path, index]);
}

const typedAs = (path: KeyPath): string =>
  path.map((step) => String(step).replace(/[\\.]/g, (character) => `\\${character}`)).join('.');
