import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import { diffTrees, judgeBeside, type Difference } from '@archivesmp/drift';
import type { SecretJudge } from '@archivesmp/secrets';
import { rootOfContent } from '../meaning.js';
import type { KeyReading } from './value-at.js';
import { secretsInNode, shownNode } from './shown-node.js';

/** A key whose meaning changes, as people may see it. */
export interface ShownKey {
  readonly path: KeyPath;
  readonly change: 'removed' | 'added' | 'changed' | 'reordered';
  /** JSON text; what is a secret is masked. Left out where the key is not there. */
  readonly before?: string;
  readonly after?: string;
  /** Whether something that is masked changes with it. */
  readonly hidden: boolean;
}

/**
 * Every key whose meaning differs between two contents, removed ones first; undefined when one side cannot be read by key.
 * A branch that comes or goes as a whole is one key at its top, shown with all that is in it.
 */
export function shownKeys(
  before: Uint8Array,
  after: Uint8Array,
  reading: KeyReading,
  judge: SecretJudge,
): readonly ShownKey[] | undefined {
  const [was, will] = [before, after].map((bytes) => rootOfContent(bytes, reading));
  if (was === undefined || will === undefined) return undefined;
  const beside = judgeBeside(judge, [was, will]);
  const keys = diffTrees(was, will).map((difference) => shownKey(difference, beside));
  return [
    ...keys.filter(({ change }) => change === 'removed'),
    ...keys.filter(({ change }) => change !== 'removed'),
  ];
}

const CHANGES: Record<Difference['kind'], ShownKey['change']> = {
  missing_key: 'removed',
  extra_key: 'added',
  wrong_value: 'changed',
  type_change: 'changed',
  list_order: 'reordered',
};

function shownKey({ kind, path, expected, actual }: Difference, judge: SecretJudge): ShownKey {
  return {
    path,
    change: CHANGES[kind],
    ...(expected !== undefined && { before: shownNode(expected, path, judge) }),
    ...(actual !== undefined && { after: shownNode(actual, path, judge) }),
    hidden: secretsInNode(expected, path, judge) !== secretsInNode(actual, path, judge),
  };
}
