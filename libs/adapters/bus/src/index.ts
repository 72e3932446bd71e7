export { refuseEvictingRedis } from './eviction.js';
export { refuseUnusableRedis } from './refuse-unusable-redis.js';
export {
  JobBus,
  type Enqueued,
  type EnqueueOptions,
  type JobBusOptions,
  type QueueCounts,
  type Schedule,
} from './job-bus.js';
export { HostAccounts, hostAccount, readsMoreThanItsOwn } from './host-accounts.js';
export { QUEUE_PREFIX } from './queue-prefix.js';
export { JobHandlers, type JobAttempt, type JobHandler } from './job-handlers.js';
export { JobRefusal, type JobSource, type JobWord } from './job-envelope.js';
export { startWorkers, type JobOutcome, type JobWorkersOptions, type RunningWorkers } from './job-workers.js';
export { type RedisConnectionSettings, type ReportFailure } from './redis-connection.js';
export { FleetEventFollower, type FollowerOptions } from './fleet-event-follower.js';
export { FleetEventStream, isStreamId, type FleetEventStreamOptions } from './fleet-event-stream.js';
export { RedisStreamsClient } from './redis-streams-client.js';
export {
  FleetEventContext,
  REDIS_STREAMS,
  RedisStreamsServer,
  type RedisStreamsServerOptions,
} from './redis-streams-server.js';
export { StreamGroup, type StreamGroupOptions } from './stream-group.js';
