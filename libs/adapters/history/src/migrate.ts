import { Problem } from '@archivesmp/contracts/problem';
import { MigrationExecutor, type DataSource } from 'typeorm';
import { historyDataSource } from './data-source.js';
import { asProblem } from './database.js';
import type { HistorySettings } from './history-settings.js';

async function withSource<Result>(
  settings: HistorySettings,
  work: (source: DataSource) => Promise<Result>,
): Promise<Result> {
  // because: the lock holds one connection while the migrations run on another
  const source = historyDataSource({ ...settings, poolSize: 2 });
  try {
    await source.initialize();
    return await work(source);
  } catch (error) {
    throw asProblem(error);
  } finally {
    if (source.isInitialized) await source.destroy();
  }
}

/** Two processes that start at once must not migrate at once: MariaDB's named lock, for the session only. */
const LOCK = 'archivesmp-migrate';
const LOCK_SECONDS = 120;

/**
 * Brings the schema up to date; safe to call at every start and from several processes. Returns the migrations it ran.
 * @throws Problem `database.unavailable`; `database.newer` when a later version has changed the schema: then nothing was done
 */
export async function migrate(settings: HistorySettings): Promise<string[]> {
  return withSource(settings, async (source) => {
    const guard = source.createQueryRunner();
    const lock = `${LOCK}:${settings.database}`.slice(0, 64);
    try {
      await guard.query('SELECT GET_LOCK(?, ?)', [lock, LOCK_SECONDS]);
      await refuseNewer(source);
      return (await source.runMigrations()).map((migration) => migration.name);
    } finally {
      await guard.query('SELECT RELEASE_LOCK(?)', [lock]).finally(() => guard.release());
    }
  });
}

/** What a later version made of the tables this one would read wrongly, and write so that the later one reads it wrongly. */
async function refuseNewer(source: DataSource): Promise<void> {
  const known = new Set(source.migrations.map((one) => one.name ?? one.constructor.name));
  const ran = await new MigrationExecutor(source).getExecutedMigrations();
  const unknown = ran.filter(({ name }) => !known.has(name));
  if (unknown.length === 0) return;
  const newest = unknown.reduce((a, b) => (b.timestamp > a.timestamp ? b : a)).name;
  throw new Problem(
    'database.newer',
    `A later version of this program has changed the tables of ${String(source.options.database)} (mariadb.database): ${newest} is not known here. Nothing was changed.`,
  );
}

/** Takes every migration back, newest first. Deletes all data: tests and `reset` only. */
export async function revertAll(settings: HistorySettings): Promise<void> {
  await withSource(settings, async (source) => {
    for (const _ of source.migrations) await source.undoLastMigration();
  });
}

/** Statements that would still be needed to reach the entities; empty when schema and entities agree. */
export async function schemaDifference(settings: HistorySettings): Promise<string[]> {
  return withSource(settings, async (source) =>
    (await source.driver.createSchemaBuilder().log()).upQueries.map((query) => query.query),
  );
}
