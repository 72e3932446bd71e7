import type { OperationState } from '@archivesmp/contracts/vocabulary';
import { fromJson, toJson, toReason } from '../database/column-text.js';
import type { Database } from '../database/database.js';
import { groupFailures, parseStoredFailure } from './group-failures.js';
import { settleJobs } from '../outbox/outbox.js';
import type { OperationRow } from '../operation/operation.entity.js';
import type { StoredRow } from '../database/stored-row.js';

/** How the backup of one instance ended within an operation. */
export interface InstanceBackup {
  readonly instance: string;
  /** Backups written. */
  readonly taken: number;
  /** Plugins whose files are what their last backup holds. */
  readonly unchanged: number;
  /** bytes of the backups written */
  readonly bytes: number;
  /** Files that could not be read and are in no backup. */
  readonly leftOut: number;
  /** Their paths with the reasons. */
  readonly leftOutFiles?: readonly string[];
  /** Why not everything was backed up. */
  readonly failure?: string;
}

/** What an operation `backup.take` shows of itself. */
export interface TakeProgress {
  readonly instances: number;
  readonly ended: number;
  readonly taken: number;
  readonly unchanged: number;
  readonly bytes: number;
  readonly leftOut: number;
  /** The first twenty files that are in no backup, with instance and reason; left out: every file is in one. */
  readonly leftOutFiles?: readonly string[];
  /** The first twenty instances that were not backed up wholly, with the reason; in the result those of one reason are one line. */
  readonly troubles: readonly string[];
}

const SHOWN_FAILURES = 20;

/** Operations of which every instance is a job of its own: the last one to end closes the operation. */
export class BackupOperations {
  constructor(private readonly database: Database) {}

  /**
   * Notes how one instance ended and settles its job; when it was the last, the operation ends: succeeded, or failed when an
   * instance failed. All in one transaction; noting a job twice changes nothing. Gives the state after it.
   */
  async endInstanceBackup(
    operationId: string,
    jobId: string,
    outcome: InstanceBackup,
    now: Date,
  ): Promise<OperationState | undefined> {
    return this.database.transaction(async (sql) => {
      const [row] = await sql.selectRows<StoredRow<OperationRow, 'state' | 'progress'>>(
        'SELECT state, progress FROM operations WHERE id = ? FOR UPDATE',
        [operationId],
      );
      if (row === undefined) return undefined;
      const [jobs] = await sql.selectRows<{ jobs: string; open: string | null; mine: string | null }>(
        `SELECT COUNT(*) AS jobs, SUM(done_at IS NULL) AS open, SUM(job_id = ? AND done_at IS NULL) AS mine
           FROM outbox WHERE subject_id = ?`,
        [jobId, operationId],
      );
      const isOver = row.state !== 'requested' && row.state !== 'running';
      if (isOver || Number(jobs?.mine ?? 0) === 0) return row.state;
      const progress = added(fromJson<TakeProgress>(row.progress), Number(jobs!.jobs), outcome);
      await settleJobs(sql, [jobId], now);
      const isLast = Number(jobs!.open) === 1;
      const failures = groupFailures(progress.troubles.map((line) => parseStoredFailure(line)));
      const state = !isLast ? 'running' : progress.troubles.length === 0 ? 'succeeded' : 'failed';
      await sql.execute(
        `UPDATE operations SET state = ?, started_at = COALESCE(started_at, ?), finished_at = ?, progress = ?, result = ?,
                reason = ? WHERE id = ?`,
        [
          state,
          now,
          isLast ? now : null,
          toJson(progress),
          isLast ? toJson({ ...progress, troubles: failures }) : null,
          state === 'failed' ? toReason(failures.join('; ')) : null,
          operationId,
        ],
      );
      return state;
    });
  }
}

function added(before: TakeProgress | undefined, instances: number, one: InstanceBackup): TakeProgress {
  const {
    ended = 0,
    taken = 0,
    unchanged = 0,
    bytes = 0,
    leftOut = 0,
    troubles: failures = [],
  } = before ?? {};
  const named = (one.leftOutFiles ?? []).map((file) => `${one.instance} ${file}`);
  const leftOutFiles = [...(before?.leftOutFiles ?? []), ...named].slice(0, SHOWN_FAILURES);
  const failure = one.failure === undefined ? [] : [`${one.instance}: ${one.failure}`];
  return {
    instances,
    ended: ended + 1,
    taken: taken + one.taken,
    unchanged: unchanged + one.unchanged,
    bytes: bytes + one.bytes,
    leftOut: leftOut + one.leftOut,
    ...(leftOutFiles.length > 0 && { leftOutFiles }),
    troubles: [...failures, ...failure].slice(0, SHOWN_FAILURES),
  };
}
