import { randomBytes } from 'node:crypto';
import { migrate, openHistory, type History } from '@archivesmp/history';
import type { PrivateServiceSettings } from '@archivesmp/private-services';
import { createConnection } from 'mysql2/promise';

/** Name of the database of a product under test. */
export const DATABASE = 'asmp_test';

/** An empty database with all tables. */
export async function newHistory({ mariadb }: PrivateServiceSettings): Promise<History> {
  const connection = await createConnection(mariadb);
  await connection.query(`CREATE DATABASE ${DATABASE}`);
  await connection.end();
  const settings = { ...mariadb, database: DATABASE };
  await migrate(settings);
  return openHistory(settings);
}

/** An API token that ends with the day. */
export async function newToken(history: History, scopes: string[], label = scopes.join()): Promise<string> {
  const token = `asmp_${randomBytes(32).toString('base64url')}`;
  const expiresAt = new Date(Date.now() + 10 * 3_600_000);
  const person = {
    name: `person-${randomBytes(4).toString('hex')}`,
    passwordHash: 'none',
    role: 'admin',
  } as const;
  const isForPeople = scopes.some((scope) => !scope.startsWith('agent:'));
  const owner = isForPeople ? { userId: (await history.users.createUser(person, new Date())).id } : {};
  await history.tokens.createToken(
    token,
    { label: `${label} ${randomBytes(3).toString('hex')}`, scopes, createdBy: 'test', expiresAt, ...owner },
    new Date(),
  );
  return token;
}
