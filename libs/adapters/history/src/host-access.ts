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

/** Accounts of agents, one for each host: passwords as hashes only. Redis forgets its accounts, this does not. */
export class HostAccesses {
  constructor(private readonly database: Database) {}

  async put({ host, redisHash, tokenId, madeAt }: HostAccess, sql: Sql = this.database): Promise<void> {
    await sql.run('REPLACE INTO host_access (host, redis_hash, token_id, made_at) VALUES (?, ?, ?, ?)', [
      host,
      redisHash,
      tokenId,
      madeAt,
    ]);
  }

  async find(host: string): Promise<HostAccess | undefined> {
    return (await this.list()).find((one) => one.host === host);
  }

  /** By host. */
  async list(): Promise<HostAccess[]> {
    const rows = await this.database.rows<Row>('SELECT * FROM host_access ORDER BY host');
    return rows.map((row) => ({
      host: row.host,
      redisHash: row.redis_hash,
      tokenId: row.token_id,
      madeAt: row.made_at,
    }));
  }

  async remove(host: string, sql: Sql = this.database): Promise<void> {
    await sql.run('DELETE FROM host_access WHERE host = ?', [host]);
  }
}
