import { type ConfigNode, pathInView, sameValue } from '@archivesmp/config-text';
import { type KeyPath, showKey } from '@archivesmp/contracts/vocabulary';
import type { Deviation } from './deviations-document.js';
import { locateDotted } from './dotted-key.js';
import type { KeyView } from './readers.js';
import type { FleetInstance } from '@archivesmp/fleet';
import { compareScopes, scopeCovers } from './scope.js';

/** A deviation that decides one key on one instance. */
export interface Override {
  readonly path: KeyPath;
  readonly deviation: Deviation;
}

/** Scopes of equal rank that give one key different values on an instance: none of them wins. */
export interface ScopeConflict {
  readonly plugin: string;
  readonly file: string;
  readonly path: KeyPath;
  readonly key: string;
  readonly instance: string;
  readonly deviations: readonly Deviation[];
}

/** What one deviation came to on an instance. */
export interface ValueSource {
  readonly deviation: Deviation;
  readonly path: KeyPath;
  readonly standing: 'won' | 'overruled' | 'expired' | 'conflict';
  /** Variables that its value mentions; left out when there are none. */
  readonly variables?: SourceVariables;
}

/** Names of variables in the value of a deviation. */
export interface SourceVariables {
  readonly missing: Set<string>;
  readonly used: Set<string>;
}

/** Whether a deviation, or a kept file, counts no more. `now` in ISO form. */
export function isExpired({ expires }: Pick<Deviation, 'expires'>, now: string): boolean {
  return expires !== undefined && Date.parse(expires) <= Date.parse(now);
}

/** Everything the document says about one file on one instance, each with what came of it. */
export function valueSourcesOn(
  instance: FleetInstance,
  deviations: readonly Deviation[],
  root: ConfigNode | undefined,
  now: string,
  seen: KeyView,
): ValueSource[] {
  const located = deviations
    .filter(({ scope }) => scopeCovers(scope, instance))
    .map((deviation) => ({
      deviation,
      path: pathInView(root, deviation.path ?? locateDotted(root, deviation.key), seen),
    }));
  const live = located.filter(({ deviation }) => !isExpired(deviation, now));
  return located.map(({ deviation, path }) => {
    if (isExpired(deviation, now)) return { deviation, path, standing: 'expired' };
    const same = live.filter((other) => samePath(other.path, path));
    const best = same.reduce((left, right) =>
      compareScopes(right.deviation.scope, left.deviation.scope) > 0 ? right : left,
    );
    if (compareScopes(deviation.scope, best.deviation.scope) < 0)
      return { deviation, path, standing: 'overruled' };
    const rivals = same.filter((other) => compareScopes(other.deviation.scope, deviation.scope) === 0);
    if (rivals.some((rival) => !sameOpinion(rival.deviation, deviation)))
      return { deviation, path, standing: 'conflict' };
    return { deviation, path, standing: best.deviation === deviation ? 'won' : 'overruled' };
  });
}

/** The winners, widest scope first so that a narrower one may refine what a wider one set. */
export function overridesOf(valueSources: readonly ValueSource[]): Override[] {
  return valueSources
    .filter(({ standing: status }) => status === 'won')
    .sort(
      (left, right) =>
        compareScopes(left.deviation.scope, right.deviation.scope) || left.path.length - right.path.length,
    );
}

/** Keys without a decision, because scopes of equal rank disagree. */
export function conflictsOf(valueSources: readonly ValueSource[], instance: FleetInstance): ScopeConflict[] {
  const conflicts = new Map<string, ScopeConflict & { deviations: Deviation[] }>();
  for (const { deviation, path, standing: status } of valueSources) {
    if (status !== 'conflict') continue;
    const id = JSON.stringify(path);
    const { plugin, file } = deviation;
    const conflict = conflicts.get(id) ?? {
      plugin,
      file,
      path,
      key: showKey(path),
      instance: instance.name,
      deviations: [],
    };
    conflict.deviations.push(deviation);
    conflicts.set(id, conflict);
  }
  return [...conflicts.values()];
}

export function samePath(left: KeyPath, right: KeyPath): boolean {
  return left.length === right.length && left.every((step, index) => String(step) === String(right[index]));
}

/** Whether a path is another one or lies below it. */
export function startsWith(path: KeyPath, above: KeyPath): boolean {
  return above.length <= path.length && isRelated(path, above);
}

/** Whether one path is the other or lies above it. */
export function isRelated(left: KeyPath, right: KeyPath): boolean {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) if (String(left[index]) !== String(right[index])) return false;
  return true;
}

function sameOpinion(left: Deviation, right: Deviation): boolean {
  if (left.value === undefined || right.value === undefined) return left.value === right.value;
  return sameValue(left.value, right.value);
}
