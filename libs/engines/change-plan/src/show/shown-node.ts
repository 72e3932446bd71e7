import type { ConfigNode } from '@archivesmp/config-text';
import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import { isMasked, MASK, meaningOf, shownStep } from '@archivesmp/drift';
import type { SecretJudge } from '@archivesmp/secrets';

/** A value as JSON text; a mask is not in quotes, so that no value can look like one. Numbers of any size stay exact. */
export function shownNode(node: ConfigNode, path: KeyPath, judge: SecretJudge): string {
  if (node.kind === 'list')
    return `[${node.items.map((item, index) => shownNode(item, [...path, index], judge)).join(', ')}]`;
  if (node.kind === 'map') {
    const entries = node.entries.map(
      ({ key, value }) => `${JSON.stringify(shownStep(key))}: ${shownNode(value, [...path, key], judge)}`,
    );
    return `{${entries.join(', ')}}`;
  }
  if (isMasked(node, path, judge)) return MASK;
  return typeof node.value === 'string' || node.value === null
    ? JSON.stringify(node.value)
    : String(node.value);
}

/** What of a value is masked, in one text that is equal exactly when all of it is. */
export function secretsInNode(node: ConfigNode | undefined, path: KeyPath, judge: SecretJudge): string {
  if (node === undefined) return '';
  if (node.kind === 'list')
    return node.items.map((item, index) => secretsInNode(item, [...path, index], judge)).join('');
  if (node.kind === 'map')
    return node.entries.map(({ key, value }) => secretsInNode(value, [...path, key], judge)).join('');
  return isMasked(node, path, judge) ? `${JSON.stringify(path)}${meaningOf(node)}` : '';
}
