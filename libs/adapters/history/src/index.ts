export { sha256Hex } from './sha256-hex.js';
export { ApiTokens, type NewToken, type TokenCheck, type TokenOwner } from './api-tokens.js';
export { Audit, type AuditRecord, type AuditVerdict, type AuditView } from './audit.js';
export { ChangeableSettings, type ChangeableSetting } from './changeable-settings.js';
export { WrittenSinceLook, type WrittenSince } from './written-since-look.read-model.js';
export { FileReadingReads, type FileSighting, type FoundFile } from './file-readings.js';
export { CauseRecord, type RecordedChange, type RecordOfInstance } from './cause-record.read-model.js';
export { ConfigFileReads, jarStamp, type ConfigFile, type SeenPlugin } from './config-file.read-model.js';
export {
  FleetDiscovery,
  type DiscoveredInstance,
  type InstanceOnHost,
  type Discovery,
  type DiscoveryResult,
} from './discovery.js';
export { askedTogether } from './asked-together.js';
export { OPEN_DRIFT, type FindingFilter } from './finding-filter.js';
export { FindingGroupReads, GROUP_SORTS, type GroupSort } from './finding-group.read-model.js';
export { FINDING_GROUPS, FindingReads, type FindingGroup, type FindingStep } from './finding.read-model.js';
export { FleetReads, type FleetHost, type FleetInstance, type InstanceChoice } from './fleet.read-model.js';
export { FindingReviews, type NewReview } from './finding-reviews.js';
export { Heartbeats } from './heartbeats.js';
export type { Giver } from './held-power.js';
export { History, openHistory } from './history.js';
export { type HistorySettings } from './history-settings.js';
export { HostAccesses, type HostAccess, type HostAccessStanding } from './host-access.js';
export type { HostSpeaker } from './host-speakers.js';
export { InstanceClaims, type NewClaim } from './instance-claims.js';
export { InstanceHealth, type InstanceMeasurement, type InstanceMetric } from './instance-health.js';
export { migrate, type MigrateOptions, revertAll, schemaDifference } from './migrate.js';
export type {
  ObservedFile,
  ObservedFinding,
  ObservedInstance,
  ObservedPlugin,
  RecordedInstance,
} from './observed-instance.js';
export { Operations, type Operation, type OperationEnd, type OperationRequest } from './operations.js';
export { Outbox, outboxJob, type CommittedJob, type OutboxEntry, type OutboxJob } from './outbox.js';
export { type ObservedOutlier, type ObservedTie, type OutlierCoverage } from './outlier-changes.js';
export { OutlierReads } from './outlier.read-model.js';
export { ScanDeadlines, type GivenUp } from './scan-deadlines.js';
export { ScanProgress, type Acceptance, type ScanTarget, type StartScan } from './scan-progress.js';
export { ScanReads } from './scan.read-model.js';
export { ScanRequests } from './scan-requests.js';
export { ScanResults, type ScanEnd } from './scan-results.js';
export { Sessions, type Session } from './sessions.js';
export { Users, type UserAccount } from './users.js';
export { WorkClock } from './work-clock.js';

export { type Sql } from './database.js';
export {
  AgentOrders,
  type NewOrder,
  type OrderDirection,
  type OrderStanding,
  type PowerDirection,
} from './agent-orders.js';
export { BackupCoverage } from './backup-coverage.read-model.js';
export {
  BackupOperations,
  type InstanceBackup,
  type LatestOperation,
  type TakeProgress,
} from './backup-operations.js';
export {
  BackupReads,
  isFromFuture,
  type BackupFilter,
  type BackupTotals,
  type RetainedBackup,
} from './backup.read-model.js';
export { type IndexedBackup } from './backup-row.js';
export { Backups } from './backups.js';
export {
  BaselineChanges,
  type BaselinePlace,
  type BegunBaselineChange,
  type NewBaselineChange,
} from './baseline-changes.js';
export { DeploymentInstances, type InstanceMove } from './deployment-instances.js';
export { DeploymentReads, type DeploymentStanding } from './deployment.read-model.js';
export type { InstanceStanding, RestartReference } from './deployment-lines.read-model.js';
export { LocalActions } from './local-actions.js';
export { SharedRestarts, type WaitingLine } from './shared-restarts.js';
export { DeploymentSteps, type Step, type StepKey } from './deployment-steps.js';
export {
  Deployments,
  isEndOfDeployment,
  type Consequences,
  type DeploymentMove,
  type DeploymentRequest,
} from './deployments.js';
export { Holds, type NewHold } from './holds.js';
export { IdempotencyKeys, type KeptAnswer, type KeyedRequest } from './idempotency-keys.js';
export {
  Inspections,
  type Inspection,
  type InspectionPurpose,
  type InspectionSubject,
} from './inspections.js';
export { InstanceLeases, type Lease } from './instance-leases.js';
export { PlanApprovals, type DecidedPlan, type PlanDecision } from './plan-approvals.js';
export { type HashedStanding } from './plan-standing.js';
export { Plans, type MadePlan, type PlanRequest } from './plans.js';
export { RestartFlags, type NeededRestart, type RestartMark } from './restart-flags.js';
export { AuditCut, type AuditCutResult } from './keep/audit-cut.js';
export { ContentNeeds } from './keep/content-needs.js';
export { DepartingContents } from './keep/departing-contents.js';
export { RetainedRecords, type RecordPlace, type ThinnedBatch } from './keep/retained-records.js';
export { isRefusedBySettings } from './settings-refusal.js';
