import type { HealthState } from '@archivesmp/contracts/vocabulary';
import type { HealthEvidence } from '@archivesmp/rollout';

const SEEN_RUNNING: ReadonlySet<HealthState> = new Set(['healthy', 'starting', 'degraded', 'unknown']);
const RUNS: ReadonlySet<HealthEvidence['app']> = new Set(['running', 'starting', 'busy']);

/** Asks the panel of an instance for its state now; undefined when it does not answer. */
export type ReadPanelState = (instanceId: string) => Promise<HealthEvidence['app'] | undefined>;

/**
 * Which of these instances run, for a plan that has to say who is restarted. One whose state is unknown is planned as if it ran. An
 * instance last seen stopped may just have been between two lives, so its panel is asked once more; a server found stopped is
 * left stopped.
 */
export async function runningNow(
  instances: readonly { readonly id: string; readonly health: HealthState }[],
  ask: ReadPanelState,
): Promise<ReadonlySet<string>> {
  const answers = await Promise.all(
    instances.map(async ({ id, health }) => SEEN_RUNNING.has(health) || RUNS.has((await ask(id))!)),
  );
  return new Set(instances.filter((_, index) => answers[index]).map(({ id }) => id));
}
