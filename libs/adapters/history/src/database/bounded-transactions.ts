import type { DataSource } from 'typeorm';

/** Longer than any transaction of ours thinks between two statements, and short enough that the others go on. */
const SLEEP_SECONDS = 20;
/** For a row that another transaction holds, and for a whole table; a transaction is tried twice, so that no caller waits longer than 10 s. */
const LOCK_SECONDS = 4;
const STATEMENT = [
  `SET SESSION idle_transaction_timeout = ${SLEEP_SECONDS}`,
  `innodb_lock_wait_timeout = ${LOCK_SECONDS}`,
  `lock_wait_timeout = ${LOCK_SECONDS}`,
].join(', ');

interface Pooled {
  query(statement: string, done: () => void): unknown;
}
interface Pool {
  on(event: 'connection', listener: (connection: Pooled) => void): unknown;
}

/**
 * Has MariaDB end every transaction of this process that says nothing for a while, and refuse what waits too long for a lock. A process that stands still (a frozen machine, a
 * stopped container) would otherwise keep its rows locked for as long as it sleeps, and its work could not be taken over. When it
 * wakes it finds the connection closed and its transaction taken back.
 */
export async function boundTransactions(source: DataSource): Promise<void> {
  const { pool } = source.driver as unknown as { pool: Pool };
  pool.on('connection', (connection) => void connection.query(STATEMENT, () => undefined));
  // The one that was opened to see whether MariaDB answers was there before the listener
  await source.query(STATEMENT);
}
