import { Problem } from '@archivesmp/contracts/problem';
import type { DataSource, QueryRunner } from 'typeorm';
import { expect, it } from 'vitest';
import { asProblem, Database } from './database.js';
import { isRefusedBySettings } from './settings-refusal.js';

const failure = (errno: number, code = 'ER'): Error =>
  Object.assign(new Error('MariaDB said no'), { errno, code });

it.each([
  [1290, 'database.not-writable', 'read_only'],
  [1792, 'database.not-writable', 'read only'],
  [1836, 'database.not-writable', 'read only'],
  [1021, 'database.not-writable', 'disk of MariaDB is full'],
  [1114, 'database.not-writable', 'disk of MariaDB is full'],
  [1030, 'database.not-writable', 'refuses to be written'],
  [1040, 'database.unavailable', 'max_connections'],
  [1203, 'database.unavailable', 'max_connections'],
  [1226, 'database.unavailable', 'max_connections'],
  [1205, 'database.busy', 'Another transaction'],
])('what MariaDB says with %i is told as %s', (errno, code, words) => {
  const problem = asProblem(failure(errno));
  expect(problem).toMatchObject({ code, retry: true, status: 503 });
  expect((problem as Problem).detail).toContain(words);
});

it('tells that MariaDB is unavailable, and leaves alone what has no remedy', () => {
  expect(asProblem(failure(0, 'ECONNREFUSED'))).toMatchObject({ code: 'database.unavailable' });
  const other = failure(1064);
  expect(asProblem(other)).toBe(other);
  const problem = new Problem('internal', 'x');
  expect(asProblem(problem)).toBe(problem);
});

it.each([
  ['ER_ACCESS_DENIED_ERROR', 'mariadb.password'],
  ['ER_DBACCESS_DENIED_ERROR', 'mariadb.database'],
  ['ER_TABLEACCESS_DENIED_ERROR', 'mariadb.username'],
  ['ER_BAD_DB_ERROR', 'mariadb.database'],
  ['ER_SECURE_TRANSPORT_REQUIRED', 'mariadb.ssl'],
  ['HANDSHAKE_SSL_ERROR', 'mariadb.transport.ca_file'],
  ['HANDSHAKE_NO_SSL_SUPPORT', 'mariadb.ssl'],
  ['AUTH_SWITCH_PLUGIN_ERROR', 'mariadb.options.allowPublicKeyRetrieval'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'transport.ca_file of mariadb'],
])(
  '%s names the setting in one sentence, while the hub runs too, and is known as a wrong setting',
  (code, words) => {
    const problem = asProblem(failure(0, code)) as Problem;
    expect(problem.code).toBe('database.unavailable');
    expect(problem.detail).toContain(words);
    expect(problem.detail).toContain(`(${code})`);
    expect(isRefusedBySettings(problem)).toBe(true);
  },
);

it('names where MariaDB should be when nothing answers there, and takes that for no wrong setting', () => {
  const problem = asProblem(failure(0, 'ECONNREFUSED')) as Problem;
  expect(problem.detail).toContain('mariadb.host');
  expect(isRefusedBySettings(problem)).toBe(false);
});

it('reports the same for questions through a repository: every question passes one place', async () => {
  const refusing = { query: () => Promise.reject(failure(1290)) } as unknown as QueryRunner;
  const source = { createQueryRunner: () => refusing } as unknown as DataSource;
  const database = new Database(source);
  await expect(database.source.createQueryRunner().query('SELECT 1')).rejects.toMatchObject({
    code: 'database.not-writable',
  });
});
