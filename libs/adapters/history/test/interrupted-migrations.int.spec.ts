import { freshDatabase } from '@archivesmp/testing';
import { createConnection } from 'mysql2/promise';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { expect, it } from 'vitest';
import { historyDataSource } from '../src/data-source.js';
import { migrate, schemaDifference } from '../src/index.js';
import { EndHostAccess1763700000200 } from '../src/migrations/end-host-access.js';
import { NameActors1763700000190 } from '../src/migrations/name-actors.js';
import { NumberDeployments1763700000100 } from '../src/migrations/number-deployments.js';

const AUDIT = `INSERT INTO config_audit (at, actor, action, subject, detail, previous_hash, hash)
  VALUES (NOW(3), ?, 'baseline.saved', 's', ?, REPEAT('0', 64), REPEAT('0', 64))`;
const HOST = `INSERT INTO host_access (host, redis_hash, token_id, made_at)
  VALUES ('h1', REPEAT('0', 64), UUID(), '2026-11-21 08:00:00')`;

class Killed extends Error {}

/** The same runner, until so many statements were run. */
function killedAfter(run: QueryRunner, statements: number): QueryRunner {
  let left = statements;
  return new Proxy(run, {
    get: (of, name) =>
      name === 'query'
        ? async (text: string, parameters?: unknown[]) => {
            if (left === 0) throw new Killed();
            left -= 1;
            return of.query(text, parameters) as Promise<unknown>;
          }
        : (Reflect.get(of, name) as unknown),
  });
}

it.each<[string, MigrationInterface, readonly [table: string, insert: string, ...values: string[]]]>([
  ['NumberDeployments', new NumberDeployments1763700000100(), ['users', 'DO 0']],
  [
    'NameActors',
    new NameActors1763700000190(),
    ['config_audit', AUDIT, 'x'.repeat(128), '{"via":"session"}'],
  ],
  ['EndHostAccess', new EndHostAccess1763700000200(), ['host_access', HOST]],
])(
  '%s goes on after an end behind any of its statements',
  async (_, migration, [table, insert, ...values]) => {
    await using database = await freshDatabase();
    await migrate(database.settings);
    const source = await historyDataSource(database.settings).initialize();
    const run = source.createQueryRunner();
    try {
      await migration.down(run);
      await run.query(insert, values);
      const inTheEnd = async (): Promise<unknown> => run.query(`SELECT * FROM ${table}`) as Promise<unknown>;
      await migration.up(run);
      const whole = await inTheEnd();
      await migration.down(run);
      let wasKilled = true;
      // Each try finds what the one before left, one statement further on.
      for (let statements = 1; wasKilled; statements += 1)
        wasKilled = await migration.up(killedAfter(run, statements)).then(
          () => false,
          (error: unknown) => {
            expect(error).toBeInstanceOf(Killed);
            return true;
          },
        );
      await migration.up(run);
      expect(await inTheEnd()).toEqual(whole);
      expect(await schemaDifference(database.settings)).toEqual([]);
    } finally {
      await run.release();
      await source.destroy();
    }
  },
);

it('names the migration that failed, and why, and starts when the cause is gone', async () => {
  await using database = await freshDatabase();
  await migrate(database.settings);
  const sql = await createConnection(database.settings);
  await sql.query("DELETE FROM schema_migrations WHERE name LIKE 'EndHostAccess%'");
  await sql.query('RENAME TABLE host_access TO elsewhere');
  const failed = migrate(database.settings);
  await expect(failed).rejects.toMatchObject({ code: 'database.not-migrated' });
  await expect(failed).rejects.toThrow(/EndHostAccess1763700000200 could not change .*host_access/);
  await sql.query('RENAME TABLE elsewhere TO host_access');
  await sql.end();
  expect(await migrate(database.settings)).toEqual(['EndHostAccess1763700000200']);
});

it('waits as long as another process migrates, says so, and never goes on without the lock', async () => {
  await using database = await freshDatabase();
  const other = await createConnection(database.settings);
  await other.query('SELECT GET_LOCK(?, 0)', [
    `archivesmp-migrate:${database.settings.database}`.slice(0, 64),
  ]);
  const tablesAtWaits: number[] = [];
  const looking: Promise<void>[] = [];
  const ran = await migrate(database.settings, {
    askEverySeconds: 0,
    onWait: (reason) => {
      expect(reason).toContain('another process');
      if (looking.length === 2) return;
      looking.push(
        other.query('SHOW TABLES').then(([tables]) => void tablesAtWaits.push((tables as unknown[]).length)),
      );
      // The other one ends only after it was waited for more than once.
      if (looking.length === 2) void Promise.all(looking).then(() => other.end());
    },
  });
  expect(ran.length).toBeGreaterThan(0);
  expect(tablesAtWaits).toEqual([0, 0]);
});
