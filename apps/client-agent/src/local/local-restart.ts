import { randomUUID } from 'node:crypto';
import type { AmpPanel } from '@archivesmp/amp';
import type { FoundInstance } from '@archivesmp/contracts/agent';
import { Problem } from '@archivesmp/contracts/problem';
import type { Log } from '@archivesmp/service-kit';
import { HubUnavailable } from '../hub/hub-connection.js';
import type { InstanceManager, ManagerOutcome } from '../power/instance-manager.js';
import type { HubActionsClient } from './hub-actions-client.js';
import type { LocalActionJournal } from './local-actions.js';

/** What an operator on the host wants restarted, and how. */
export interface LocalRestart {
  readonly instances: readonly FoundInstance[];
  /** Whether every instance of the host is meant. */
  readonly all: boolean;
  readonly reason?: string;
  readonly countdownSeconds?: number;
  /** Do it at once when the hub does not answer. */
  readonly force: boolean;
}

/** What became of it: the hub takes care, or it was done by force. */
export type LocalRestartAnswer =
  | { readonly via: 'hub'; readonly deploymentId: string; readonly state: string }
  | { readonly via: 'force'; readonly instances: readonly ForcedRestart[] };

export interface ForcedRestart {
  readonly instance: string;
  readonly state: 'done' | 'failed' | 'unknown';
  readonly detail: string;
}

/** What restarts at once, where the hub is unavailable. */
export interface LocalPower {
  readonly panel: AmpPanel | undefined;
  readonly manager: InstanceManager | undefined;
}

/** Restarts instances of this host: through the hub and everything it guards, or, by force, at once while the hub is unavailable. */
export class LocalRestartOfInstances {
  constructor(
    private readonly hubActions: HubActionsClient,
    private readonly actions: LocalActionJournal,
    private readonly power: LocalPower,
    private readonly log: Log,
    private readonly stopping: AbortSignal,
  ) {}

  /** @throws Problem `hub.unreachable`; what the hub refuses, in its words */
  async restartLocally(wanted: LocalRestart): Promise<LocalRestartAnswer> {
    const { instances, reason, countdownSeconds, force } = wanted;
    try {
      const request = {
        requestId: randomUUID(),
        instances: instances.map(({ instanceId }) => instanceId),
        ...(reason !== undefined && { reason }),
        ...(countdownSeconds !== undefined && { countdownSeconds }),
      };
      const { id, state } = await this.hubActions.requestRestart(request, this.stopping);
      return { via: 'hub', deploymentId: id, state };
    } catch (error) {
      if (!(error instanceof HubUnavailable)) throw error;
      if (!force || reason === undefined) throw hubUnavailableProblem(error, force);
      return { via: 'force', instances: await this.force(wanted, reason) };
    }
  }

  private async force({ instances, all }: LocalRestart, reason: string): Promise<ForcedRestart[]> {
    const begun = await Promise.all(
      instances.map(async (one) => ({
        one,
        action: await this.actions.recordBegun('restart', one.instanceId, reason),
      })),
    );
    const answers: ForcedRestart[] = [];
    const { panel, manager } = this.power;
    const [first] = instances;
    const everything =
      all && manager !== undefined && first !== undefined && !(await answersFor(panel, first))
        ? manager.restartAll()
        : undefined;
    for (const { one, action } of begun) {
      const { ended, detail } = everything
        ? restartEnd(await everything, 'ampinstmgr restartall')
        : await this.restartByForce(one);
      await this.actions.recordEnd(action, ended, detail);
      this.log.warn({ instance: one.name, ended, detail, reason }, 'restarted by force');
      answers.push({ instance: one.name, state: ended, detail });
    }
    return answers;
  }

  /** Through the panel where it answers; a panel that was asked is not asked otherwise once more. */
  private async restartByForce(one: FoundInstance): Promise<RestartEnd> {
    const { panel, manager } = this.power;
    if (panel !== undefined && (await answersFor(panel, one)))
      try {
        await panel.instance(one.instanceId).restartServer();
        return { ended: 'done', detail: 'the panel was asked' };
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        return { ended: 'failed', detail: error.detail };
      }
    if (manager !== undefined) return restartEnd(await manager.restart(one.name), 'ampinstmgr');
    const detail =
      panel === undefined
        ? 'no way to restart: set amp_local.username and amp_local.password, or ampinstmgr, in agent.yaml'
        : 'the panel does not answer, and ampinstmgr is not set in agent.yaml';
    return { ended: 'failed', detail };
  }
}

interface RestartEnd {
  readonly ended: 'done' | 'failed' | 'unknown';
  readonly detail: string;
}

const restartEnd = (outcome: ManagerOutcome, how: string): RestartEnd =>
  outcome.ended === 'done'
    ? { ended: 'done', detail: `done by ${how}` }
    : { ended: outcome.ended, detail: outcome.reason };

/** Whether the panel answers for an instance. */
async function answersFor(panel: AmpPanel | undefined, { instanceId }: FoundInstance): Promise<boolean> {
  if (panel === undefined) return false;
  try {
    await panel.instance(instanceId).readPanelServerState();
    return true;
  } catch (error) {
    if (error instanceof Problem) return false;
    throw error;
  }
}

/** Why it was not done, and what would do it. */
export const hubUnavailableProblem = (error: HubUnavailable, force: boolean): Problem =>
  new Problem(
    'hub.unreachable',
    force ? `Say why it cannot wait, as "reason": ${error.message}.` : `Nothing was done: ${error.message}.`,
  );
