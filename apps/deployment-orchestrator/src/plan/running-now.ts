import type { InstanceView } from '@archivesmp/contracts/fleet';
import type { HealthEvidence } from '@archivesmp/rollout';

const SEEN_RUNNING: ReadonlySet<InstanceView['health']> = new Set([
  'healthy',
  'starting',
  'degraded',
  'unknown',
]);
const RUNS: ReadonlySet<HealthEvidence['app']> = new Set(['running', 'starting', 'busy']);

/** Asks the panel of an instance for its state now; undefined when it does not answer. */
export type ReadPanelState = (instanceId: string) => Promise<HealthEvidence['app'] | undefined>;

/**
 * Which of these instances run, for a plan that has to say who is restarted. What nobody can tell is planned as if it ran. An
 * instance last seen stopped may just have been between two lives, so its panel is asked once more; a server found stopped is
 * left stopped.
 */
export async function runningNow(
  views: readonly Pick<InstanceView, 'id' | 'health'>[],
  readPanelState: ReadPanelState,
): Promise<ReadonlySet<string>> {
  const answers = await Promise.all(
    views.map(async ({ id, health }) => SEEN_RUNNING.has(health) || RUNS.has((await readPanelState(id))!)),
  );
  return new Set(views.filter((_, index) => answers[index]).map(({ id }) => id));
}
