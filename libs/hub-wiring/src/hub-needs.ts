import { isStorageRefusedBySettings as isRefusedByS3 } from '@archivesmp/artifacts';
import { refuseUnusableRedis } from '@archivesmp/bus';
import { Problem } from '@archivesmp/contracts/problem';
import { isRefusedBySettings as isRefusedByMariadb, migrate } from '@archivesmp/history';
import { StillUnavailable, type HostSettings, type Prerequisite } from '@archivesmp/service-kit';
import { artifactsOf, historyOf, redisOf } from './settings-of-stores.js';

/**
 * What a service of the hub waits for before it is built: MariaDB, whose schema it brings up to date. A Redis that is there but
 * must not be used ends the start, and so does an S3 server that cannot do what is needed; what is unavailable does not: without Redis and S3 the API answers and says so.
 */
export function hubNeeds(settings: HostSettings): readonly Prerequisite[] {
  return [
    { name: 'redis', prepare: () => refuseUnusableRedis(redisOf(settings)) },
    { name: 's3', prepare: () => refuseUnsuitableStore(settings) },
    { name: 'mariadb', prepare: () => migrated(settings) },
  ];
}

/** One that is unavailable may come later; web-api asks it then. @throws Problem `artifacts.unsuitable`; `settings.invalid` */
async function refuseUnsuitableStore(settings: HostSettings): Promise<void> {
  const artifacts = artifactsOf(settings);
  try {
    await artifacts.ping();
    await artifacts.probeStore();
  } catch (error) {
    if (!(error instanceof Problem) || error.code === 'artifacts.unsuitable') throw error;
    if (isRefusedByS3(error))
      throw new Problem('settings.invalid', `S3 at ${settings.minio.endpoint}: ${error.detail}.`);
  } finally {
    artifacts.close();
  }
}

async function migrated(settings: HostSettings): Promise<void> {
  const { host, port, username } = settings.mariadb;
  try {
    await migrate(historyOf(settings), {
      onWait: (reason) => {
        throw new StillUnavailable(`${host}:${port}: ${reason}`);
      },
    });
  } catch (error) {
    const isProblem = error instanceof Problem;
    const detail = isProblem ? error.detail : '';
    if (isRefusedByMariadb(error))
      throw new Problem('settings.invalid', `${detail} This was at ${host}:${port}, as ${username}.`);
    if (isProblem && error.code === 'database.unavailable')
      throw new StillUnavailable(`${host}:${port}: ${detail}`);
    throw error;
  }
}
