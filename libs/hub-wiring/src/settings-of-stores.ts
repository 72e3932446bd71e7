import { Artifacts, splitEndpoint } from '@archivesmp/artifacts';
import type { RedisSettings } from '@archivesmp/bus';
import type { History, HistorySettings } from '@archivesmp/history';
import type { HostSettings } from '@archivesmp/service-kit';

/** The words of the settings file in the words of the bus. */
export function redisOf({ redis }: HostSettings): RedisSettings {
  const { host, port, username, password, tls, database } = redis;
  return { host, port, username, tls, db: database, ...(password && { password: password.reveal() }) };
}

/** The words of the settings file in the words of the history. */
export function historyOf({ mariadb }: HostSettings): HistorySettings {
  const { host, port, username, password, database, pool_size: poolSize } = mariadb;
  return { host, port, user: username, password: password.reveal(), database, poolSize };
}

/**
 * The S3 server that the settings name. With the history, contents that are about to be removed are known when they are named
 * again: every program that writes contents must give it.
 */
export function artifactsOf({ minio }: HostSettings, history?: Pick<History, 'departing'>): Artifacts {
  const { endpoint, access_key: accessKey, secret_key, secure, region, bucket_prefix: bucketPrefix } = minio;
  const address = { ...splitEndpoint(endpoint), accessKey, secretKey: secret_key.reveal(), secure, region };
  return new Artifacts(
    { ...address, ...(bucketPrefix !== undefined && { bucketPrefix }) },
    history && ((hashes) => history.departing.claim(hashes)),
  );
}
