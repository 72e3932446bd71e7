import { refuseUnusableRedis } from '@archivesmp/bus';
import { Problem } from '@archivesmp/contracts/problem';
import { certificateTrouble } from '@archivesmp/contracts/tls-trust';
import { migrate } from '@archivesmp/history';
import { StillAway, type HostSettings, type Prerequisite } from '@archivesmp/service-kit';
import { artifactsOf, historyOf, redisOf } from './settings-of-stores.js';

/** What MariaDB says when waiting for it does not help, and what to do. */
const REMEDIES: ReadonlyMap<string, string> = new Map([
  [
    'ER_ACCESS_DENIED_ERROR',
    'compare mariadb.username and mariadb.password with the account that MariaDB has; one that takes encrypted connections only says the same without mariadb.ssl',
  ],
  [
    'ER_DBACCESS_DENIED_ERROR',
    'grant the account in mariadb.username all rights on the database in mariadb.database',
  ],
  ['ER_BAD_DB_ERROR', 'create the database named in mariadb.database'],
  ['ER_SECURE_TRANSPORT_REQUIRED', 'it takes encrypted connections only: set mariadb.ssl to true'],
  [
    'HANDSHAKE_SSL_ERROR',
    'its certificate is not believed: compare authority, name and end of it with mariadb.transport.ca_file and server_name',
  ],
  [
    'HANDSHAKE_NO_SSL_SUPPORT',
    'it has no TLS: set that up there (ssl-cert, ssl-key), or mariadb.ssl to false',
  ],
  [
    'AUTH_SWITCH_PLUGIN_ERROR',
    'it wants the password under a key that nothing proves: set mariadb.ssl, or mariadb.options.allowPublicKeyRetrieval where the line is safe',
  ],
]);

/**
 * What a service of the hub waits for before it is built: MariaDB, whose schema it brings up to date. A Redis that is there but
 * must not be used ends the start, and so does an S3 server that cannot do what is needed; what is away does not: without Redis and S3 the API answers and says so.
 */
export function hubNeeds(settings: HostSettings): readonly Prerequisite[] {
  return [
    { name: 'redis', prepare: () => refuseUnusableRedis(redisOf(settings)) },
    { name: 's3', prepare: () => refuseUnsuitableStore(settings) },
    { name: 'mariadb', prepare: () => migrated(settings) },
  ];
}

/** One that is away may come later; web-api asks it then. @throws Problem `artifacts.unsuitable` */
async function refuseUnsuitableStore(settings: HostSettings): Promise<void> {
  const artifacts = artifactsOf(settings);
  try {
    await artifacts.ping();
    await artifacts.probe();
  } catch (error) {
    if (!(error instanceof Problem) || error.code === 'artifacts.unsuitable') throw error;
  } finally {
    artifacts.close();
  }
}

async function migrated(settings: HostSettings): Promise<void> {
  const { host, port, username } = settings.mariadb;
  try {
    await migrate(historyOf(settings));
  } catch (error) {
    // because: a Problem has a code of its own, and what MariaDB said is its cause
    const code = codeOf((error as Error).cause ?? error);
    const trouble = certificateTrouble(error);
    const remedy = trouble === undefined ? REMEDIES.get(code ?? '') : `${trouble} of mariadb`;
    if (remedy !== undefined)
      throw new Problem(
        'settings.invalid',
        `MariaDB at ${host}:${port} does not let the account ${username} work (${code}): ${remedy}.`,
      );
    if (error instanceof Problem && error.code === 'database.unavailable')
      throw new StillAway(`${host}:${port}: ${error.detail}`);
    throw error;
  }
}

const codeOf = (error: unknown): string | undefined => (error as { code?: string } | undefined)?.code;
