import { randomUUID } from 'node:crypto';
import { stateOfMade } from '@archivesmp/change-plan/approvals';
import { whyNotRun } from '@archivesmp/change-plan/who-may-decide';
import { ComposeRestorePointJob, MakePlanJob } from '@archivesmp/contracts/deployment-jobs';
import { PLAN_TRANSITIONS, type PlanOutcome, type PlanState } from '@archivesmp/contracts/deployment-states';
import { Problem } from '@archivesmp/contracts/problem';
import { sha256Hex } from '@archivesmp/digests';
import { present, toReason } from '../database/column-text.js';
import type { Database, Sql } from '../database/database.js';
import { isUuid } from '@archivesmp/contracts/uuid';
import { outboxJob, putJobs, settleJobs, settleSubject } from '../outbox/outbox.js';
import { readCursor, writeCursor } from '../database/page-cursor.js';
import { approvalsOf, type ApprovalRecord } from './plan-approvals.js';
import { outcomesOf } from './plan-outcomes.js';
import { findPlanStatus } from './plan-status.js';
import { moveState } from '../database/state-move.js';
import { PlanRow } from './plan.entity.js';
import { columnsOf, type RowOf, type StoredRow } from '../database/stored-row.js';
import { In, LessThanOrEqual } from 'typeorm';

/** A change request from which a plan is made, and the rule under which it will be approved. */
export interface ChangeRequestRecord {
  /** Left out: a new one. Given again it fails instead of making a second. */
  readonly id?: string;
  readonly title: string;
  /** What it is to be made from, as the maker reads it back. Must not contain secrets. */
  readonly request: object;
  readonly requestedBy: string;
  /** Id of the person behind `requestedBy`; left out where that is a program. */
  readonly requestedByUser?: string;
  readonly expiresAt: Date;
  /** How many people must approve. */
  readonly approvals: number;
  /** Whether its author may be one of them. */
  readonly selfApproval: boolean;
  /** The backup it restores: retention keeps that one while the plan lives. */
  readonly backupId?: string;
  /** What it restores is composed first: `backup.compose-restore-point` is asked for, and not yet `deployment.make-plan`. */
  readonly isComposed?: boolean;
}

/** What the maker made. `text` is exactly what `hash` covers: the canonical text of the plan without its hash. */
export interface MadePlan {
  readonly text: string;
  readonly hash: string;
  readonly instances: number;
  readonly files: number;
  readonly restarts: number;
  /** How many change requests could not be planned; the text names each with its reason. */
  readonly refusals?: number;
}

/** A plan without what is in it. */
export interface PlanRecord {
  readonly id: string;
  readonly title: string;
  readonly state: PlanState;
  readonly hash?: string;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** How many approvals it needs, and how many of those that were given count. */
  readonly needs: number;
  readonly selfApproval: boolean;
  readonly given: number;
  /** Oldest first. */
  readonly approvals: ApprovalRecord[];
  readonly reason?: string;
  readonly instances: number;
  readonly files: number;
  readonly restarts: number;
  readonly deploymentId?: string;
  readonly outcome?: PlanOutcome;
}

/** What records of plans are read from; text and request are long, and not part of it. */
const LISTED = columnsOf(PlanRow, [
  'id',
  'title',
  'state',
  'hash',
  'approvals_needed',
  'self_approval',
  'created_by',
  'created_at',
  'expires_at',
  'reason',
  'instances',
  'files',
  'restarts',
  'deployment_id',
]);
type Row = RowOf<typeof LISTED>;

/** Plans with their life: making → open → approved → running → done, and the ways out of it. */
export class Plans {
  constructor(private readonly database: Database) {}

  /** Records the change request and the job that makes the plan (`deployment.make-plan`), or the one before it, in one transaction. Returns its id. */
  async recordChangeRequest(request: ChangeRequestRecord, now: Date, sql?: Sql): Promise<string> {
    const { id = randomUUID() } = request;
    await this.database.inTransaction(sql, async (inside) => {
      await inside.repositoryOf(PlanRow).insert({
        id,
        title: request.title,
        state: 'making',
        request: request.request,
        approvals_needed: request.approvals,
        self_approval: request.selfApproval,
        created_by: request.requestedBy,
        created_at: now,
        expires_at: request.expiresAt,
        changed_at: now,
        backup_id: request.backupId ?? null,
        created_by_user: request.requestedByUser ?? null,
      });
      const first = request.isComposed === true ? ComposeRestorePointJob : MakePlanJob;
      await putJobs(inside, id, [outboxJob(first, { planId: id })], now);
    });
    return id;
  }

