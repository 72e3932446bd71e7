import type { AdvanceDeploymentData } from '@archivesmp/contracts/deployment-jobs';
import type { FleetEventStream } from '@archivesmp/bus';
import {
  CHANGE_STATE_FACTS,
  isAtRest,
  type InstanceChangeState,
} from '@archivesmp/contracts/deployment-states';
import { Problem, type ProblemCode } from '@archivesmp/contracts/problem';
import type {
  AuditStores,
  ClockStores,
  DeploymentStores,
  FileStores,
  FleetStores,
  HoldStores,
  PlanStores,
  ScanStores,
} from '@archivesmp/history';
import { requestScan, publishHint } from '@archivesmp/hub-wiring';
import type { DeploymentSettings, Log } from '@archivesmp/service-kit';
import type { HubSigner } from '@archivesmp/hub-wiring';
import { decide } from '@archivesmp/rollout';
import { carryOut, type Outcome } from './carry-out.js';
import { optionsOf, rulesOf } from './deployment-rules.js';
import { fitOrders, type FitStores } from '../fit/fit-orders.js';
import { readPlannedChanges } from '../ledger/planned-changes.js';
import { readSnapshot, type SnapshotSources } from './read-snapshot.js';

/** What advancing reads and writes. */
export interface ReconcileStores extends FitStores {
  readonly history: AuditStores &
    ClockStores &
    DeploymentStores &
    FileStores &
    FleetStores &
    HoldStores &
    PlanStores &
    ScanStores;
  readonly events: FleetEventStream;
}

/** Whether the files of an instance may differ from what the last scan saw, and stay as they are for now. */
const needsRescan = (state: InstanceChangeState): boolean =>
  isAtRest(state) && CHANGE_STATE_FACTS[state].files !== 'untouched';

/** Another deployment claimed an instance between the snapshot and the effects. */
const OVERTAKEN: ReadonlySet<ProblemCode> = new Set(['instance.busy', 'lease.lost']);
const MOST_ATTEMPTS = 5;

/** Looks where a deployment stands and takes every step that may be taken now. Running it again changes nothing. */
export class AdvanceDeployment {
  constructor(
    private readonly stores: ReconcileStores,
    private readonly settings: DeploymentSettings,
    private readonly signer: HubSigner | undefined,
    private readonly log: Log,
    private readonly onReconciled: (result: Outcome) => void = () => undefined,
  ) {}

  /** @throws Problem of MariaDB; `deployment.no-order-key` */
  async advanceDeployment({ deploymentId, turn: step }: AdvanceDeploymentData): Promise<void> {
    const { history } = this.stores;
    const outcome = await this.untilUndisturbed(() => this.advance(deploymentId, step));
    if (outcome === undefined) return;
    this.onReconciled(outcome);
    for (const instanceId of outcome.freed)
      await history.sharedRestarts.wakeWaitingDeployments(instanceId, deploymentId, new Date());
    await this.publishState(deploymentId, outcome);
  }

  /** Decides anew when another deployment claims an instance between the snapshot and the effects. */
  private async untilUndisturbed<Result>(work: () => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        const isOvertaken = error instanceof Problem && OVERTAKEN.has(error.code);
        if (!isOvertaken || attempt >= MOST_ATTEMPTS) throw error;
      }
    }
  }

  /** One snapshot, what follows from it, and its effects: all in one transaction with the deployment locked, or nothing. */
  private async advance(deploymentId: string, step: number): Promise<Outcome | undefined> {
    const { settings, signer } = this;
    const { history } = this.stores;
    const now = new Date();
    const fleet = new Map((await history.fleet.listInstances()).map((one) => [one.id, one]));
    const fits = await this.fits(deploymentId);
    const rules = rulesOf(settings);
    const sources = {
      history,
      fleet,
      fits,
      rules,
      now,
      optionsOf: (given: object) => optionsOf(given, settings),
    };
    return history.deployments.advanceDeployment(
      deploymentId,
      step,
      async (deployment, sql) => {
        const planned = await readPlannedChanges(history.plans, deployment, sql);
        const effects = decide(await readSnapshot(deployment, planned, sources, sql));
        const { orderSeconds } = rules;
        const context = {
          deployment,
          planHash: planned?.hash,
          fleet,
          signer,
          orderSeconds,
          history,
          now,
          sql,
        };
        return carryOut(effects, context);
      },
      now,
    );
  }

  /** Outside of the transaction, because contents are read from S3 and stored there. */
  private async fits(deploymentId: string): Promise<SnapshotSources['fits']> {
    const deployment = await this.stores.history.deploymentReads.findDeploymentStatus(deploymentId);
    if (deployment === undefined) return new Map();
    return fitOrders(deployment, this.stores);
  }

  private async publishState(deploymentId: string, { state, moved }: Outcome): Promise<void> {
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
    for (const { instanceId, state: to } of moved) if (needsRescan(to)) await this.requestRescan(instanceId);
  }

  /** Requests a scan, without waiting for it, so that findings show whether the drift is gone. */
  private async requestRescan(instanceId: string): Promise<void> {
    const { history, events } = this.stores;
    try {
      await requestScan({ history, events, log: this.log }, { instance: instanceId }, 'deployment');
    } catch (error) {
      // The change is done and recorded; the next scheduled scan looks as well
      this.log.warn({ instance: instanceId, err: error }, 'scan after a change not asked for');
    }
  }
}
