import { showKey } from '@archivesmp/contracts/vocabulary';
import { type Expectation, isRelated, nodeAt, type Override } from '@archivesmp/baseline';
import type { ConfigNode } from '@archivesmp/config-text';
import { decidedBy, decidingOverride } from './decided-by.js';
import { type Difference, diffTrees } from './diff-trees.js';
import type { Finding } from './finding.js';
import { type FindingContext, findingFileOf, secretsOf, shownSides, decisionSource } from './make-finding.js';
import { ranked } from './ranked-finding.js';
import { show } from './shown-value.js';

/** Deviations that the instance follows: known variance, shown as such and never as drift. */
export function documentedFindings(
  context: FindingContext,
  expectation: Expectation,
  differences: readonly Difference[],
): Finding[] {
  const { base, root } = expectation;
  if (base === undefined || root === undefined) return [];
  return (
    expectation.overrides
      // A narrower deviation of a branch around it leaves nothing of a wider one inside
      .filter((override) => decidingOverride(expectation, override.path) === override)
      .filter(({ path }) => !differences.some((difference) => isRelated(difference.path, path)))
      .map((override) =>
        documented(context, override, nodeAt(base, override.path), nodeAt(root, override.path)),
      )
  );
}

function documented(
  context: FindingContext,
  override: Override,
  base: ConfigNode | undefined,
  decided: ConfigNode | undefined,
): Finding {
  const { path, deviation } = override;
  const sides = shownSides(context, { path, expected: decided, actual: decided });
  const expected = base && show(base, path, secretsOf(context));
  const why = deviation.reason ? `: ${deviation.reason}` : '';
  const needless = kindOf(base, decided) === undefined ? '; the baseline says the same by now' : '';
  return ranked(
    {
      ...findingFileOf(context),
      path,
      key: showKey(path),
      kind: kindOf(base, decided) ?? 'wrong_value',
      status: 'documented',
      severity: 'low',
      ...sides,
      ...(expected && { baseline: expected.value }),
      ...(expected?.hash !== undefined && { baselineHash: expected.hash }),
      decidedBy: decidedBy(override),
      reason: `differs from the baseline on purpose, ${decisionSource(override)}${why}${needless}`,
    },
    context.instance,
  );
}

/** How the decided value differs from what the baseline says everywhere; undefined when it does not. */
function kindOf(base: ConfigNode | undefined, decided: ConfigNode | undefined): Finding['kind'] | undefined {
  if (base === undefined) return decided === undefined ? undefined : 'extra_key';
  if (decided === undefined) return 'missing_key';
  const [first, ...more] = diffTrees(base, decided);
  if (first === undefined) return undefined;
  return first.path.length === 0 && more.length === 0 ? first.kind : 'wrong_value';
}
