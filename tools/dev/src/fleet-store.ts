import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Artifacts } from '@archivesmp/artifacts';
import { DEVIATIONS_KEY } from '@archivesmp/contracts/baselines';
import { Problem } from '@archivesmp/contracts/problem';
import { migrate, openHistory, type BaselineLocation, type History } from '@archivesmp/history';
import { connectionOf, type PrivateServiceSettings } from '@archivesmp/private-services';
import { createConnection } from 'mysql2/promise';
import type { PreparedFleet } from './prepared-fleet.js';
import type { FleetStore } from './settings-files.js';
import type { StateFolder } from './state-folder.js';

const REDIS_DATABASES = 16;

/** Which database, Redis number and bucket names a fleet has: fixed once it was seen for the first time. */
export function fleetStore(state: StateFolder, { id }: PreparedFleet): FleetStore {
  const numbers = state.readJson<Record<string, number>>('fleet-numbers.json') ?? { demo: 0 };
  const next = Math.max(...Object.values(numbers)) + 1;
  const number = (numbers[id] ??= next);
  if (number >= REDIS_DATABASES)
    throw new Error(`This state folder has served ${REDIS_DATABASES} fleets. Remedy: ./dev reset`);
  state.writeJson('fleet-numbers.json', numbers);
  return {
    database: `asmp_${id.replaceAll('-', '_')}`,
    redisDatabase: number,
    bucketPrefix: id === 'demo' ? '' : `f${number}-`,
  };
}

/** Makes database, tables and buckets of a fleet, and puts its baselines where none are. Safe to repeat. */
export async function prepareStore(
  { mariadb, s3 }: PrivateServiceSettings,
  store: FleetStore,
  fleet: PreparedFleet,
): Promise<{ migrations: number; baselines: number }> {
  const connection = await createConnection(connectionOf(mariadb));
  await connection
    .query(`CREATE DATABASE IF NOT EXISTS \`${store.database}\` CHARACTER SET utf8mb4`)
    .finally(() => connection.end());
  const ran = await migrate({ ...mariadb, database: store.database });
  const { bucketPrefix, ...rest } = { ...s3, bucketPrefix: store.bucketPrefix };
  const artifacts = new Artifacts({ ...rest, ...(bucketPrefix !== '' && { bucketPrefix }) });
  try {
    await artifacts.ensureBuckets();
    if (fleet.desired === undefined) return { migrations: ran.length, baselines: 0 };
    const history = await openHistory({ ...mariadb, database: store.database });
    const baselines = await seedDesired(artifacts, history, fleet.desired).finally(() => history.close());
    return { migrations: ran.length, baselines };
  } finally {
    artifacts.close();
  }
}

async function seedDesired(
  artifacts: Artifacts,
  history: History,
  { baselinesDir, deviationsFile }: NonNullable<PreparedFleet['desired']>,
): Promise<number> {
  const there = new Set(
    (await artifacts.baselines.listBaselines()).map(({ plugin, path: file }) => `${plugin}/${file}`),
  );
  const files = (await readdir(baselinesDir, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(baselinesDir, path.join(entry.parentPath, entry.name)));
  const missing = files.filter((file) => !there.has(file));
  for (const file of missing) {
    const [plugin = '', ...rest] = file.split(path.sep);
    const content = await readFile(path.join(baselinesDir, file));
    const location = { plugin, path: rest.join('/') };
    await putBaseline(location, content, () =>
      artifacts.baselines.writeBaseline(plugin, location.path, content, { ifAbsent: true }),
    );
  }
  if ((await artifacts.deviations.readDeviations()) === undefined) {
    const content = await readFile(deviationsFile);
    await putBaseline({ plugin: '', path: DEVIATIONS_KEY }, content, () =>
      artifacts.deviations.writeDeviations(content, { ifAbsent: true }),
    );
  }
  return missing.length;

  /** Writes and records it: a baseline that was not saved over the hub counts for nothing otherwise. */
  async function putBaseline(
    location: BaselineLocation,
    content: Buffer,
    write: () => Promise<string>,
  ): Promise<void> {
    const sha256 = await artifacts.baselineHistory.storeBaselineContent(content);
    const revision = await unlessThere(write());
    if (revision === undefined) return;
    await history.baselineChanges.recordBaselineChange(
      {
        ...location,
        change: 'adopted',
        by: 'dev',
        reason: 'came with the demo fleet',
        content: { revision, sha256, size: content.length },
      },
      new Date(),
    );
  }
}

/** Another writer was quicker: what it wrote stays. */
async function unlessThere(writing: Promise<string>): Promise<string | undefined> {
  return writing.catch((error: unknown) => {
    if (!(error instanceof Problem) || error.code !== 'baseline.revision-mismatch') throw error;
    return undefined;
  });
}