  /** What a plan is to be made from, and the backup that it restores; undefined when there is no such plan or it is made already. */
  async changeRequestOf(
    planId: string,
  ): Promise<{ request: object; requestedBy: string; backupId?: string } | undefined> {
    if (!isUuid(planId)) return undefined;
    const row = await this.database.repositoryOf(PlanRow).findOneBy({ id: planId, state: 'making' });
    if (row === null) return undefined;
    const { request, created_by: requestedBy, backup_id: backupId } = row;
    return { request, requestedBy, ...(backupId !== null && { backupId }) };
  }

  /** The backup that a plan restores is composed: retention keeps it from now on, and the plan is made next. Once. */
  async recordRestorePoint(planId: string, backupId: string, now: Date, sql?: Sql): Promise<void> {
    await this.database.inTransaction(sql, async (inside) => {
      const noted = await inside.execute(
        "UPDATE plans SET backup_id = ? WHERE id = ? AND state = 'making' AND backup_id IS NULL",
        [backupId, planId],
      );
      await settleJobs(inside, [ComposeRestorePointJob.jobId({ planId })], now);
      if (noted > 0) await putJobs(inside, planId, [outboxJob(MakePlanJob, { planId })], now);
    });
  }

  /**
   * making → open, or → empty when no file would change; the job is settled in the same transaction.
   * @throws Problem `plan.not-decidable` when it is made already. @throws Error when text and hash do not belong together.
   */
  async recordPlan(planId: string, made: MadePlan, now: Date, sql?: Sql): Promise<PlanState> {
    if (sha256Hex(made.text) !== made.hash) throw new Error('The hash of the plan is not that of its text.');
    const { state: to, reason } = stateOfMade(made);
    await this.database.inTransaction(sql, async (inside) => {
      const { text, hash, instances, files, restarts } = made;
      await movePlanState(inside, planId, 'making', to, now, {
        text,
        hash,
        instances,
        files,
        restarts,
        reason,
      });
      await settleJobs(inside, [MakePlanJob.jobId({ planId })], now);
    });
    return to;
  }

  /** making → failed; the job is settled. */
  async failPlan(planId: string, reason: string, now: Date, sql?: Sql): Promise<void> {
    await this.database.inTransaction(sql, async (inside) => {
      await movePlanState(inside, planId, 'making', 'failed', now, { reason: toReason(reason) });
      await settleSubject(inside, planId, now);
    });
  }

  /** open or approved → stale: what the plan was made on moved. @throws Problem `plan.not-decidable`. */
  async markStale(planId: string, reason: string, now: Date, sql?: Sql): Promise<void> {
    await this.database.inTransaction(sql, (inside) =>
      movePlanState(inside, planId, ['open', 'approved'], 'stale', now, { reason: toReason(reason) }),
    );
  }

  /** open or approved → expired, for every plan past its time. Returns how many. */
  async expireOverdue(now: Date): Promise<number> {
    const { affected } = await this.database
      .repositoryOf(PlanRow)
      .update(
        { state: In(['open', 'approved']), expires_at: LessThanOrEqual(now) },
        { state: 'expired', changed_at: now, reason: 'It was not run in time.' },
      );
    return affected ?? 0;
  }

  /** undefined when there is none. The plan itself is in `readPlan`. */
  async getPlan(planId: string, sql: Sql = this.database): Promise<PlanRecord | undefined> {
    if (!isUuid(planId)) return undefined;
    const [row] = await sql.selectRows<Row>(`SELECT ${LISTED.text} FROM plans WHERE id = ?`, [planId]);
    if (row === undefined) return undefined;
    const outcomes = await outcomesOf(sql, [row]);
    return recordOf(row, (await approvalsOf(sql, [row])).get(planId) ?? [], outcomes);
  }

  /**
   * The canonical text of a made plan, its hash and when it was asked for; undefined when there is none.
   * @throws Problem `plan.other-hash` when the stored text is not what the hash covers: the row was changed.
   */
  async readPlan(
    planId: string,
    sql: Sql = this.database,
  ): Promise<{ text: string; hash: string; askedAt: Date } | undefined> {
    if (!isUuid(planId)) return undefined;
    const [row] = await sql.selectRows<StoredRow<PlanRow, 'text' | 'hash' | 'created_at'>>(
      'SELECT text, hash, created_at FROM plans WHERE id = ?',
      [planId],
    );
    if (row === undefined || row.text === null || row.hash === null) return undefined;
    if (sha256Hex(row.text) !== row.hash)
      throw new Problem('plan.other-hash', `The stored text of plan ${planId} is not what its hash covers.`);
    return { text: row.text, hash: row.hash, askedAt: row.created_at };
  }

