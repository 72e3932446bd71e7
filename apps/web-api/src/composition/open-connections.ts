import type { Artifacts } from '@archivesmp/artifacts';
import { FleetEventFollower, FleetEventStream, JobBus } from '@archivesmp/bus';
import { migrate, openHistory, type History } from '@archivesmp/history';
import { artifactsOf, historyOf, redisOf, ConnectionFailureLog } from '@archivesmp/hub-wiring';
import type { HostSettings, Kit, Log } from '@archivesmp/service-kit';
import type { OnApplicationShutdown } from '@nestjs/common';
import { refuseExampleAccounts } from '../access/example-accounts.js';
import { EventBroadcast } from '../http/event-broadcast.js';
import { untilDone } from './until-done.js';

const BUCKETS_EVERY_MS = 5_000;

/** Everything outside that this application talks to; opened at start, watched by /health/ready, closed at the end. */
export class Connections implements OnApplicationShutdown {
  constructor(
    readonly history: History,
    readonly artifacts: Artifacts,
    readonly bus: JobBus,
    readonly events: FleetEventStream,
    readonly follower: FleetEventFollower,
  ) {}

  /** Ends what is still being tried when the service stops. */
  readonly stopping = new AbortController();

  /** Closes all; one that fails does not keep the others open. */
  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    const { bus, events, follower, history } = this;
    await Promise.allSettled([bus, events, follower, history].map((one) => one.close()));
    this.artifacts.close();
  }
}

/** Brings the schema up to date, connects and begins to relay events. Throws when the database is unavailable. */
export async function openConnections(
  settings: HostSettings,
  kit: Kit,
  broadcast: EventBroadcast,
): Promise<Connections> {
  const database = historyOf(settings);
  await migrate(database, { onWait: (reason) => kit.log.warn({ reason }, 'the start waits') });
  const redis = redisOf(settings);
  const failureLog = new ConnectionFailureLog(kit.log);
  const report = (error: Error, where: string): void => failureLog.logConnectionFailure(error, where);
  if (settings.storage.key === undefined)
    kit.log.warn(
      {},
      'storage.key is not set: nothing in S3 is signed, and what is altered there is believed; docs/operations.md says how to set it',
    );
  const history = await openHistory(database);
  await refuseExampleAccounts(history, new Date());
  const connections = new Connections(
    history,
    artifactsOf(settings, history),
    new JobBus(redis, { report }),
    new FleetEventStream(redis, { report }),
    new FleetEventFollower(redis, { report }),
  );
  kit.health.addCheck('mariadb', () => connections.history.ping());
  kit.health.addCheck('redis', () => connections.bus.ping());
  kit.health.addCheck('s3', () => connections.artifacts.ping());
  // Not awaited: while S3 is unavailable the API answers and says so at /health/ready.
  void untilDone(
    () => prepareStore(connections.artifacts, kit.log),
    BUCKETS_EVERY_MS,
    connections.stopping.signal,
    (error) => failureLog.logConnectionFailure(error, 'making buckets, and looking at what S3 can do'),
  );
  relayEvents(connections.follower, broadcast, report);
  return connections;
}

/** @throws Problem of S3, `artifacts.unsuitable` among them */
async function prepareStore(artifacts: Artifacts, log: Log): Promise<void> {
  await artifacts.ensureBuckets();
  await artifacts.probeStore();
  const keys = await artifacts.listUnknownKeys();
  if (keys.length > 0)
    log.error(
      { keys },
      'contents in S3 are encrypted under keys that are neither storage.key nor among storage.earlier_keys: they cannot be read; asmp storage show counts them',
    );
}

/** Not awaited: while Redis is unavailable the API answers and says so, and relays as soon as it is back. */
function relayEvents(
  follower: FleetEventFollower,
  broadcast: EventBroadcast,
  report: (error: Error, where: string) => void,
): void {
  follower
    .startFollowing((event) => broadcast.publish(event))
    .catch((error: unknown) => report(error as Error, 'event follower'));
}
