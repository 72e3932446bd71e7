import { Problem } from '@archivesmp/contracts/problem';
import { MigrationExecutor, type DataSource, type QueryRunner } from 'typeorm';
import { historyDataSource } from './data-source.js';
import { asProblem } from './database/database.js';
import type { HistorySettings } from './database/history-settings.js';

async function withSource<Result>(
  settings: HistorySettings,
  work: (source: DataSource) => Promise<Result>,
): Promise<Result> {
  // The lock holds one connection while the migrations run on another
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
const ASK_EVERY_SECONDS = 10;
/** A lock whose process vanished is freed after this long; a living one renews it three times as often. */
const SILENT_SECONDS = 60;

/** How long waits are told, and to whom. */
export interface MigrateOptions {
  /** Called each time that another process still changes the tables; what it throws ends the wait. */
  readonly onWait?: (reason: string) => void;
  /** Seconds between two looks. */
  readonly askEverySeconds?: number;
}

/**
 * Brings the schema up to date; safe to call at every start and from several processes: as long as one migrates the others wait, and
 * none goes on without the lock. Returns the migrations it ran.
 * @throws Problem `database.unavailable`; `database.newer` when a later version has changed the schema: then nothing was done;
 * `database.not-migrated` when a migration failed, with its name
 */
export async function migrate(settings: HistorySettings, options: MigrateOptions = {}): Promise<string[]> {
  return withSource(settings, async (source) => {
    const lockConnection = source.createQueryRunner();
    const lock = `${LOCK}:${settings.database}`.slice(0, 64);
    let beat: NodeJS.Timeout | undefined;
    try {
      await lockConnection.query(`SET SESSION wait_timeout = ${SILENT_SECONDS}`);
      await waitForMigrationLock(lockConnection, lock, options);
      beat = setInterval(
        () => void lockConnection.query('DO 0').catch(() => undefined),
        (SILENT_SECONDS / 3) * 1_000,
      );
      await refuseNewer(source);
      return await runAll(source);
    } finally {
      clearInterval(beat);
      // A connection that broke has lost its lock anyway, and what the work came to is what counts
      await lockConnection.query('SELECT RELEASE_LOCK(?)', [lock]).catch(() => undefined);
      await lockConnection.release();
    }
  });
}

async function waitForMigrationLock(
  lockConnection: QueryRunner,
  lock: string,
  { onWait, askEverySeconds = ASK_EVERY_SECONDS }: MigrateOptions,
): Promise<void> {
  for (;;) {
    const [row] = (await lockConnection.query('SELECT GET_LOCK(?, ?) AS got', [lock, askEverySeconds])) as {
      got: number | string | null;
    }[];
    if (Number(row?.got) === 1) return;
    onWait?.(
      'another process of this product changes the tables of MariaDB now, and this one waits for its end',
    );
  }
}

async function runAll(source: DataSource): Promise<string[]> {
  try {
    return (await source.runMigrations()).map((migration) => migration.name);
  } catch (error) {
    const known = asProblem(error);
    if (known instanceof Problem) throw known;
    const executor = new MigrationExecutor(source);
    const [failed] = await executor.getPendingMigrations();
    throw new Problem(
      'database.not-migrated',
      `${failed?.name ?? 'A migration'} could not change the tables of ${String(source.options.database)} (mariadb.database): ${(error as Error).message}.`,
      { cause: error },
    );
  }
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
