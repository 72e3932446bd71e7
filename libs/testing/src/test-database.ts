import { randomBytes } from 'node:crypto';
import type { MariadbSettings } from '@archivesmp/private-services';
import { createConnection } from 'mysql2/promise';
import { inject } from 'vitest';
import './global-setup.js';

export interface TestDatabase {
  /** Host, port, user, password and name of the database. */
  settings: MariadbSettings & { database: string };
  drop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** An empty database that belongs to one test (file) only: `await using database = await freshDatabase()`. */
export async function freshDatabase(): Promise<TestDatabase> {
  const server = inject('services').mariadb;
  const database = `asmp_test_${randomBytes(6).toString('hex')}`;
  const run = async (statement: string): Promise<void> => {
    const connection = await createConnection(server);
    try {
      await connection.query(statement);
    } finally {
      await connection.end();
    }
  };
  await run(`CREATE DATABASE ${database}`);
  const drop = () => run(`DROP DATABASE IF EXISTS ${database}`);
  return { settings: { ...server, database }, drop, [Symbol.asyncDispose]: drop };
}
