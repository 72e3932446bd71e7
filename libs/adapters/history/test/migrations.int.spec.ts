import { freshDatabase } from '@archivesmp/testing';
import { createConnection } from 'mysql2/promise';
import { expect, it } from 'vitest';
import { migrate, openHistory, revertAll, schemaDifference, type HistorySettings } from '../src/index.js';

async function tables(settings: HistorySettings): Promise<string[]> {
  const sql = await createConnection(settings);
  const [rows] = await sql.query('SHOW TABLES');
  await sql.end();
  return (rows as Record<string, string>[]).map((row) => Object.values(row)[0]!);
}

it('goes up, all the way down, and up again', async () => {
  await using database = await freshDatabase();
  const ran = await migrate(database.settings);
  const up = await tables(database.settings);
  expect(up).toEqual(
    expect.arrayContaining([
      'findings',
      'instances',
      'outbox',
      'config_audit',
      'instance_metrics',
      'drift_reports',
    ]),
  );
  await revertAll(database.settings);
  expect(await tables(database.settings)).toEqual(['schema_migrations']);
  expect(await migrate(database.settings)).toEqual(ran);
  expect(await tables(database.settings)).toEqual(up);
});

it('leaves a schema that equals the entities, and runs nothing twice', async () => {
  await using database = await freshDatabase();
  await migrate(database.settings);
  expect(await schemaDifference(database.settings)).toEqual([]);
  expect(await migrate(database.settings)).toEqual([]);
});

it('lets several processes start at once', async () => {
  await using database = await freshDatabase();
  const ran = await Promise.all([1, 2, 3].map(() => migrate(database.settings)));
  expect(ran.filter((names) => names.length > 0)).toHaveLength(1);
  expect(await schemaDifference(database.settings)).toEqual([]);
});

it('names the database problem when MariaDB is away or refuses', async () => {
  await using database = await freshDatabase();
  await expect(openHistory({ ...database.settings, port: 1 })).rejects.toMatchObject({
    code: 'database.unavailable',
  });
  await expect(openHistory({ ...database.settings, password: 'wrong' })).rejects.toMatchObject({
    code: 'database.unavailable',
  });
});
