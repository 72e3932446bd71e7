import { randomUUID } from 'node:crypto';
import type { OperationState } from '@archivesmp/contracts/vocabulary';
import { fromJson, present, toIso, toIsoOrNothing, toJson, toReason } from '../database/column-text.js';
import type { Database, Sql } from '../database/database.js';
import { isUuid } from '@archivesmp/contracts/uuid';
import { putJobs, settleSubject, type OutboxJob } from '../outbox/outbox.js';
import { readTimeCursor, writeCursor } from '../database/page-cursor.js';
import type { OperationRow } from './operation.entity.js';
import type { StoredRow } from '../database/stored-row.js';

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

type Row = StoredRow<OperationRow>;

const viewOf = (row: Row): Operation =>
  present({
    id: row.id,
    kind: row.kind,
    state: row.state,
    instanceId: row.instance_id ?? undefined,
    requestedBy: row.requested_by,
    requestedAt: toIso(row.requested_at),
    startedAt: toIsoOrNothing(row.started_at),
    finishedAt: toIsoOrNothing(row.finished_at),
    progress: fromJson<object>(row.progress),
    result: fromJson<object>(row.result),
    reason: row.reason ?? undefined,
  });

/** Long-running work with its life: requested → running → succeeded, failed or cancelled. */
export class Operations {
  constructor(private readonly database: Database) {}

  /** Writes the operation and its jobs in one transaction, with `sql` in the caller's. Returns its id. */
  async requestOperation(request: OperationRequest, now: Date, sql?: Sql): Promise<string> {
    const id = randomUUID();
    await this.database.within(sql, async (inside) => {
      await inside.run(
        `INSERT INTO operations (id, kind, state, instance_id, requested_by, requested_at)
         VALUES (?, ?, 'requested', ?, ?, ?)`,
        [id, request.kind, request.instanceId ?? null, request.requestedBy, now],
      );
      await putJobs(inside, id, request.jobs(id), now);
    });
    return id;
  }

  /** true unless it has ended already. Starting it again (a retry) is allowed. */
  async startOperation(id: string, now: Date): Promise<boolean> {
    return (
      (await this.database.run(
        `UPDATE operations SET state = 'running', started_at = COALESCE(started_at, ?)
          WHERE id = ? AND state IN ('requested', 'running')`,
        [now, id],
      )) > 0
    );
  }

  /** Replaces what is shown while it runs. */
  async noteProgress(id: string, progress: object): Promise<void> {
    await this.database.run("UPDATE operations SET progress = ? WHERE id = ? AND state = 'running'", [
      toJson(progress),
      id,
    ]);
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
      const touched = await sql.run(
        `UPDATE operations SET state = ?, finished_at = ?, result = ?, reason = ?
          WHERE id = ? AND state IN ('requested', 'running')`,
        [end.state, now, toJson(end.result), toReason('reason' in end ? end.reason : undefined), id],
      );
      await settleSubject(sql, id, now);
      if (touched > 0) await also?.(sql);
      return touched > 0;
    });
  }

  async getOperation(id: string): Promise<Operation | undefined> {
    if (!isUuid(id)) return undefined;
    const [row] = await this.database.rows<Row>('SELECT * FROM operations WHERE id = ?', [id]);
    return row && viewOf(row);
  }

  /** Newest first. */
  async listOperations(page: {
    readonly limit: number;
    readonly after?: string;
    readonly states?: readonly OperationState[];
  }): Promise<{ operations: Operation[]; next?: string }> {
    const conditions = ['TRUE'];
    const parameters: unknown[] = [];
    if (page.after !== undefined) {
      const [time, id] = readTimeCursor(page.after);
      conditions.push('(requested_at < ? OR (requested_at = ? AND id < ?))');
      parameters.push(time, time, id);
    }
    if (page.states !== undefined && page.states.length > 0) {
      conditions.push('state IN (?)');
      parameters.push(page.states);
    }
    const rows = await this.database.rows<Row>(
      `SELECT * FROM operations WHERE ${conditions.join(' AND ')} ORDER BY requested_at DESC, id DESC LIMIT ?`,
      [...parameters, page.limit + 1],
    );
    const shown = rows.slice(0, page.limit);
    const end = shown.at(-1);
    const operations = shown.map(viewOf);
    if (rows.length <= page.limit || end === undefined) return { operations };
    return { operations, next: writeCursor([end.requested_at.getTime(), end.id]) };
  }
}
