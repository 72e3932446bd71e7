import { randomUUID } from 'node:crypto';
import type { DeploymentView } from '@archivesmp/contracts/deployment';
import { AdvanceDeploymentJob } from '@archivesmp/contracts/deployment-jobs';
import {
  DEPLOYMENT_TRANSITIONS,
  finalStates,
  hasEnded,
  type DeploymentState,
} from '@archivesmp/contracts/deployment-states';
import { Problem } from '@archivesmp/contracts/problem';
import { storableJson } from '@archivesmp/contracts/whole-text';
import { insertRows } from '../database/bulk-insert.js';
import { toReason } from '../database/column-text.js';
import type { Database, Sql } from '../database/database.js';
import { findDeploymentStatus, type DeploymentStatus } from './deployment.read-model.js';
import { isUuid } from '@archivesmp/contracts/uuid';
import { outboxJob, putJobs, settleJobs, settleSubject, type OutboxJob } from '../outbox/outbox.js';
import { finishPlanOf, claimPlan } from '../plan/plans.js';
import { moveState } from '../database/state-move.js';
import { DeploymentInstanceRow, DeploymentRow } from './deployment.entity.js';
import type { StoredRow } from '../database/stored-row.js';

export interface DeploymentRequest {
  /** Left out: a new one. Given again it fails instead of making a second. */
  readonly id?: string;
  readonly kind: DeploymentView['kind'];
  /** The plan and the hash that was read. For `apply` the plan must be approved, and is claimed: no other deployment can run it. */
  readonly plan?: { readonly id: string; readonly hash: string };
  /** The deployment whose effect this one takes back. */
  readonly undoes?: string;
  /** How it is to be run; as the orchestrator reads it back. */
  readonly options: object;
  readonly instances: readonly {
    readonly instanceId: string;
    readonly host: string;
    readonly wave: number;
  }[];
  readonly requestedBy: string;
}

/** What a step of a state machine brings with it, committed together with it. */
export interface Consequences {
  /** Jobs that the new state makes necessary. */
  readonly jobs?: readonly OutboxJob[];
  /** Ids of jobs whose effect this is. */
  readonly settles?: readonly string[];
  /** Whether the deployment is to check again what can be done now. */
  readonly wake?: boolean;
}

export interface DeploymentMove extends Consequences {
  readonly from: DeploymentState | readonly DeploymentState[];
  readonly to: DeploymentState;
  readonly reason?: string;
}

const FINAL = finalStates(DEPLOYMENT_TRANSITIONS);

/** Runs of plans over the fleet. */
export class Deployments {
  constructor(private readonly database: Database) {}

  /**
   * Writes a deployment in state `waiting`, its instances in state `queued` and its first wake-up, and takes the plan: all
   * of it or nothing. Of two that start the same plan one wins. Returns its id.
   * @throws Problem `plan.not-decidable`, `plan.other-hash`, `resource.not-found`.
   */
  async requestDeployment(request: DeploymentRequest, now: Date, sql?: Sql): Promise<string> {
    const { id = randomUUID() } = request;
    await this.database.inTransaction(sql, async (inside) => {
      if (request.kind === 'apply') {
        if (request.plan === undefined) throw new Error('A deployment of kind apply needs its plan.');
        await claimPlan(inside, { ...request.plan, deploymentId: id }, now);
      }
      await inside.execute(
        `INSERT INTO deployments
           (id, kind, state, plan_id, plan_hash, undoes_id, options, requested_by, requested_at, steps_before)
         SELECT ?, ?, 'waiting', ?, ?, ?, ?, ?, ?, COALESCE(MAX(number), 0) FROM deployment_steps`,
        [
          id,
          request.kind,
          request.plan?.id ?? null,
          request.plan?.hash ?? null,
          request.undoes ?? null,
          storableJson(request.options),
          request.requestedBy,
          now,
        ],
      );
      await insertRows(
        inside,
        DeploymentInstanceRow,
        ['deployment_id', 'instance_id', 'host', 'wave', 'state', 'changed_at'],
        request.instances.map((one) => [id, one.instanceId, one.host, one.wave, 'queued', now]),
      );
      await putJobs(inside, id, [outboxJob(AdvanceDeploymentJob, { deploymentId: id, turn: 0 })], now);
    });
    return id;
  }

