export { listenToEvents, type HubEvent, type Listener } from './fleet-events.js';
export { follow, type Following } from './follow.js';
export {
  HubClient,
  type Answer,
  type CallOptions,
  type Exchange,
  type HubClientSettings,
  type RouteName,
  type Wanted,
} from './hub-client.js';
export { HubProblem, HubUnreachable } from './hub-problem.js';
export type { Routes } from './routes.generated.js';
export type * from './schemas.generated.js';
