import type { Expectation } from '@archivesmp/baseline';
import type { ConfigNode } from '@archivesmp/config-text';
import { type Difference, type DiffOptions, diffTrees } from './diff-trees.js';
import { withoutPaths } from './without-paths.js';

/**
 * The differences of a file from its expectation, as far as there is one: keys without a known expectation are
 * on neither side. None where the baseline cannot be read or the whole file is undecided.
 */
export function judgedDifferences(
  { root, undecided }: Pick<Expectation, 'root' | 'undecided'>,
  actual: ConfigNode,
  listAt: NonNullable<DiffOptions['listAt']>,
): readonly Difference[] {
  if (root === undefined || undecided.some(({ path }) => path.length === 0)) return [];
  const paths = undecided.map(({ path }) => path);
  return diffTrees(withoutPaths(root, paths), withoutPaths(actual, paths), { listAt });
}
