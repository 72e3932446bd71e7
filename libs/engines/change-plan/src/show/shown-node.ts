import type { ConfigNode } from '@archivesmp/config-text';
import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import { isMasked, MASK, meaningOf } from '@archivesmp/drift';

/** A value as JSON text; a mask is not in quotes, so that no value can look like one. Numbers of any size stay exact. */
export function shownNode(node: ConfigNode, path: KeyPath): string {
  if (node.kind === 'list')
    return `[${node.items.map((item, at) => shownNode(item, [...path, at])).join(', ')}]`;
  if (node.kind === 'map') {
    const entries = node.entries.map(
      ({ key, value }) => `${JSON.stringify(key)}: ${shownNode(value, [...path, key])}`,
    );
    return `{${entries.join(', ')}}`;
  }
  if (isMasked(node, path)) return MASK;
  return typeof node.value === 'string' || node.value === null
    ? JSON.stringify(node.value)
    : String(node.value);
}

/** What of a value is masked, in one text that is equal exactly when all of it is. */
export function secretsOf(node: ConfigNode | undefined, path: KeyPath): string {
  if (node === undefined) return '';
  if (node.kind === 'list') return node.items.map((item, at) => secretsOf(item, [...path, at])).join('');
  if (node.kind === 'map')
    return node.entries.map(({ key, value }) => secretsOf(value, [...path, key])).join('');
  return isMasked(node, path) ? `${JSON.stringify(path)}${meaningOf(node)}` : '';
}
