import { Artifacts, splitEndpoint, StorageKeys } from '@archivesmp/artifacts';
import type { RedisConnectionSettings } from '@archivesmp/bus';
import type { History, HistorySettings } from '@archivesmp/history';
import {
  storageKeyTexts,
  storageMistakes,
  trustOf,
  wrongSettings,
  type HostSettings,
} from '@archivesmp/service-kit';

/** The words of the settings file in the words of the bus. */
export const redisOf = ({ redis }: Pick<HostSettings, 'redis'>): RedisConnectionSettings =>
  redis.connection();

/** The words of the settings file in the words of the history. */
export function historyOf({ mariadb }: Pick<HostSettings, 'mariadb'>): HistorySettings {
  const { host, port, username, password, database, pool_size: poolSize, ssl, transport, options } = mariadb;
  const secured = ssl ? { tls: trustOf(transport) } : {};
  const retrievesPublicKey = options.allowPublicKeyRetrieval;
  const account = { user: username, password: password.reveal(), retrievesPublicKey };
  return { host, port, ...account, database, poolSize, ...secured };
}

/**
 * The S3 server that the settings name. With the history, contents that are about to be removed are known when they are named
 * again: every program that writes contents must give it.
 */
export function artifactsOf(
  { minio, storage }: HostSettings,
  history?: Pick<History, 'departing'>,
): Artifacts {
  const { endpoint, access_key: accessKey, secret_key, secure, region, bucket_prefix: bucketPrefix } = minio;
  const keys = storageKeysOf(storage);
  const trust = secure ? { trust: trustOf(minio.transport) } : {};
  const secretKey = secret_key.reveal();
  const address = { ...splitEndpoint(endpoint), accessKey, secretKey, secure, ...trust, region };
  return new Artifacts(
    {
      ...address,
      ...(bucketPrefix !== undefined && { bucketPrefix }),
      ...(keys !== undefined && { keys, encrypt: storage.encrypt }),
    },
    history && ((hashes) => history.departing.claimContents(hashes)),
  );
}

/** The keys of what rests in S3; undefined when none is set. @throws SettingsProblem for one that is too short */
export function storageKeysOf(storage: HostSettings['storage']): StorageKeys | undefined {
  const wrong = storageMistakes(storage);
  if (wrong.length > 0) throw wrongSettings(storage, wrong);
  const { current, earlier } = storageKeyTexts(storage);
  return current === undefined ? undefined : new StorageKeys(current, earlier);
}
