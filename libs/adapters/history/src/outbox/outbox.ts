import type { JobName } from '@archivesmp/contracts/job-services';
import type { JobDefinition } from '@archivesmp/contracts/jobs';
import { storableJson } from '@archivesmp/contracts/whole-text';
import { fromJson } from '../database/column-text.js';
import type { Database, Sql } from '../database/database.js';
import { insertRows } from '../database/bulk-insert.js';
import { OutboxRow } from './outbox.entity.js';
import type { StoredRow } from '../database/stored-row.js';

/** A job that was committed and not confirmed yet. */
export interface OutboxEntry {
  readonly jobId: string;
  /** Name of the JobDefinition. */
  readonly name: string;
  /** Whose queue, for jobs with one queue per host. */
  readonly host?: string;
  readonly data: object;
  readonly createdAt: Date;
  /** How often it was handed to the queue already. */
  readonly dispatches: number;
}

/** A job as it was committed, whatever became of it. */
export interface CommittedJob extends Pick<OutboxEntry, 'name' | 'host' | 'data'> {
  readonly isDone: boolean;
}

type Row = StoredRow<OutboxRow, 'job_id' | 'name' | 'host' | 'data' | 'created_at' | 'dispatches'>;

export interface OutboxJob {
  readonly definition: JobDefinition;
  readonly data: object;
  readonly host?: string;
}

/** One job for `putJobs`, checked against its definition by the compiler: it is one that is dispatched and handled. */
export function outboxJob<Data extends object>(
  definition: JobDefinition<Data, object, JobName>,
  data: Data,
  host?: string,
): OutboxJob {
  return {
    definition: definition as unknown as JobDefinition,
    data,
    ...(host === undefined ? {} : { host }),
  };
}

/** Writes jobs inside the transaction that makes them necessary. Writing one twice leaves one. */
export async function putJobs(
  sql: Sql,
  subjectId: string,
  jobs: readonly OutboxJob[],
  now: Date,
): Promise<void> {
  await insertRows(
    sql,
    OutboxRow,
    ['job_id', 'name', 'host', 'data', 'subject_id', 'created_at'],
    jobs.map(({ definition, data, host }) => [
      definition.jobId(data),
      definition.name,
      host ?? null,
      storableJson(data),
      subjectId,
      now,
    ]),
    'ON DUPLICATE KEY UPDATE job_id = job_id',
  );
}

/** Inside the transaction in which the effect of these jobs is committed. */
export async function settleJobs(sql: Sql, jobIds: readonly string[], now: Date): Promise<void> {
  if (jobIds.length === 0) return;
  await sql.execute('UPDATE outbox SET done_at = ? WHERE job_id IN (?) AND done_at IS NULL', [now, jobIds]);
}

/** Nothing of this scan or operation needs to run any more. */
export async function settleSubject(sql: Sql, subjectId: string, now: Date): Promise<void> {
  await sql.execute('UPDATE outbox SET done_at = ? WHERE subject_id = ? AND done_at IS NULL', [
    now,
    subjectId,
  ]);
}

/**
 * Jobs that were committed together with the rows they belong to. A job is done when the transaction that holds its
 * effect says so, never because a queue took it: a wiped Redis therefore loses nothing.
 */
export class Outbox {
  constructor(private readonly database: Database) {}

  /**
   * Jobs to hand to the queue, oldest first: those never handed over, and those handed over before `redispatchBefore`
   * whose effect is still missing; and those handed over after `redispatchAfter`, a
   * moment to come: the clock of that process was set back since. Those that a transaction holds are left out until it is
   * over: it settles them, and a hub that stands still in the middle of it must not keep all others waiting.
   */
  async listPendingJobs(
    limit: number,
    redispatchBefore: Date,
    redispatchAfter: Date,
  ): Promise<OutboxEntry[]> {
    const rows = await this.database.selectRows<Row>(
      `SELECT job_id, name, host, data, created_at, dispatches FROM outbox
        WHERE done_at IS NULL AND (dispatched_at IS NULL OR dispatched_at < ? OR dispatched_at > ?)
        ORDER BY dispatched_at IS NOT NULL, seq LIMIT ? FOR UPDATE SKIP LOCKED`,
      [redispatchBefore, redispatchAfter, limit],
    );
    return rows.map((row) => ({
      jobId: row.job_id,
      name: row.name,
      ...(row.host === null ? {} : { host: row.host }),
      data: fromJson<object>(row.data) ?? {},
      createdAt: row.created_at,
      dispatches: row.dispatches,
    }));
  }

  /** What was asked for under this id; undefined when nothing was. */
  async findCommittedJob(jobId: string): Promise<CommittedJob | undefined> {
    const [row] = await this.database.selectRows<Row & { done_at: Date | null }>(
      'SELECT name, host, data, done_at FROM outbox WHERE job_id = ?',
      [jobId],
    );
    if (row === undefined) return undefined;
    return {
      name: row.name,
      ...(row.host === null ? {} : { host: row.host }),
      data: fromJson<object>(row.data) ?? {},
      isDone: row.done_at !== null,
    };
  }

  /** After the queue took them. */
  async markJobsDispatched(jobIds: readonly string[], now: Date): Promise<void> {
    if (jobIds.length === 0) return;
    await this.database.execute(
      'UPDATE outbox SET dispatched_at = ?, dispatches = dispatches + 1 WHERE job_id IN (?)',
      [now, jobIds],
    );
  }

  /** For jobs whose effect is in no row of ours. */
  async markJobsDone(jobIds: readonly string[], now: Date): Promise<void> {
    await settleJobs(this.database, jobIds, now);
  }

  /** How many jobs wait for their effect, and since when the oldest does; for metrics and health. */
  async countBacklog(): Promise<{ open: number; oldest?: Date }> {
    const [row] = await this.database.selectRows<{ open: string; oldest: Date | null }>(
      'SELECT COUNT(*) AS open, MIN(created_at) AS oldest FROM outbox WHERE done_at IS NULL',
    );
    const open = Number(row?.open ?? 0);
    return row?.oldest == null ? { open } : { open, oldest: row.oldest };
  }
}
