import { setTimeout as wait } from 'node:timers/promises';
import type { AmpPanel } from '@archivesmp/amp';
import type { FoundInstance } from '@archivesmp/contracts/agent';
import { Problem } from '@archivesmp/contracts/problem';
import type { Log } from '@archivesmp/service-kit';
import type { RestartMarks } from './restart-marks.js';

const LOOK_EVERY_MS = 2_000;
const READY_WITHIN_MS = 600_000;
/** AMP's uptime and our clock need not agree to the second. */
const SLACK_SECONDS = 5;

/** What became of one wish to restart. */
export interface RestartAnswer {
  readonly instance: string;
  readonly state: 'restarting' | 'failed';
  readonly reason?: string;
}

/** Restarts instances of this host through the AMP panel beside it. */
export class RestartInstances {
  constructor(
    private readonly panel: AmpPanel | undefined,
    private readonly marks: RestartMarks,
    private readonly log: Log,
    private readonly stopping: AbortSignal,
  ) {}

  /** Asks AMP and returns; the mark of an instance goes when its server is up again. */
  async run(instances: readonly FoundInstance[]): Promise<RestartAnswer[]> {
    const { panel } = this;
    if (panel === undefined)
      throw new Problem(
        'settings.invalid',
        'Restarting needs a service account: set amp_local.username and amp_local.password in agent.yaml.',
      );
    const answers: RestartAnswer[] = [];
    for (const { instanceId, name } of instances)
      try {
        const asked = performance.now();
        await panel.instance(instanceId).restart();
        void this.clearWhenUp(panel, instanceId, asked);
        this.log.info({ instance: name }, 'restart asked for');
        answers.push({ instance: name, state: 'restarting' });
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        this.log.warn({ instance: name, err: error }, 'restart refused');
        answers.push({ instance: name, state: 'failed', reason: error.detail });
      }
    return answers;
  }

  private async clearWhenUp(panel: AmpPanel, instanceId: string, asked: number): Promise<void> {
    try {
      while (performance.now() - asked < READY_WITHIN_MS) {
        await wait(LOOK_EVERY_MS, undefined, { signal: this.stopping });
        const status = await panel
          .instance(instanceId)
          .status()
          .catch(() => undefined);
        const since = (performance.now() - asked) / 1_000 + SLACK_SECONDS;
        if (status?.state === 'ready' && status.uptimeSeconds <= since)
          return await this.marks.clear(instanceId);
      }
      this.log.warn({ instance: instanceId }, 'server not up again');
    } catch (error) {
      if (!this.stopping.aborted) this.log.warn({ err: error, instance: instanceId }, 'restart not followed');
    }
  }
}
