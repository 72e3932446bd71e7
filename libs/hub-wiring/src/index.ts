export { ConfigContents } from './desired/config-contents.js';
export { DesiredStates, type CompiledState } from './desired/desired-states.js';
export {
  OwnBaselines,
  foreignBaselineMessage,
  type RefusedObject,
  type RefusedWhose,
} from './desired/own-baselines.js';
export { fleetVotes, type SeenFiles } from './desired/fleet-votes.js';
export { AskAgent, type AgentQuestion, type AnswerTimeout } from './inspection/ask-agent.js';
export { contradicts, ScanContradicted, type ContradictedPlugin } from './inspection/contradicted.js';
export { cutOffHosts, whyCutOff } from './inspection/cut-off.js';
export {
  fileNow,
  inspectFiles,
  type FileNow,
  type InspectionAnswer,
  type WantedFile,
} from './inspection/inspect-files.js';
export { ownWritings } from './inspection/own-writings.js';
export { requestScan, type ScanRequesting } from './relay/request-scan.js';
export { DispatchOutbox, REDISPATCH_AFTER_MS } from './relay/dispatch-outbox.js';
export { publishHint } from './relay/publish-hint.js';
export { QueueWorkers } from './relay/queue-workers.js';
export { RefusedJobAudit, type RefusedOne } from './relay/refused-jobs.js';
export { Repeat } from './relay/repeat.js';
export { ConnectionFailureLog } from './relay/connection-failure-log.js';
export { HubSigner, type SignedText } from './signing/hub-signer.js';
export { hubNeeds } from './hub-needs.js';
export { artifactsOf, historyOf, redisOf, storageKeysOf } from './settings-of-stores.js';
export { secretHandling } from './secret-handling.js';
export { SecretRules } from './secret-rules.js';
export { ServiceWork, type ServiceCalls, type ServicePlan, type ServiceStores } from './service-work.js';
export { auditKeysOf, type AuditKeys } from './audit-keys.js';
