import type { ConfigNode, ScalarNode } from '@archivesmp/config-text';
import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import { MASK, shapeOf, type SecretJudge } from '@archivesmp/secrets';
import type { SecretHandling, ShownValue } from './finding.js';
import { meaningOf } from './same-meaning.js';

export { MASK };

/** How the secrets of one file are recognised and shown: no value of it is shown without. */
export interface FileSecrets extends SecretHandling {
  readonly judge: SecretJudge;
}

/** A value as it may be shown, with the keyed hash of what was masked. */
export interface Shown {
  readonly value: ShownValue;
  readonly hash?: string;
}

/** Turns a node into something to show; whatever looks secret is masked, at any depth. */
export function show(node: ConfigNode, path: KeyPath, secrets: FileSecrets): Shown {
  const value = shown(node, path, secrets.judge);
  const isMasked = secrets.hash !== undefined && isAnyMasked(node, path, secrets.judge);
  return isMasked ? { value, hash: secrets.hash!(meaningOf(node)) } : { value };
}

function shown(node: ConfigNode, path: KeyPath, judge: SecretJudge): ShownValue {
  if (node.kind === 'list') return node.items.map((item, index) => shown(item, [...path, index], judge));
  if (node.kind === 'map')
    return Object.fromEntries(
      node.entries.map(({ key, value }) => [shownStep(key), shown(value, [...path, key], judge)]),
    );
  if (isMasked(node, path, judge)) return MASK;
  const { value } = node;
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  return value;
}

function isAnyMasked(node: ConfigNode, path: KeyPath, judge: SecretJudge): boolean {
  if (node.kind === 'list')
    return node.items.some((item, index) => isAnyMasked(item, [...path, index], judge));
  if (node.kind === 'map')
    return node.entries.some(
      ({ key, value }) => shownStep(key) !== key || isAnyMasked(value, [...path, key], judge),
    );
  return isMasked(node, path, judge);
}

/** Whether a single value at a path of its file must not be seen. */
export function isMasked({ value }: Pick<ScalarNode, 'value'>, path: KeyPath, judge: SecretJudge): boolean {
  return judge.judge(path, value).hidden;
}

/** A key as it may be shown: one that gives a secret away by its shape (`ghp_…: owner`) is masked. */
export const shownStep = (key: string): string => (shapeOf(key) === undefined ? key : MASK);
