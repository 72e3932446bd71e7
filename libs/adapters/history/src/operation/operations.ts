import { randomUUID } from 'node:crypto';
import type { OperationState } from '@archivesmp/contracts/vocabulary';
import { present, toIso, toIsoOrNothing, toReason } from '../database/column-text.js';
import type { Database, Sql } from '../database/database.js';
import { isUuid } from '@archivesmp/contracts/uuid';
import { putJobs, settleSubject, type OutboxJob } from '../outbox/outbox.js';
import { timePage, writeCursor } from '../database/page-cursor.js';
import { OperationRow } from './operation.entity.js';
import { In } from 'typeorm';

/** Anything long-running, as callers see it. */
export interface Operation {
  readonly id: string;
  /** `context.verb`, as in `fleet.discover`. */
  readonly kind: string;
  readonly state: OperationState;
  readonly instanceId?: string;
  readonly requestedBy: string;
  readonly requestedAt: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly progress?: object;
  readonly result?: object;
  readonly reason?: string;
}

export interface OperationRequest {
  readonly kind: string;
  readonly requestedBy: string;
  readonly instanceId?: string;
  /** The jobs that carry it out, given its id. */
  readonly jobs: (operationId: string) => readonly OutboxJob[];
}

export type OperationEnd =
  | { readonly state: 'succeeded'; readonly result?: object }
  | { readonly state: 'failed' | 'cancelled'; readonly reason: string; readonly result?: object };

/** The last operation of a kind, to decide whether another one is due. */
export interface LatestOperation {
  readonly id: string;
  readonly state: OperationState;
  readonly requestedAt: Date;
  readonly finishedAt?: Date;
}

const LIVE: OperationState[] = ['requested', 'running'];

const viewOf = (row: OperationRow): Operation =>
  present({
    id: row.id,
    kind: row.kind,
    state: row.state,
    instanceId: row.instance_id ?? undefined,
    requestedBy: row.requested_by,
    requestedAt: toIso(row.requested_at),
    startedAt: toIsoOrNothing(row.started_at),
    finishedAt: toIsoOrNothing(row.finished_at),
    progress: row.progress ?? undefined,
    result: row.result ?? undefined,
    reason: row.reason ?? undefined,
  });

/** Long-running work with its life: requested → running → succeeded, failed or cancelled. */
export class Operations {
  constructor(private readonly database: Database) {}

  /** Writes the operation and its jobs in one transaction, with `sql` in the caller's. Returns its id. */
  async requestOperation(request: OperationRequest, now: Date, sql?: Sql): Promise<string> {
    const id = randomUUID();
    await this.database.inTransaction(sql, async (inside) => {
      await inside.repositoryOf(OperationRow).insert({
        ...{ id, kind: request.kind, state: 'requested', instance_id: request.instanceId ?? null },
        ...{ requested_by: request.requestedBy, requested_at: now },
      });
      await putJobs(inside, id, request.jobs(id), now);
    });
    return id;
  }

  /** true unless it has ended already. Starting it again (a retry) is allowed. */
  async startOperation(id: string, now: Date): Promise<boolean> {
    return (
      (await this.database.execute(
        `UPDATE operations SET state = 'running', started_at = COALESCE(started_at, ?)
          WHERE id = ? AND state IN ('requested', 'running')`,
        [now, id],
      )) > 0
    );
  }

  /** Replaces what is shown while it runs. */
  async noteProgress(id: string, progress: object): Promise<void> {
    await this.database.repositoryOf(OperationRow).update({ id, state: 'running' }, { progress });
  }

  /**
   * Ends it and settles its jobs, in one transaction. false when it had ended already.
   * @param also what belongs to that end in the same transaction; left out when it had ended already
   */
  async endOperation(
    id: string,
    end: OperationEnd,
    now: Date,
    also?: (sql: Sql) => Promise<void>,
  ): Promise<boolean> {
    return this.database.transaction(async (sql) => {
      const { affected } = await sql.repositoryOf(OperationRow).update(
        { id, state: In(LIVE) },
        {
          ...{ state: end.state, finished_at: now, result: end.result },
          reason: toReason('reason' in end ? end.reason : undefined),
        },
      );
      await settleSubject(sql, id, now);
      if (affected !== 0) await also?.(sql);
      return affected !== 0;
    });
  }

  async getOperation(id: string): Promise<Operation | undefined> {
    if (!isUuid(id)) return undefined;
    const row = await this.database.repositoryOf(OperationRow).findOneBy({ id });
    return row === null ? undefined : viewOf(row);
  }

  /** The newest operation of a kind, of one state or of one person when named. */
  async findLatestOperation(
    kind: string,
    only: { readonly state?: OperationState; readonly requestedBy?: string } = {},
  ): Promise<LatestOperation | undefined> {
    const { state, requestedBy } = only;
    const row = await this.database.repositoryOf(OperationRow).findOne({
      where: {
        kind,
        ...(state && { state }),
        ...(requestedBy !== undefined && { requested_by: requestedBy }),
      },
      order: { requested_at: 'DESC', id: 'DESC' },
    });
    if (row === null) return undefined;
    const { id, requested_at: requestedAt, finished_at: finishedAt } = row;
    return { id, state: row.state, requestedAt, ...(finishedAt !== null && { finishedAt }) };
  }

  /** How many operations of a kind have not ended. */
  async countLiveOperations(kind: string): Promise<number> {
    return this.database.repositoryOf(OperationRow).countBy({ kind, state: In(LIVE) });
  }

  /** Newest first. */
  async listOperations(page: {
    readonly limit: number;
    readonly after?: string;
    readonly states?: readonly OperationState[];
  }): Promise<{ operations: Operation[]; next?: string }> {
    const { limit, after, states = [] } = page;
    const rows = await this.database.repositoryOf(OperationRow).find({
      where: timePage<OperationRow>('requested_at', after, states.length === 0 ? {} : { state: In(states) }),
      order: { requested_at: 'DESC', id: 'DESC' },
      take: limit + 1,
    });
    const shown = rows.slice(0, limit);
    const end = shown.at(-1);
    const operations = shown.map(viewOf);
    if (rows.length <= limit || end === undefined) return { operations };
    return { operations, next: writeCursor([end.requested_at.getTime(), end.id]) };
  }
}
