import { Problem } from '@archivesmp/contracts/problem';
import { storableJson } from '@archivesmp/contracts/whole-text';
import { fromJson } from '../database/column-text.js';
import { isDuplicate, type Database, type Sql } from '../database/database.js';
import { workingTime } from '../clock/work-clock.js';
import type { IdempotencyKeyRow } from './idempotency-key.entity.js';
import type { StoredRow } from '../database/stored-row.js';

/** One request under the key its sender gave it. Keys of different actors never meet. */
export interface KeyedRequest {
  readonly key: string;
  readonly actor: string;
  /** A keyed hash over method, path and body, 64 hex digits: the same key with another request is refused. */
  readonly requestHash: string;
}

/** The first answer to a request. */
export interface KeptAnswer {
  readonly status: number;
  readonly body: unknown;
  /** Where what it made can be read. */
  readonly location?: string;
}

type Row = StoredRow<
  IdempotencyKeyRow,
  'request_hash' | 'status' | 'response' | 'location' | 'begun_at' | 'expires_at'
>;

/**
 * A request whose answer is still missing after this long was lost with its process, and may be begun again. Counted in working time:
 * a clock that was set back would keep it from being begun again for as long.
 */
const LOST_AFTER_SECONDS = 60;
const KEPT_SECONDS = 24 * 3_600;

/** Requests that may be sent twice and have one effect. */
export class IdempotencyKeys {
  constructor(private readonly database: Database) {}

  /**
   * Undefined: the request is new and yours; carry it out, then `answer` in the transaction of its effect, or `forget` when
   * it failed without one. Otherwise the answer that was given to it before.
   * @throws Problem `request.replayed` when the key belongs to another request; `request.in-progress` while the same request
   * is being carried out.
   */
  async begin(request: KeyedRequest, now: Date): Promise<KeptAnswer | undefined> {
    const expires = new Date(now.getTime() + KEPT_SECONDS * 1_000);
    try {
      await this.database.run(
        `INSERT INTO idempotency_keys (actor, request_key, request_hash, begun_at, expires_at) VALUES (?, ?, ?, ?, ?)`,
        [request.actor, request.key, request.requestHash, await workingTime(this.database, now), expires],
      );
      return undefined;
    } catch (error) {
      if (!isDuplicate(error)) throw error;
    }
    return this.#again(request, expires, now);
  }

  /** Keeps the answer; give the transaction of the effect, so that there is never one without the other. */
  async answer(
    request: KeyedRequest,
    answer: KeptAnswer,
    now: Date,
    sql: Sql = this.database,
  ): Promise<void> {
    await sql.run(
      `UPDATE idempotency_keys SET status = ?, response = ?, location = ?, answered_at = ?
        WHERE actor = ? AND request_key = ?`,
      [
        answer.status,
        storableJson(answer.body ?? null),
        answer.location ?? null,
        now,
        request.actor,
        request.key,
      ],
    );
  }

  /** The request failed without an effect: it may be sent again. A key that was answered stays. */
  async forget(request: KeyedRequest): Promise<void> {
    await this.database.run(
      'DELETE FROM idempotency_keys WHERE actor = ? AND request_key = ? AND answered_at IS NULL',
      [request.actor, request.key],
    );
  }

  async #again(request: KeyedRequest, expires: Date, now: Date): Promise<KeptAnswer | undefined> {
    return this.database.transaction(async (sql) => {
      const [row] = await sql.rows<Row>(
        `SELECT request_hash, status, response, location, begun_at, expires_at FROM idempotency_keys
          WHERE actor = ? AND request_key = ? FOR UPDATE`,
        [request.actor, request.key],
      );
      const underWay = new Problem(
        'request.in-progress',
        'The same request is being carried out at this moment.',
      );
      // It was forgotten between our insert and our look: whoever sends it again is new.
      if (row === undefined) throw underWay;
      const isOver = row.expires_at <= now;
      if (!isOver && row.request_hash !== request.requestHash)
        throw new Problem('request.replayed', 'This key was sent with another request before.');
      if (!isOver && row.status !== null)
        return {
          status: row.status,
          body: fromJson(row.response),
          ...(row.location !== null && { location: row.location }),
        };
      const worked = await workingTime(sql, now);
      const isLost = worked.getTime() - row.begun_at.getTime() >= LOST_AFTER_SECONDS * 1_000;
      if (!isOver && !isLost) throw underWay;
      await sql.run(
        `UPDATE idempotency_keys SET request_hash = ?, status = NULL, response = NULL, location = NULL, answered_at = NULL, begun_at = ?,
                expires_at = ? WHERE actor = ? AND request_key = ?`,
        [request.requestHash, worked, expires, request.actor, request.key],
      );
      return undefined;
    });
  }
}
