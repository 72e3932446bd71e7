import { readConfig, type ConfigNode } from '@archivesmp/config-text';
import type { ConfigFormat, KeyPath } from '@archivesmp/contracts/vocabulary';

/** The value at a path as text for people; undefined when there is none. */
export function valueAt(bytes: Uint8Array, format: ConfigFormat, path: KeyPath): string | undefined {
  const reading = readConfig(bytes, format);
  if (reading.state !== 'ok') return undefined;
  const node = path.reduce<ConfigNode | undefined>((at, step) => child(at, step), reading.root);
  return node === undefined ? undefined : JSON.stringify(plain(node));
}

function child(node: ConfigNode | undefined, step: string | number): ConfigNode | undefined {
  if (node?.kind === 'list') return node.items[Number(step)];
  return node?.kind === 'map' ? node.entries.find((entry) => entry.key === String(step))?.value : undefined;
}

function plain(node: ConfigNode): unknown {
  if (node.kind === 'list') return node.items.map(plain);
  if (node.kind === 'map')
    return Object.fromEntries(node.entries.map((entry) => [entry.key, plain(entry.value)]));
  return typeof node.value === 'bigint' ? node.value.toString() : node.value;
}
