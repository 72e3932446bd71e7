import type { FoundInstance } from '@archivesmp/contracts/agent';
import { HubUnavailable } from '../hub/hub-connection.js';
import type { HubActionsClient } from './hub-actions-client.js';
import type { LocalActionJournal } from './local-actions.js';
import { hubUnavailableProblem } from './local-restart.js';

/** Where the mark is now. */
export interface MarkAnswer {
  readonly via: 'hub' | 'force';
  readonly instances: readonly string[];
}

/** Says that instances of this host need a restart: to the hub, or, by force, into the state folder until the hub is back. */
export class MarkRestart {
  constructor(
    private readonly hubActions: HubActionsClient,
    private readonly actions: LocalActionJournal,
    private readonly stopping: AbortSignal,
  ) {}

  /** @throws Problem `hub.unreachable`; what the hub refuses, in its words */
  async markForRestart(
    instances: readonly FoundInstance[],
    reason: string | undefined,
    force: boolean,
  ): Promise<MarkAnswer> {
    const names = instances.map(({ name }) => name);
    const ids = instances.map(({ instanceId }) => instanceId);
    try {
      await this.hubActions.requestRestartMarks(
        { instances: ids, reason: reason ?? 'marked on the host' },
        this.stopping,
      );
      return { via: 'hub', instances: names };
    } catch (error) {
      if (!(error instanceof HubUnavailable)) throw error;
      if (!force || reason === undefined) throw hubUnavailableProblem(error, force);
      for (const id of ids)
        await this.actions.recordEnd(
          await this.actions.recordBegun('mark-restart-needed', id, reason),
          'done',
        );
      return { via: 'force', instances: names };
    }
  }
}
