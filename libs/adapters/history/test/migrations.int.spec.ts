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

it('refuses a schema that a later version has changed, by name, and touches nothing', async () => {
  await using database = await freshDatabase();
  await migrate(database.settings);
  const sql = await createConnection(database.settings);
  await sql.query(
    "INSERT INTO schema_migrations (timestamp, name) VALUES (1999900000001, 'TellTheFuture1999900000001'), (1763700000099, 'Between1763700000099')",
  );
  // As if this version still had something to do.
  await sql.query("DELETE FROM schema_migrations WHERE name LIKE 'NumberDeployments%'");
  const refused = migrate(database.settings);
  await expect(refused).rejects.toMatchObject({ code: 'database.newer', retry: false });
  await expect(refused).rejects.toThrow('TellTheFuture1999900000001');
  const [left] = await sql.query("SELECT name FROM schema_migrations WHERE name LIKE 'NumberDeployments%'");
  expect(left).toEqual([]);
  await sql.end();
});

it('names the database problem when MariaDB is unavailable or refuses', async () => {
  await using database = await freshDatabase();
  await expect(openHistory({ ...database.settings, port: 1 })).rejects.toMatchObject({
    code: 'database.unavailable',
  });
  await expect(openHistory({ ...database.settings, password: 'wrong' })).rejects.toMatchObject({
    code: 'database.unavailable',
  });
});
