import { viewOf, type FileReading } from '@archivesmp/baseline';
import { readConfig, type ConfigNode } from '@archivesmp/config-text';
import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import { isMasked } from '@archivesmp/drift';
import type { SecretJudge } from '@archivesmp/secrets';

/** The tree of a file in the view that decides, with the path of every value; undefined when it cannot be read. */
export function capturedLeaves(
  bytes: Uint8Array,
  reading: FileReading,
): { readonly root: ConfigNode; readonly paths: readonly KeyPath[] } | undefined {
  const read = readConfig(bytes, reading.format);
  if (read.state !== 'ok') return undefined;
  const root = viewOf(read.root, reading);
  return { root, paths: [...pathsIn(root, [])] };
}

/** A list is one value: its items have no names by which they could be told apart. */
function* pathsIn(node: ConfigNode, path: KeyPath): Generator<KeyPath> {
  if (node.kind === 'map' && node.entries.length > 0)
    for (const { key, value } of node.entries) yield* pathsIn(value, [...path, key]);
  else if (path.length > 0) yield path;
}

/** Whether a value, or anything in it, must not be seen. Empty texts, booleans and null give nothing away. */
export function isSecretLeaf(node: ConfigNode, path: KeyPath, judge: SecretJudge): boolean {
  if (node.kind === 'list')
    return node.items.some((item, index) => isSecretLeaf(item, [...path, index], judge));
  if (node.kind === 'map')
    return node.entries.some(({ key, value }) => isSecretLeaf(value, [...path, key], judge));
  return isMasked(node, path, judge);
}
