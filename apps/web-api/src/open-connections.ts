import { Artifacts, splitEndpoint } from '@archivesmp/artifacts';
import {
  FleetEventFollower,
  FleetEventStream,
  Heartbeats,
  JobBus,
  type RedisSettings,
} from '@archivesmp/bus';
import { migrate, openHistory, type History } from '@archivesmp/history';
import type { HostSettings, Kit } from '@archivesmp/service-kit';
import type { OnApplicationShutdown } from '@nestjs/common';
import { EventBroadcast } from './live/event-broadcast.js';

/** Everything outside that this application talks to; opened at start, watched by /health/ready, closed at the end. */
export class Connections implements OnApplicationShutdown {
  constructor(
    readonly history: History,
    readonly artifacts: Artifacts,
    readonly bus: JobBus,
    readonly heartbeats: Heartbeats,
    readonly events: FleetEventStream,
    readonly follower: FleetEventFollower,
  ) {}

  /** Closes all; one that fails does not keep the others open. */
  async onApplicationShutdown(): Promise<void> {
    const { bus, heartbeats, events, follower, history } = this;
    await Promise.allSettled([bus, heartbeats, events, follower, history].map((one) => one.close()));
    this.artifacts.close();
  }
}

/** Brings the schema up to date, connects and begins to relay events. Throws when the database is away. */
export async function openConnections(
  settings: HostSettings,
  kit: Kit,
  broadcast: EventBroadcast,
): Promise<Connections> {
  const { mariadb } = settings;
  const database = {
    host: mariadb.host,
    port: mariadb.port,
    user: mariadb.username,
    password: mariadb.password.reveal(),
    database: mariadb.database,
    poolSize: mariadb.pool_size,
  };
  await migrate(database);
  const redis = redisSettings(settings);
  const report = (error: Error, where: string): void =>
    kit.log.warn({ err: error, where }, 'redis connection trouble');
  const connections = new Connections(
    await openHistory(database),
    new Artifacts(artifactsSettings(settings)),
    new JobBus(redis, { report }),
    new Heartbeats(redis, report),
    new FleetEventStream(redis, { report }),
    new FleetEventFollower(redis, { report }),
  );
  kit.health.add('mariadb', () => connections.history.ping());
  kit.health.add('redis', () => connections.bus.ping());
  kit.health.add('s3', () => connections.artifacts.ping());
  relayEvents(connections.follower, broadcast, report);
  return connections;
}

/** Not awaited: while Redis is away the API answers and says so, and relays as soon as it is back. */
function relayEvents(
  follower: FleetEventFollower,
  broadcast: EventBroadcast,
  report: (error: Error, where: string) => void,
): void {
  follower
    .start((event) => broadcast.publish(event))
    .catch((error: unknown) => report(error as Error, 'event follower'));
}

function redisSettings({ redis }: HostSettings): RedisSettings {
  const { host, port, username, password, tls, database } = redis;
  return { host, port, username, tls, db: database, ...(password && { password: password.reveal() }) };
}

function artifactsSettings({ minio }: HostSettings): ConstructorParameters<typeof Artifacts>[0] {
  return {
    ...splitEndpoint(minio.endpoint),
    accessKey: minio.access_key,
    secretKey: minio.secret_key.reveal(),
    secure: minio.secure,
    region: minio.region,
    ...(minio.bucket_prefix !== undefined && { bucketPrefix: minio.bucket_prefix }),
  };
}
