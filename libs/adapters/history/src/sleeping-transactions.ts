import type { DataSource } from 'typeorm';

/** Longer than any transaction of ours thinks between two statements, and short enough that the others go on. */
const SECONDS = 20;
const STATEMENT = `SET SESSION idle_transaction_timeout = ${SECONDS}`;

interface Pooled {
  query(statement: string, done: () => void): unknown;
}
interface Pool {
  on(event: 'connection', hear: (connection: Pooled) => void): unknown;
}

/**
 * Has MariaDB end every transaction of this process that says nothing for a while. A process that stands still (a frozen machine, a
 * stopped container) would otherwise keep its rows locked for as long as it sleeps, and nobody could take its work over. When it
 * wakes it finds the connection closed and its transaction taken back.
 */
export async function endSleepingTransactions(source: DataSource): Promise<void> {
  const { pool } = source.driver as unknown as { pool: Pool };
  pool.on('connection', (connection) => void connection.query(STATEMENT, () => undefined));
  // because: the one that was opened to see whether MariaDB answers was there before anybody listened
  await source.query(STATEMENT);
}
