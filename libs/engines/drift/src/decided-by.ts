import { type Expectation, isRelated, nodeAt, type Override, type Scope } from '@archivesmp/baseline';
import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import type { FindingDecidedBy } from './finding.js';

/**
 * The deviation that decides what is expected at a key; undefined: the baseline does. As in `explain`: the last one applied
 * that covers the key, else the baseline, and where that says nothing, the last one about something below the key.
 */
export function decidingOverride(
  { base, overrides }: Pick<Expectation, 'base' | 'overrides'>,
  path: KeyPath,
): Override | undefined {
  const related = overrides.filter((override) => isRelated(override.path, path));
  const covering = related.findLast((override) => override.path.length <= path.length);
  if (covering !== undefined) return covering;
  return base !== undefined && nodeAt(base, path) !== undefined ? undefined : related.at(-1);
}

/** Who decided, in the words of a finding. */
export function decidedBy(override: Override | undefined): FindingDecidedBy {
  return override === undefined ? { scope: 'baseline' } : scopeDeciding(override.deviation.scope);
}

/** A scope of the document as the one that decided. */
export function scopeDeciding({ kind, name }: Scope): FindingDecidedBy {
  return kind === 'universal' ? { scope: kind } : { scope: kind, name };
}
