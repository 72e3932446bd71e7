import { repeatedRequest } from '@archivesmp/contracts/keyed-request';
import { Problem } from '@archivesmp/contracts/problem';
import { isDuplicate, type Database, type Sql } from '../database/database.js';
import { workingTime } from '../clock/work-clock.js';
import { IdempotencyKeyRow } from './idempotency-key.entity.js';
import type { Json, JsonValue } from '../database/stored-row.js';
import { IsNull } from 'typeorm';

/** One request under the key its sender gave it. Keys of different actors never meet. */
export interface KeyedRequest {
  readonly key: string;
  readonly actor: string;
  /** A keyed hash over method, path and body, 64 hex digits: the same key with another request is refused. */
  readonly requestHash: string;
}

/** The first answer to a request. */
export interface StoredAnswer {
  readonly status: number;
  readonly body: unknown;
  /** Where what it made can be read. */
  readonly location?: string;
}

const RETENTION_SECONDS = 24 * 3_600;

/** Which row is that of a request. */
const rowOf = ({ actor, key }: KeyedRequest) => ({ actor, request_key: key });

/** Requests that may be sent twice and have one effect. */
export class IdempotencyKeys {
  constructor(private readonly database: Database) {}

  /**
   * Undefined: the request is new and yours; carry it out, then `recordKeyedAnswer` in the transaction of its effect, or `forgetKeyedRequest` when
   * it failed without one. Otherwise the answer that was given to it before.
   * @throws Problem `request.replayed` when the key belongs to another request; `request.in-progress` while the same request
   * is being carried out.
   */
  async beginKeyedRequest(request: KeyedRequest, now: Date): Promise<StoredAnswer | undefined> {
    const expires = new Date(now.getTime() + RETENTION_SECONDS * 1_000);
    try {
      await this.database.repositoryOf(IdempotencyKeyRow).insert({
        ...rowOf(request),
        request_hash: request.requestHash,
        begun_at: await workingTime(this.database, now),
        expires_at: expires,
      });
      return undefined;
    } catch (error) {
      if (!isDuplicate(error)) throw error;
    }
    return this.again(request, expires, now);
  }

  /** Keeps the answer; give the transaction of the effect, so that there is never one without the other. */
  async recordKeyedAnswer(
    request: KeyedRequest,
    answer: StoredAnswer,
    now: Date,
    sql: Sql = this.database,
  ): Promise<void> {
    await sql.repositoryOf(IdempotencyKeyRow).update(rowOf(request), {
      status: answer.status,
      response: (answer.body ?? null) as Json<JsonValue> | null,
      location: answer.location ?? null,
      answered_at: now,
    });
  }

  /** The request failed without an effect: it may be sent again. A key that was answered stays. */
  async forgetKeyedRequest(request: KeyedRequest): Promise<void> {
    await this.database.repositoryOf(IdempotencyKeyRow).delete({ ...rowOf(request), answered_at: IsNull() });
  }

  private async again(request: KeyedRequest, expires: Date, now: Date): Promise<StoredAnswer | undefined> {
    return this.database.transaction(async (sql) => {
      const rows = sql.repositoryOf(IdempotencyKeyRow);
      const row = await rows.findOne({ where: rowOf(request), lock: { mode: 'pessimistic_write' } });
      const underWay = new Problem(
        'request.in-progress',
        'The same request is being carried out at this moment.',
      );
      // It was removed between our insert and our read: sent again it counts as new.
      if (row === null) throw underWay;
      const worked = await workingTime(sql, now);
      const recorded = {
        isSame: row.request_hash === request.requestHash,
        isAnswered: row.status !== null,
        expiresAt: row.expires_at,
        begunAt: row.begun_at,
      };
      const outcome = repeatedRequest(recorded, { now, worked });
      if (outcome === 'in-progress') throw underWay;
      if (outcome === 'another-request')
        throw new Problem('request.replayed', 'This key was sent with another request before.');
      if (outcome === 'answered')
        return {
          status: row.status!,
          body: row.response as unknown,
          ...(row.location !== null && { location: row.location }),
        };
      await rows.update(rowOf(request), {
        ...{ request_hash: request.requestHash, begun_at: worked, expires_at: expires },
        ...{ status: null, response: () => 'NULL', location: null, answered_at: null },
      });
      return undefined;
    });
  }
}
