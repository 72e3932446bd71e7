import { randomUUID } from 'node:crypto';
import { explain } from '@archivesmp/baseline';
import { describedInstance, isFileOn } from '@archivesmp/fleet';
import { Problem } from '@archivesmp/contracts/problem';
import type { KeyPath } from '@archivesmp/contracts/vocabulary';
import { judgeBeside, type JudgeOf } from '@archivesmp/drift';
import type { FleetReads } from '@archivesmp/history';
import type { DesiredStates } from '@archivesmp/hub-wiring';
import { namedFleet } from '@archivesmp/fleet';
import type { KnownFleet } from '../fleet/known-fleet.js';
import { explanationView, type KeyExplanationView } from './key-explanation.js';

/** Which key, of which file, on which instance (name or UUID). */
export interface AskedKey {
  readonly plugin: string;
  readonly file: string;
  /** Steps joined by dots, or a JSON array of steps. */
  readonly key: string;
  readonly instance: string;
}

/** Why a key should be what it should be, by the expectations as they are saved now. */
export class ExplainKey {
  constructor(
    private readonly fleet: FleetReads,
    private readonly known: KnownFleet,
    private readonly desired: DesiredStates,
  ) {}

  /** @throws Problem `resource.not-found` or `resource.conflict` for the instance; `request.invalid` for the key; `baseline.invalid`; `artifacts.unavailable` */
  async explainKey(asked: AskedKey, now = new Date()): Promise<KeyExplanationView> {
    const { plugin, file } = asked;
    const key = stepsOf(asked.key);
    const { id } = await this.known.oneInstance(asked.instance);
    const fleet = namedFleet(await this.fleet.listInstances());
    const { desired, rules } = await this.desired.forScan(randomUUID(), fleet.instances, now);
    const instance = describedInstance(desired.fleet, fleet, id);
    if (instance === undefined)
      throw new Problem('resource.not-found', 'This instance is gone; nothing is expected of it.');
    const explanation = explain(desired, { plugin, file, key }, instance);
    const root = desired.plugins.get(plugin)?.get(file)?.on(instance).root;
    const judgeOf: JudgeOf = (...target) => judgeBeside(rules.judgeOf(...target), [root]);
    if (isFileOn(plugin, file, instance.platform)) return explanationView(explanation, judgeOf);
    const reason = `${instance.platform} has no ${file}`;
    const withoutSources = { expected: undefined, winner: undefined, valueSources: [], reason };
    return explanationView({ ...explanation, ...withoutSources, outcome: 'not_expected_here' }, judgeOf);
  }
}

/** Keys may begin with a bracket (`[Title]`); an array begins with a quote or a number inside it. */
function stepsOf(typed: string): KeyPath | string {
  if (!/^\[\s*["\d]/.test(typed)) return typed;
  const steps = parsed(typed);
  if (Array.isArray(steps) && steps.every((step) => typeof step === 'string' || Number.isSafeInteger(step)))
    return steps as KeyPath;
  const message = 'must be steps joined by dots, or a JSON array of keys and list positions';
  throw new Problem('request.invalid', `key ${message}.`, { errors: [{ field: 'key', message }] });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The caller names what is expected
    return undefined;
  }
}
