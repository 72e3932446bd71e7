import { type KeyPath, showKey } from '@archivesmp/contracts/vocabulary';
import { type Override, type ScopeConflict, startsWith, type ValueSource } from './override.js';
import type { Rendering } from './template.js';

/** Why a key has no expectation. */
export type UndecidedCause = 'conflict' | 'variable' | 'rendering' | 'lost';

/** A key that has no expectation on an instance, although the baseline or a deviation speaks of it. */
export interface UndecidedKey {
  /** Empty: the whole file. What lies below is undecided, too. */
  readonly path: KeyPath;
  readonly key: string;
  readonly instance: string;
  /** The last step itself is unknown: a key beside it may be the one that is meant. */
  readonly isKey: boolean;
  readonly cause: UndecidedCause;
  /** In words, with the remedy. */
  readonly reason: string;
}

interface Decided {
  readonly rendering: Rendering;
  readonly overrides: readonly Override[];
  readonly valueSources: readonly ValueSource[];
  readonly conflicts: readonly ScopeConflict[];
  readonly instance: string;
}

/** A file whose baseline is lost has no expectation at all. */
export const whollyUndecided = (reason: string, instance: string): UndecidedKey => ({
  path: [],
  key: '',
  instance,
  isKey: false,
  cause: 'lost',
  reason,
});

/** Every key that the expectation leaves open; one that a deviation decides is not among them. */
export function undecidedKeys({
  rendering,
  overrides,
  valueSources,
  conflicts,
  instance,
}: Decided): UndecidedKey[] {
  const undecidedAt = (
    path: KeyPath,
    cause: UndecidedCause,
    reason: string,
    isKey = false,
  ): UndecidedKey => ({
    path,
    key: showKey(path),
    instance,
    isKey,
    cause,
    reason,
  });
  if (rendering.isInexact)
    return [
      undecidedAt(
        [],
        'rendering',
        'the values of its variables cannot be put into the baseline without changing what else it says; change the baseline or the values',
      ),
    ];
  const keys: UndecidedKey[] = [];
  for (const { path, names, isKey } of rendering.unfilled)
    if (path.length === 0 || !overrides.some((override) => startsWith(path, override.path)))
      keys.push(undecidedAt(path, 'variable', noValue(names), isKey));
  for (const [index, override] of overrides.entries()) {
    const missing = valueSources.find(({ deviation }) => deviation === override.deviation)?.variables
      ?.missing;
    if (missing === undefined || missing.size === 0) continue;
    const isOverruled = overrides.slice(index + 1).some((later) => startsWith(override.path, later.path));
    if (!isOverruled) keys.push(undecidedAt(override.path, 'variable', noValue([...missing])));
  }
  for (const { path, deviations } of conflicts) {
    const lines = deviations.map(({ line }) => line).join(' and ');
    keys.push(
      undecidedAt(
        path,
        'conflict',
        `scopes of equal rank disagree (deviations.yml, lines ${lines}); give one tag a higher priority, or decide for one value`,
      ),
    );
  }
  return keys;
}

function noValue(names: readonly string[]): string {
  const shown = names.map((name) => `{{${name}}}`).join(' and ');
  const [has, variables] = names.length === 1 ? ['has', 'variable'] : ['have', 'variables'];
  return `the ${variables} ${shown} ${has} no value on this instance; give ${names.length === 1 ? 'it' : 'them'} one under "variables" of deviations.yml`;
}
