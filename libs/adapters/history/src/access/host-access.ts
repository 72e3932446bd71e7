import { hostAccessState, type HostAccessSince } from '@archivesmp/fleet';
import type { Database, Sql } from '../database/database.js';
import { hostSpeakers, type HostSpeaker } from './host-speakers.js';
import type { ApiTokenRow } from './api-token.entity.js';
import type { HostAccessRow } from './host-access.entity.js';
import type { Filled, StoredRow } from '../database/stored-row.js';

/** What the agent of a host logs in with. */
export interface HostAccess {
  readonly host: string;
  /** sha256 of its password in Redis. */
  readonly redisHash: string;
  readonly tokenId: string;
  readonly madeAt: Date;
}

type Row = Filled<
  StoredRow<HostAccessRow, 'host' | 'redis_hash' | 'token_id' | 'made_at'>,
  'redis_hash' | 'token_id'
>;

const LIVE = `SELECT access.* FROM host_access access
    JOIN api_tokens token ON token.id = access.token_id AND token.revoked_at IS NULL`;

const accessOf = (row: Row): HostAccess => ({
  host: row.host,
  redisHash: row.redis_hash,
  tokenId: row.token_id,
  madeAt: row.made_at,
});

/** How the access of a host stands. */
export interface HostAccessStatus {
  readonly host: string;
  /** `expired`: its token is too old; `other-token`: it has none of its own, and may speak under one that was made otherwise. */
  readonly state: HostAccessSince['state'] | 'other-token';
  /** Since when it is so. */
  readonly since: Date;
}

type AccessStatusRow = StoredRow<HostAccessRow, 'host' | 'made_at' | 'tokens_from'> & {
  [Column in 'expires_at' | 'revoked_at']: ApiTokenRow[Column] | null;
};

function statusOf(row: AccessStatusRow, now: Date): HostAccessStatus {
  const {
    host,
    made_at: givenAt,
    tokens_from: tokensFrom,
    expires_at: expiresAt,
    revoked_at: revokedAt,
  } = row;
  const token = expiresAt !== null && { expiresAt, ...(revokedAt !== null && { revokedAt }) };
  return { host, ...hostAccessState({ givenAt, tokensFrom, ...(token && { token }) }, now) };
}

/**
 * Accounts of agents, one for each host: passwords as hashes only. Redis forgets its accounts and remembers some that have ended, this does
 * not. An access ends with its token; its row stays, so that an account that comes back in Redis is known as one that has ended.
 */
export class HostAccesses {
  constructor(private readonly database: Database) {}

  async recordHostAccess(
    { host, redisHash, tokenId, madeAt }: HostAccess,
    sql: Sql = this.database,
  ): Promise<void> {
    await sql.execute(
      `INSERT INTO host_access (host, redis_hash, token_id, made_at, tokens_from) VALUES (?, ?, ?, ?, ?)
       ON DUPLICATE KEY UPDATE redis_hash = VALUES(redis_hash), token_id = VALUES(token_id), made_at = VALUES(made_at),
         tokens_from = VALUES(tokens_from), removed_at = NULL`,
      [host, redisHash, tokenId, madeAt, madeAt],
    );
  }

  /** No token that there is now speaks for the host any more, for however many hosts it was made, whether it was given access here or not. */
  async endHostAccess(host: string, now: Date, sql: Sql): Promise<void> {
    await sql.execute(
      `INSERT INTO host_access (host, redis_hash, token_id, made_at, tokens_from) VALUES (?, NULL, NULL, ?, ?)
       ON DUPLICATE KEY UPDATE tokens_from = VALUES(tokens_from)`,
      [host, now, now],
    );
  }

  /** As `endHostAccess`, and takes the host out of `listHostAccessStatuses`. Its row stays, and so does what it says of tokens and of an account that comes back. */
  async hideHost(host: string, now: Date, sql: Sql): Promise<void> {
    await this.endHostAccess(host, now, sql);
    await sql.execute('UPDATE host_access SET removed_at = ? WHERE host = ?', [now, host]);
  }

  /** What the agent of this host may log in with now, oldest first. */
  async speakersFor(host: string, now: Date, sql: Sql): Promise<HostSpeaker[]> {
    return (await hostSpeakers(sql, now)).filter((one) => one.host === host);
  }

  /** Of every host that an agent may speak for, or that ever had access and was not taken out of sight, by host. */
  async listHostAccessStatuses(now: Date): Promise<HostAccessStatus[]> {
    const found = new Map((await this.listOwnAccessStatuses(now)).map((one) => [one.host, one]));
    for (const [host, speakers] of Map.groupBy(await hostSpeakers(this.database, now), (one) => one.host))
      if (found.get(host)?.state !== 'given')
        found.set(host, { host, state: 'other-token', since: speakers[0]!.createdAt });
    return [...found.values()].sort((one, other) => (one.host < other.host ? -1 : 1));
  }

  private async listOwnAccessStatuses(now: Date): Promise<HostAccessStatus[]> {
    const rows = await this.database.selectRows<AccessStatusRow>(
      `SELECT access.host, access.made_at, access.tokens_from, token.expires_at, token.revoked_at
         FROM host_access access LEFT JOIN api_tokens token ON token.id = access.token_id
        WHERE access.removed_at IS NULL ORDER BY access.host`,
    );
    return rows.map((row) => statusOf(row, now));
  }

  /** undefined when the host has none, or it has ended. */
  async findHostAccess(host: string): Promise<HostAccess | undefined> {
    const [row] = await this.database.selectRows<Row>(`${LIVE} WHERE access.host = ?`, [host]);
    return row && accessOf(row);
  }

  /** The same; locked against other changes until the transaction ends. */
  async lockHostAccess(host: string, sql: Sql): Promise<HostAccess | undefined> {
    const [row] = await sql.selectRows<Row>(`${LIVE} WHERE access.host = ? FOR UPDATE`, [host]);
    return row && accessOf(row);
  }

  /** By host. */
  async listHostAccesses(): Promise<HostAccess[]> {
    return (await this.database.selectRows<Row>(`${LIVE} ORDER BY access.host`)).map(accessOf);
  }

  /** Hosts whose access has ended. */
  async listEndedHosts(): Promise<string[]> {
    const rows = await this.database.selectRows<StoredRow<HostAccessRow, 'host'>>(
      `SELECT access.host FROM host_access access LEFT JOIN api_tokens token ON token.id = access.token_id
        WHERE token.id IS NULL OR token.revoked_at IS NOT NULL ORDER BY access.host`,
    );
    return rows.map(({ host }) => host);
  }
}
