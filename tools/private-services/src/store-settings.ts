import type { PrivateServiceSettings, TlsSettings } from './service-settings.js';

/** One tenant's own corner of servers that several share. */
export interface StoreCorner {
  /** Name of its database in MariaDB. */
  readonly database: string;
  /** Number of its logical database in Redis; 0 unless told. */
  readonly redisDatabase?: number;
  /** Before the names of its buckets; none unless told. */
  readonly bucketPrefix?: string;
}

/** The topics `minio`, `mariadb` and `redis` of a hub's settings file (`host.yaml`) that name these servers. */
export function storeSettings(
  { redis, mariadb, s3 }: PrivateServiceSettings,
  { database, redisDatabase = 0, bucketPrefix = '' }: StoreCorner,
) {
  const { user: username, host, port, password } = mariadb;
  return {
    minio: {
      endpoint: `${s3.endPoint}:${s3.port}`,
      access_key: s3.accessKey,
      secret_key: s3.secretKey,
      secure: s3.secure,
      region: s3.region,
      ...transportOf(s3.trust),
      ...(bucketPrefix !== '' && { bucket_prefix: bucketPrefix }),
    },
    mariadb: {
      host,
      port,
      username,
      password,
      database,
      ...(mariadb.tls && { ssl: true }),
      ...transportOf(mariadb.tls),
    },
    redis: {
      host: redis.host,
      port: redis.port,
      username: redis.username,
      password: redis.password,
      database: redisDatabase,
      ...(redis.tls && { tls: true }),
      ...transportOf(redis.tls),
    },
  };
}

/** The group `transport` of a settings file. */
const transportOf = (tls: TlsSettings | undefined) =>
  tls === undefined ? {} : { transport: { ca_file: tls.caFile, server_name: tls.serverName } };
