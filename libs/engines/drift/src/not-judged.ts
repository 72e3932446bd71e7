import { nodeAt, type LeftOpenRule, type UndecidedKey } from '@archivesmp/baseline';
import type { ConfigNode } from '@archivesmp/config-text';
import type { FindingKind, KeyPath } from '@archivesmp/contracts/vocabulary';
import type { Difference } from './diff-trees.js';
import type { Finding } from './finding.js';
import { type FindingContext, findingFileOf, shownSides } from './make-finding.js';
import { ranked } from './ranked-finding.js';

/** A key, or a whole file, without a known expectation: shown as such, never as drift and never as good. */
export function notJudged(
  context: FindingContext,
  { path, key, reason }: Pick<UndecidedKey, 'path' | 'key' | 'reason'>,
  actual: ConfigNode | undefined,
  kind: FindingKind = actual === undefined && path.length > 0 ? 'missing_key' : 'wrong_value',
): Finding | undefined {
  const { plugin, file, rules, instance } = context;
  if (rules.ignoring({ plugin, file, path, kind }, instance)) return undefined;
  const shown =
    path.length > 0 && actual !== undefined ? shownSides(context, { path, expected: undefined, actual }) : {};
  return ranked(
    {
      ...findingFileOf(context),
      path,
      key,
      kind,
      status: 'not_judged',
      severity: 'low',
      ...shown,
      decidedBy: { scope: 'none' },
      reason: `not judged: ${reason}`,
    },
    instance,
  );
}

/** What is undecided in a file, beside what is there. */
export function notJudgedKeys(
  context: FindingContext,
  undecided: readonly UndecidedKey[],
  actual: ConfigNode | undefined,
): (Finding | undefined)[] {
  return undecided.map((one) => notJudged(context, one, actual && nodeAt(actual, one.path)));
}

/** A key that is not expected, beside one whose name is unknown: it may be that one. */
export function mayBeMeant(
  { kind, path }: Difference,
  undecided: readonly UndecidedKey[],
): UndecidedKey | undefined {
  if (kind !== 'extra_key') return undefined;
  return undecided.find((one) => one.isKey && isBeside(path, one.path));
}

const isBeside = (path: KeyPath, other: KeyPath): boolean =>
  path.length === other.length &&
  path.slice(0, -1).every((step, index) => String(step) === String(other[index]));

/**
 * A difference in parts: a key that is left open by itself, also when it lies in a branch that is extra as a whole, because the rest
 * of the branch may be removed and it may not. What is not left open stays one piece.
 */
export function partsLeftOpen(
  difference: Difference,
  context: Pick<FindingContext, 'plugin' | 'file' | 'rules'>,
): readonly { readonly difference: Difference; readonly open?: LeftOpenRule }[] {
  const { kind, path, actual } = difference;
  if (kind !== 'extra_key') return [{ difference }];
  const open = context.rules.leftOpen(context.plugin, context.file, path);
  if (open !== undefined) return [{ difference, open }];
  if (actual?.kind !== 'map') return [{ difference }];
  const parts = actual.entries.flatMap(({ key, value }) =>
    partsLeftOpen({ kind, path: [...path, key], expected: undefined, actual: value }, context),
  );
  return parts.some((part) => part.open !== undefined) ? parts : [{ difference }];
}
