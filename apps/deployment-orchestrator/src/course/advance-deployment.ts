import type { AdvanceDeploymentData } from '@archivesmp/contracts/deployment-jobs';
import type { FleetEventStream } from '@archivesmp/bus';
import {
  CHANGE_STATE_FACTS,
  isAtRest,
  type InstanceChangeState,
} from '@archivesmp/contracts/deployment-states';
import type { History } from '@archivesmp/history';
import { askForScan, publishHint } from '@archivesmp/hub-wiring';
import type { DeploymentSettings, Log } from '@archivesmp/service-kit';
import type { HubSigner } from '@archivesmp/hub-wiring';
import { optionsOf, rulesOf } from './deployment-rules.js';
import { DeploymentTurn, type TurnResult } from './deployment-turn.js';
import { fitOrders, type FitStores } from '../fit/fit-orders.js';
import { readParts } from '../ledger/planned-part.js';
import type { TurnInput } from './turn-input.js';

/** What advancing reads and writes. */
export interface CourseStores extends FitStores {
  readonly history: History;
  readonly events: FleetEventStream;
}

/** Whether the files of an instance may differ from what the last scan saw, and stay as they are for now. */
const isWorthALook = (state: InstanceChangeState): boolean =>
  isAtRest(state) && CHANGE_STATE_FACTS[state].files !== 'untouched';

/** Looks where a deployment stands and takes every step that may be taken now. Running it again changes nothing. */
export class AdvanceDeployment {
  constructor(
    private readonly stores: CourseStores,
    private readonly settings: DeploymentSettings,
    private readonly signer: HubSigner | undefined,
    private readonly log: Log,
    private readonly onTurn: (result: TurnResult) => void = () => undefined,
  ) {}

  /** @throws Problem of MariaDB; `deployment.no-order-key` */
  async run({ deploymentId, turn }: AdvanceDeploymentData): Promise<void> {
    const { history } = this.stores;
    const now = new Date();
    const recorded = await history.fleet.instances();
    const fleet = new Map(recorded.map((one) => [one.id, one]));
    const fits = await this.fits(deploymentId);
    const result = await history.deployments.advance(
      deploymentId,
      turn,
      async (standing, sql) =>
        new DeploymentTurn({
          standing,
          planned: await readParts(history.plans, standing, sql),
          fits,
          fleet,
          options: optionsOf(standing.options, this.settings),
          optionsOf: (given) => optionsOf(given, this.settings),
          rules: rulesOf(this.settings),
          signer: this.signer,
          history,
          now,
          worked: await history.workClock.read(now, sql),
          sql,
        }).take(),
      now,
    );
    if (result === undefined) return;
    this.onTurn(result);
    for (const instanceId of result.freed)
      await history.sharedRestarts.wakeWaiting(instanceId, deploymentId, new Date());
    await this.tell(deploymentId, result);
  }

  /** Outside of the transaction of the turn, because contents are read from S3 and stored there. */
  private async fits(deploymentId: string): Promise<TurnInput['fits']> {
    const standing = await this.stores.history.deploymentReads.standingOf(deploymentId);
    if (standing === undefined) return new Map();
    return fitOrders(standing, this.stores);
  }

  private async tell(deploymentId: string, { state, moved }: TurnResult): Promise<void> {
    const { events } = this.stores;
    for (const { instanceId, state: to } of moved) {
      this.log.info({ deployment: deploymentId, instance: instanceId, state: to }, 'instance moved');
      await publishHint(events, this.log, 'deployment.instance.changed', {
        deploymentId,
        instanceId,
        state: to,
      });
    }
    if (moved.length > 0) await publishHint(events, this.log, 'deployment.changed', { deploymentId, state });
    for (const { instanceId, state: to } of moved) if (isWorthALook(to)) await this.lookAgain(instanceId);
  }

  /** Nobody should wonder whether the drift is gone now: a scan says so. It is asked for, not waited for. */
  private async lookAgain(instanceId: string): Promise<void> {
    const { history, events } = this.stores;
    try {
      await askForScan({ history, events, log: this.log }, { instance: instanceId }, 'deployment');
    } catch (error) {
      // because: the change is done and recorded; the next scheduled scan looks as well
      this.log.warn({ instance: instanceId, err: error }, 'scan after a change not asked for');
    }
  }
}
