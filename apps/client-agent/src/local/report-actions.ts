import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '@archivesmp/service-kit';
import { NotWanted } from '../hub/hub-connection.js';
import type { HubActionsClient } from './hub-actions-client.js';
import type { LocalActionJournal } from './local-actions.js';

const EVERY_MS = 10_000;

/** Tells the hub what was done by force while it was unavailable, until it has taken everything. */
export class ReportActions {
  /** What it has not taken yet, as of the last look. */
  waiting = 0;

  constructor(
    private readonly actions: LocalActionJournal,
    private readonly hubActions: Pick<HubActionsClient, 'reportLocalAction'>,
    private readonly log: Log,
  ) {}

  /** Until the signal. */
  async reportLocalActions(signal: AbortSignal): Promise<void> {
    await this.actions.adoptOldMarks().catch((error: unknown) => this.logFailure(error));
    while (!signal.aborted) {
      await this.reportWaiting(signal);
      await wait(EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** One try for everything that waits; never throws. */
  async reportWaiting(signal: AbortSignal): Promise<void> {
    try {
      const unreported = await this.actions.unreported();
      this.waiting = unreported.length;
      for (const report of unreported) {
        try {
          await this.hubActions.reportLocalAction(report, signal);
        } catch (error) {
          if (!(error instanceof NotWanted)) throw error;
          // The hub does not know this instance (any more), and never will
          this.log.error({ ...report, err: error }, 'the hub does not take what was done by force');
        }
        await this.actions.forgetReported(report);
        this.waiting -= 1;
      }
    } catch (error) {
      if (!signal.aborted) this.logFailure(error);
    }
  }

  private logFailure(error: unknown): void {
    this.log.warn({ err: error, waiting: this.waiting }, 'what was done by force waits for the hub');
  }
}
