import { randomBytes } from 'node:crypto';
import type { PrivateMariadbSettings } from '@archivesmp/private-services';
import { createConnection, type ConnectionOptions } from 'mysql2/promise';
import { inject } from 'vitest';
import './global-setup.js';

export interface TestDatabase {
  /** Host, port, user, password and name of the database. */
  settings: PrivateMariadbSettings & { database: string };
  /** A statement that bypasses the program under test, times as UTC. Gives rows, where there are any. */
  query<Row = Record<string, unknown>>(statement: string, parameters?: readonly unknown[]): Promise<Row[]>;
  drop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** An empty database that belongs to one test (file) only: `await using database = await freshDatabase()`. */
export async function freshDatabase(): Promise<TestDatabase> {
  const server = inject('services').mariadb;
  const database = `asmp_test_${randomBytes(6).toString('hex')}`;
  const run = async (
    connectionOptions: ConnectionOptions,
    statement: string,
    parameters: readonly unknown[] = [],
  ): Promise<unknown> => {
    const connection = await createConnection(connectionOptions);
    try {
      const [rows] = await connection.query(statement, [...parameters]);
      return rows;
    } finally {
      await connection.end();
    }
  };
  await run(server, `CREATE DATABASE ${database}`);
  const settings = { ...server, database };
  const drop = async (): Promise<void> => void (await run(server, `DROP DATABASE IF EXISTS ${database}`));
  return {
    settings,
    query: async <Row>(statement: string, parameters?: readonly unknown[]) => {
      const rows = await run({ ...settings, timezone: 'Z' }, statement, parameters);
      return Array.isArray(rows) ? (rows as Row[]) : [];
    },
    drop,
    [Symbol.asyncDispose]: drop,
  };
}