  /** Newest first. @throws Problem `request.invalid` when `after` is none of ours. */
  async listPlans(page: {
    readonly limit: number;
    readonly after?: string;
    readonly states?: readonly PlanState[];
  }): Promise<{ plans: PlanRecord[]; next?: string }> {
    const conditions = ['TRUE'];
    const parameters: unknown[] = [];
    if (page.after !== undefined) {
      const [time, id] = readCursor(page.after, 2);
      conditions.push('(created_at < ? OR (created_at = ? AND id < ?))');
      parameters.push(new Date(time!), new Date(time!), id);
    }
    if (page.states !== undefined && page.states.length > 0) {
      conditions.push('state IN (?)');
      parameters.push(page.states);
    }
    const rows = await this.database.selectRows<Row>(
      `SELECT ${LISTED.text} FROM plans WHERE ${conditions.join(' AND ')} ORDER BY created_at DESC, id DESC LIMIT ?`,
      [...parameters, page.limit + 1],
    );
    const shown = rows.slice(0, page.limit);
    const approvals = await approvalsOf(this.database, shown);
    const outcomes = await outcomesOf(this.database, shown);
    const plans = shown.map((row) => recordOf(row, approvals.get(row.id) ?? [], outcomes));
    const end = shown.at(-1);
    if (rows.length <= page.limit || end === undefined) return { plans };
    return { plans, next: writeCursor([end.created_at.getTime(), end.id]) };
  }
}

/**
 * approved → running, for exactly the plan whose hash was read and before it expires; inside the transaction that creates
 * its deployment. @throws Problem `plan.not-decidable`, `plan.other-hash`, `resource.not-found`.
 */
export async function claimPlan(
  sql: Sql,
  plan: { readonly id: string; readonly hash: string; readonly deploymentId: string },
  now: Date,
): Promise<void> {
  const status = await findPlanStatus(sql, plan.id, 'for update');
  if (status === undefined) throw new Problem('resource.not-found', `There is no plan ${plan.id}.`);
  if (status.hash !== plan.hash)
    throw new Problem('plan.other-hash', `Plan ${plan.id} is not the one with hash ${plan.hash}.`);
  const against = whyNotRun(status, now);
  if (against !== undefined) throw new Problem(against.code, against.why);
  await movePlanState(sql, plan.id, 'approved', 'running', now, { deployment_id: plan.deploymentId });
}

/** running → done, when its deployment has ended; a plan that is not running stays as it is. */
export async function finishPlanOf(sql: Sql, deploymentId: string, now: Date): Promise<void> {
  await sql
    .repositoryOf(PlanRow)
    .update({ deployment_id: deploymentId, state: 'running' }, { state: 'done', changed_at: now });
}

async function movePlanState(
  sql: Sql,
  planId: string,
  from: PlanState | readonly PlanState[],
  to: PlanState,
  now: Date,
  set: { readonly [Column in keyof PlanRow]?: PlanRow[Column] | undefined },
): Promise<void> {
  await moveState(sql, {
    entity: PlanRow,
    what: `Plan ${planId}`,
    transitions: PLAN_TRANSITIONS,
    key: { id: planId },
    from,
    to,
    set: { ...set, changed_at: now },
    problem: 'plan.not-decidable',
  });
}

const recordOf = (
  row: Row,
  approvals: ApprovalRecord[],
  outcomes: ReadonlyMap<string, PlanOutcome>,
): PlanRecord =>
  present({
    id: row.id,
    title: row.title,
    state: row.state,
    hash: row.hash ?? undefined,
    createdBy: row.created_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    needs: row.approvals_needed,
    selfApproval: row.self_approval === 1,
    given: approvals.filter(({ verdict, lapsed }) => verdict === 'approve' && lapsed !== true).length,
    approvals,
    reason: row.reason ?? undefined,
    instances: row.instances,
    files: row.files,
    restarts: row.restarts,
    deploymentId: row.deployment_id ?? undefined,
    outcome: row.deployment_id === null ? undefined : outcomes.get(row.deployment_id),
  });
