import type { Database, Sql } from './database.js';

/** What the agent of a host logs in with. */
export interface HostAccess {
  readonly host: string;
  /** sha256 of its password in Redis. */
  readonly redisHash: string;
  readonly tokenId: string;
  readonly madeAt: Date;
}

interface Row {
  host: string;
  redis_hash: string;
  token_id: string;
  made_at: Date;
}

const LIVE = `SELECT access.* FROM host_access access
    JOIN api_tokens token ON token.id = access.token_id AND token.revoked_at IS NULL`;

const accessOf = (row: Row): HostAccess => ({
  host: row.host,
  redisHash: row.redis_hash,
  tokenId: row.token_id,
  madeAt: row.made_at,
});

/**
 * Accounts of agents, one for each host: passwords as hashes only. Redis forgets its accounts and remembers some that have ended, this does
 * not. An access ends with its token; its row stays, so that an account that comes back in Redis is known as one that has ended.
 */
export class HostAccesses {
  constructor(private readonly database: Database) {}

  async put({ host, redisHash, tokenId, madeAt }: HostAccess, sql: Sql = this.database): Promise<void> {
    await sql.run(
      `INSERT INTO host_access (host, redis_hash, token_id, made_at) VALUES (?, ?, ?, ?)
       ON DUPLICATE KEY UPDATE redis_hash = VALUES(redis_hash), token_id = VALUES(token_id), made_at = VALUES(made_at)`,
      [host, redisHash, tokenId, madeAt],
    );
  }

  /** undefined when the host has none, or it has ended. */
  async find(host: string): Promise<HostAccess | undefined> {
    const [row] = await this.database.rows<Row>(`${LIVE} WHERE access.host = ?`, [host]);
    return row && accessOf(row);
  }

  /** The same; nobody else changes it until the transaction ends. */
  async hold(host: string, sql: Sql): Promise<HostAccess | undefined> {
    const [row] = await sql.rows<Row>(`${LIVE} WHERE access.host = ? FOR UPDATE`, [host]);
    return row && accessOf(row);
  }

  /** By host. */
  async list(): Promise<HostAccess[]> {
    return (await this.database.rows<Row>(`${LIVE} ORDER BY access.host`)).map(accessOf);
  }

  /** Hosts whose access has ended. */
  async ended(): Promise<string[]> {
    const rows = await this.database.rows<{ host: string }>(
      `SELECT access.host FROM host_access access LEFT JOIN api_tokens token ON token.id = access.token_id
        WHERE token.id IS NULL OR token.revoked_at IS NOT NULL ORDER BY access.host`,
    );
    return rows.map(({ host }) => host);
  }
}
