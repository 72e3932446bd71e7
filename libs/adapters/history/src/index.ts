export { ApiTokens, sha256Hex, type TokenCheck } from './api-tokens.js';
export { Audit, type AuditRecord, type AuditView } from './audit.js';
export { ChangeableSettings, type ChangeableSetting } from './changeable-settings.js';
export { ConfigFileReads, type ConfigFile, type SeenPlugin } from './config-file.read-model.js';
export {
  FleetDiscovery,
  type DiscoveredInstance,
  type Discovery,
  type DiscoveryResult,
} from './discovery.js';
export { type FindingFilter } from './finding-filter.js';
export { FINDING_GROUPS, FindingReads, type FindingGroup, type FindingStep } from './finding.read-model.js';
export { FleetReads, type FleetHost, type FleetInstance, type InstanceChoice } from './fleet.read-model.js';
export { History, openHistory } from './history.js';
export { type HistorySettings } from './history-settings.js';
export { InstanceHealth, type InstanceMeasurement, type InstanceMetric } from './instance-health.js';
export { migrate, revertAll, schemaDifference } from './migrate.js';
export type {
  ObservedFile,
  ObservedFinding,
  ObservedInstance,
  ObservedPlugin,
  RecordedInstance,
} from './observed-instance.js';
export { Operations, type Operation, type OperationEnd, type OperationRequest } from './operations.js';
export { Outbox, outboxJob, type OutboxEntry, type OutboxJob } from './outbox.js';
export { type ObservedOutlier, type OutlierCoverage } from './outlier-changes.js';
export { OutlierReads } from './outlier.read-model.js';
export { ScanDeadlines, type GivenUp } from './scan-deadlines.js';
export { ScanProgress, type Acceptance, type ScanTarget, type StartScan } from './scan-progress.js';
export { ScanReads } from './scan.read-model.js';
export { ScanRequests } from './scan-requests.js';
export { ScanResults, type ScanEnd } from './scan-results.js';
export { Sessions, type Session } from './sessions.js';
export { Users, type UserAccount } from './users.js';
