import { counted } from '@archivesmp/contracts/counted';
import { FleetRules, viewOf, type DesiredState, type RuleBreach, type RuleVote } from '@archivesmp/baseline';
import {
  type ConfigFileRef,
  configFileRefOf,
  describedInstance,
  type FleetInstance,
  type NamedFleet,
} from '@archivesmp/fleet';
import { readConfig } from '@archivesmp/config-text';
import { showKey } from '@archivesmp/contracts/vocabulary';
import { compareFile, breachText, type CompiledRules } from '@archivesmp/drift';
import type { Risk } from './plan.js';

/** One file of a plan, as it is and as it would be; no bytes: there is no file then. */
export interface ChangedContent {
  readonly instanceId: string;
  /** Relative to the server folder. */
  readonly path: string;
  readonly before?: Uint8Array;
  readonly after?: Uint8Array;
}

/** What the fleet should be, and how it stands where a rule over the fleet looks. */
export interface FleetSight {
  readonly desired: DesiredState;
  readonly rules: CompiledRules;
  /** The name under which expectations know an instance. */
  readonly nameOf: Pick<NamedFleet['nameOf'], 'get'>;
  /** What the files of the whole fleet say about the rules now; may be left empty where no changed file is one of them. */
  readonly votes: readonly RuleVote[];
}

/** Keys named in a sentence; the others are counted. */
const KEYS_NAMED = 5;

/**
 * What a plan would make worse, by instance: keys that are as they should be and would be so no longer, and rules over the fleet
 * (`unique`, `agree`) that would be broken and are not now. Neither is a reason to refuse: the approver may mean it.
 */
export function consequencesOf(
  changed: readonly ChangedContent[],
  sight: FleetSight,
): ReadonlyMap<string, readonly Risk[]> {
  const risks = new Map<string, Risk[]>();
  const add = (instanceId: string, risk: Risk): void =>
    void risks.set(instanceId, [...(risks.get(instanceId) ?? []), risk]);
  for (const one of changed) {
    const drift = newDrift(one, sight);
    if (drift !== undefined) add(one.instanceId, { kind: 'new_drift', message: drift });
  }
  for (const { instanceId, breach } of newBreaches(changed, sight))
    add(instanceId, {
      kind: 'fleet_rule',
      message: `${breachText(breach, sight.rules.judgeOf)} after this plan`,
    });
  return risks;
}

/** Whether a rule over the fleet looks at any of these files. */
export function touchesFleetRules(paths: readonly string[], desired: DesiredState): boolean {
  const rules = new FleetRules(desired.document.fleetRules);
  return paths.some((filePath) => {
    const { plugin, path } = configFileRefOf(filePath);
    return rules.concerns(plugin, path);
  });
}

function newDrift(
  { instanceId, path, before, after }: ChangedContent,
  sight: FleetSight,
): string | undefined {
  const { desired, rules } = sight;
  const { plugin, path: file } = configFileRefOf(path);
  const expected = desired.plugins.get(plugin)?.get(file);
  const instance = instanceOf(instanceId, sight);
  if (expected === undefined || instance === undefined || desired.isUnmanaged(`${plugin}/${file}`))
    return undefined;
  const driftIn = (bytes: Uint8Array | undefined): Map<string, string> => {
    const state = bytes === undefined ? 'vanished' : 'readable';
    const observed = { plugin, path: file, state, ...(bytes && { bytes }) } as const;
    const { findings } = compareFile(expected, observed, { instance, rules, secrets: {} });
    const drift = findings.filter(({ status }) => status === 'drift');
    return new Map(drift.map((one) => [JSON.stringify(one.path), showKey(one.path)]));
  };
  const known = driftIn(before);
  // A file that differs as a whole has every difference already
  if (known.has('[]')) return undefined;
  const fresh = [...driftIn(after)].flatMap(([id, key]) => (known.has(id) ? [] : [key]));
  if (fresh.length === 0) return undefined;
  if (fresh.includes('')) return `${path} is expected here and would not be as it should`;
  const more = fresh.length > KEYS_NAMED ? ` and ${counted(fresh.length - KEYS_NAMED, 'more key')}` : '';
  return `${path}: ${fresh.slice(0, KEYS_NAMED).join(', ')}${more} would no longer be as it should`;
}

function newBreaches(
  changed: readonly ChangedContent[],
  sight: FleetSight,
): { instanceId: string; breach: RuleBreach }[] {
  const rules = new FleetRules(sight.desired.document.fleetRules);
  const hasRule = ({ plugin, path }: ConfigFileRef): boolean => rules.concerns(plugin, path);
  const touched = changed.filter(({ path }) => hasRule(configFileRefOf(path)));
  if (touched.length === 0) return [];
  const touchedFiles = new Set(
    touched.map(({ instanceId, path }) => {
      const { plugin, path: file } = configFileRefOf(path);
      return fileIdOf(sight.nameOf.get(instanceId), plugin, file);
    }),
  );
  const isTouched = ({ instance, plugin, file }: RuleVote): boolean =>
    touchedFiles.has(fileIdOf(instance, plugin, file));
  const others = sight.votes.filter((vote) => !isTouched(vote));
  const breaches = (side: 'before' | 'after'): RuleBreach[] =>
    rules.breachesIn([...others, ...touched.flatMap((one) => votesOf(one, one[side], rules, sight))]);
  const known = new Set(breaches('before').map(idOf));
  return breaches('after')
    .filter((breach) => !known.has(idOf(breach)))
    .flatMap((breach) => {
      const names = new Set(breach.holders.filter(isTouched).map(({ instance }) => instance));
      const ids = new Set(touched.map(({ instanceId }) => instanceId));
      return [...ids]
        .filter((id) => names.has(sight.nameOf.get(id)!))
        .map((instanceId) => ({ instanceId, breach }));
    });
}

function votesOf(
  { instanceId, path }: ChangedContent,
  bytes: Uint8Array | undefined,
  rules: FleetRules,
  sight: FleetSight,
): RuleVote[] {
  const { plugin, path: file } = configFileRefOf(path);
  const instance = instanceOf(instanceId, sight);
  if (bytes === undefined || instance === undefined) return [];
  const seen = sight.desired.readers.readingOn(plugin, file, instance.platform);
  const reading = readConfig(bytes, seen.format);
  if (reading.state !== 'ok') return [];
  return rules.votesIn({ instance, plugin, file, root: viewOf(reading.root, seen) });
}

/** An instance without a name has no location. */
const fileIdOf = (instance: string | undefined, plugin: string, file: string): string =>
  JSON.stringify([instance, plugin, file]);

/** The same breach with the same people in it is one that is there already. */
const idOf = ({ rule, holders }: RuleBreach): string =>
  JSON.stringify([
    rule.rule,
    rule.key,
    [
      ...new Set(
        holders.map(({ instance, plugin, file, path, text }) =>
          JSON.stringify([instance, plugin, file, path, rule.rule === 'unique' && text]),
        ),
      ),
    ].sort(),
  ]);

const instanceOf = (instanceId: string, sight: FleetSight): FleetInstance | undefined =>
  describedInstance(sight.desired.fleet, sight, instanceId);