  /**
   * One wake-up: in one transaction locks the deployment, lets `decide` write what follows from where it stands (with the
   * `sql` it is given), and settles the wake-up's job. Two wake-ups at the same moment run one after the other, the second
   * on what the first wrote. A deployment that has ended is left alone and yields undefined.
   * `decide` may be run again after a deadlock, so it must have no effect outside `sql`.
   * @throws Problem `resource.not-found`; whatever `decide` throws (nothing is written then).
   */
  async advanceDeployment<Result>(
    deploymentId: string,
    step: number,
    decide: (status: DeploymentStatus, sql: Sql) => Promise<Result>,
    now: Date,
  ): Promise<Result | undefined> {
    return this.database.transaction(async (sql) => {
      const state = await lockDeployment(sql, deploymentId);
      await settleJobs(sql, [AdvanceDeploymentJob.jobId({ deploymentId, turn: step })], now);
      if (hasEnded(state)) return undefined;
      return decide((await findDeploymentStatus(sql, deploymentId))!, sql);
    });
  }

  /**
   * Moves the deployment from the state that the caller believes it is in. Reaching an end sets the time, settles its jobs
   * and makes its plan `done`.
   * @throws Problem `deployment.not-steerable` naming its state, `resource.not-found`.
   */
  async moveDeploymentState(deploymentId: string, move: DeploymentMove, now: Date, sql?: Sql): Promise<void> {
    await this.database.inTransaction(sql, async (inside) => {
      const ends = hasEnded(move.to);
      await lockDeployment(inside, deploymentId);
      await moveState(inside, {
        entity: DeploymentRow,
        what: `Deployment ${deploymentId}`,
        transitions: DEPLOYMENT_TRANSITIONS,
        key: { id: deploymentId },
        from: move.from,
        to: move.to,
        set: {
          reason: move.reason === undefined ? undefined : toReason(move.reason),
          finished_at: ends ? now : undefined,
        },
        problem: 'deployment.not-steerable',
      });
      if (move.to === 'running')
        await inside.execute('UPDATE deployments SET started_at = COALESCE(started_at, ?) WHERE id = ?', [
          now,
          deploymentId,
        ]);
      if (ends) {
        await settleSubject(inside, deploymentId, now);
        await finishPlanOf(inside, deploymentId, now);
      }
      await writeConsequences(inside, deploymentId, move, now);
    });
  }

  /** Schedules a reconcile step; each wake-up is a job of its own. One that has ended is left alone. */
  async wakeDeployment(deploymentId: string, now: Date, sql?: Sql): Promise<void> {
    await this.database.inTransaction(sql, (inside) => wakeDeployment(inside, deploymentId, now));
  }
}

/** Locks the row until the transaction ends. @throws Problem `resource.not-found`. */
async function lockDeployment(sql: Sql, deploymentId: string): Promise<DeploymentState> {
  const [row] = isUuid(deploymentId)
    ? await sql.selectRows<StoredRow<DeploymentRow, 'state'>>(
        'SELECT state FROM deployments WHERE id = ? FOR UPDATE',
        [deploymentId],
      )
    : [];
  if (row === undefined) throw new Problem('resource.not-found', `There is no deployment ${deploymentId}.`);
  return row.state;
}

/** Puts the next wake-up into the outbox, inside the transaction that gives a reason for it. */
export async function wakeDeployment(sql: Sql, deploymentId: string, now: Date): Promise<void> {
  const touched = await sql.execute(
    'UPDATE deployments SET turn = turn + 1 WHERE id = ? AND state NOT IN (?)',
    [deploymentId, FINAL],
  );
  if (touched === 0) return;
  const [row] = await sql.selectRows<StoredRow<DeploymentRow, 'turn'>>(
    'SELECT turn FROM deployments WHERE id = ?',
    [deploymentId],
  );
  await putJobs(sql, deploymentId, [outboxJob(AdvanceDeploymentJob, { deploymentId, turn: row!.turn })], now);
}

export async function writeConsequences(
  sql: Sql,
  deploymentId: string,
  { jobs = [], settles = [], wake = false }: Consequences,
  now: Date,
): Promise<void> {
  await settleJobs(sql, settles, now);
  await putJobs(sql, deploymentId, jobs, now);
  if (wake) await wakeDeployment(sql, deploymentId, now);
}
