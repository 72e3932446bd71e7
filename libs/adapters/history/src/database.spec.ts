import { Problem } from '@archivesmp/contracts/problem';
import { expect, it } from 'vitest';
import { asProblem } from './database.js';

const said = (errno: number, code = 'ER'): Error =>
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
  const problem = asProblem(said(errno));
  expect(problem).toMatchObject({ code, retry: true, status: 503 });
  expect((problem as Problem).detail).toContain(words);
});

it('tells that MariaDB is away, and leaves alone what nobody can act on', () => {
  expect(asProblem(said(0, 'ECONNREFUSED'))).toMatchObject({ code: 'database.unavailable' });
  const other = said(1064);
  expect(asProblem(other)).toBe(other);
  const problem = new Problem('internal', 'x');
  expect(asProblem(problem)).toBe(problem);
});
