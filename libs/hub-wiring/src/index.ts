export { ConfigContents } from './desired/config-contents.js';
export { DesiredStates, type CompiledState } from './desired/desired-states.js';
export { namedFleet, type NamedFleet } from './desired/fleet-instance.js';
export { DispatchOutbox, REDISPATCH_AFTER_MS } from './relay/dispatch-outbox.js';
export { publishHint } from './relay/publish-hint.js';
export { QueueWorkers } from './relay/queue-workers.js';
export { Repeat } from './relay/repeat.js';
export { artifactsOf, historyOf, redisOf } from './settings-of-stores.js';
export { secretHandling } from './secret-handling.js';
