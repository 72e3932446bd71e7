import { DEPLOYMENT_PROGRESS } from '@archivesmp/contracts/deployment-states';
import { steadyNow, type SteadyClock } from '@archivesmp/contracts/steady-clock';
import type { History } from '@archivesmp/history';

/** An active deployment is reconciled this often without any event, for deadlines, change windows and leases. */
const WATCH_EVERY_MS = 3_000;
/** One that waits for a person, or for a restart, only has its leases prolonged. */
const PAUSED_EVERY_MS = 600_000;

/** Wakes deployments for which no event comes, and expires plans that were not run in time. Any number of processes may do it. */
export class WatchDeployments {
  private readonly woken = new Map<string, number>();

  constructor(
    private readonly history: Pick<History, 'plans' | 'deployments' | 'deploymentReads'>,
    private readonly steady: SteadyClock = steadyNow,
  ) {}

  /** One round. Gives the states of those that have not ended. @throws Problem when MariaDB is unavailable */
  async watchDeployments(now: Date): Promise<readonly string[]> {
    await this.history.plans.expireOverdue(now);
    const live = await this.history.deploymentReads.liveDeployments();
    for (const { id, state, isDue } of live) {
      const waits = DEPLOYMENT_PROGRESS[state] === 'resting' && !isDue;
      const every = waits ? PAUSED_EVERY_MS : WATCH_EVERY_MS;
      const at = this.steady();
      if (at - (this.woken.get(id) ?? -Infinity) < every) continue;
      this.woken.set(id, at);
      await this.history.deployments.wakeDeployment(id, now);
    }
    for (const id of this.woken.keys()) if (!live.some((one) => one.id === id)) this.woken.delete(id);
    return live.map((one) => one.state);
  }
}
