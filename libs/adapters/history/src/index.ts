export {
  ApiTokens,
  type NewToken,
  type TokenCheck,
  type TokenOwner,
  type TokenRecord,
} from './access/api-tokens.js';
export { Audit, type AuditRecord, type AuditVerdict, type WrittenAuditRecord } from './audit/audit.js';
export { ChangeableSettings, type ChangeableSetting } from './settings/changeable-settings.js';
export { WrittenSinceScan, type WrittenSince } from './finding/written-since-scan.read-model.js';
export { FileReadingReads, type FileSighting, type FoundFile } from './file/file-readings.js';
export {
  CauseRecord,
  type RecordedChange,
  type RecordOfInstance,
} from './finding/cause-record.read-model.js';
export {
  ConfigFileReads,
  jarStamp,
  type ConfigFile,
  type SeenPlugin,
} from './file/config-file.read-model.js';
export {
  FleetDiscovery,
  type DiscoveredInstance,
  type InstanceOnHost,
  type RecordedDiscovery,
  type DiscoveryResult,
} from './fleet/discovery.js';
export { askedTogether } from './database/asked-together.js';
export { OPEN_DRIFT, type FindingFilter } from './finding/finding-filter.js';
export { FindingGroupReads, GROUP_SORTS, type GroupSort } from './finding/finding-group.read-model.js';
export {
  FINDING_GROUPS,
  FindingReads,
  type FindingGroup,
  type FindingStep,
} from './finding/finding.read-model.js';
export {
  FleetReads,
  type StoredHost,
  type StoredInstance,
  type InstanceChoice,
  type InstanceRecord,
} from './fleet/fleet.read-model.js';
export { FindingReviews, type NewReview } from './finding/finding-reviews.js';
export { Heartbeats } from './fleet/heartbeats.js';
export type { Giver } from './access/held-power.js';
export { History, openHistory, type Stores, type Transactions } from './history.js';
export type { AccessStores } from './access/stores.js';
export type { AccountStores } from './account/stores.js';
export type { AuditStores } from './audit/stores.js';
export type { BackupStores } from './backup/stores.js';
export type { BaselineStores } from './baseline/stores.js';
export type { ClockStores } from './clock/stores.js';
export type { DeploymentStores } from './deployment/stores.js';
export type { FileStores } from './file/stores.js';
export type { FindingStores } from './finding/stores.js';
export type { FleetStores } from './fleet/stores.js';
export type { HoldStores } from './hold/stores.js';
export type { IdempotencyStores } from './idempotency/stores.js';
export type { OperationStores } from './operation/stores.js';
export type { OutboxStores } from './outbox/stores.js';
export type { PlanStores } from './plan/stores.js';
export type { RetentionStores } from './retention/stores.js';
export type { ScanStores } from './scan/stores.js';
export type { SettingsStores } from './settings/stores.js';

export { type HistorySettings } from './database/history-settings.js';
export { HostAccesses, type HostAccess, type HostAccessStatus } from './access/host-access.js';
export type { HostSpeaker } from './access/host-speakers.js';
export { InstanceClaims, type ClaimRecord, type NewClaim } from './fleet/instance-claims.js';
export { InstanceHealth, type InstanceMeasurement, type InstanceMetric } from './fleet/instance-health.js';
export { migrate, type MigrateOptions, revertAll, schemaDifference } from './migrate.js';
export type {
  ObservedFile,
  ObservedFinding,
  ObservedInstance,
  ObservedPlugin,
  RecordedInstance,
} from './finding/observed-instance.js';
export {
  Operations,
  type LatestOperation,
  type Operation,
  type OperationEnd,
  type OperationRequest,
} from './operation/operations.js';
export { Outbox, outboxJob, type CommittedJob, type OutboxEntry, type OutboxJob } from './outbox/outbox.js';
export { type ObservedOutlier, type ObservedTie, type OutlierCoverage } from './finding/outlier-changes.js';
export { OutlierReads } from './finding/outlier.read-model.js';
export { ScanDeadlines, type GivenUp } from './scan/scan-deadlines.js';
export {
  ScanProgress,
  type ScanPartAcceptance,
  type ScanTarget,
  type ScanStart,
} from './scan/scan-progress.js';
export { ScanReads, type InstanceScanRecord, type ScanRecord } from './scan/scan.read-model.js';
export { ScanRequests } from './scan/scan-requests.js';
export { ScanResults, type ScanEnd } from './scan/scan-results.js';
export { Sessions, type LoginSession } from './account/sessions.js';
export { Users, type UserAccount, type UserRecord } from './account/users.js';
export { WorkClock } from './clock/work-clock.js';

export { type Sql } from './database/database.js';
export { AgentOrders, type NewOrder, type AgentOrderStatus } from './deployment/agent-orders.js';
export { BackupCoverage } from './backup/backup-coverage.read-model.js';
export { BackupOperations, type InstanceBackup, type TakeProgress } from './backup/backup-operations.js';
export {
  BackupReads,
  isFromFuture,
  type BackupFilter,
  type BackupTotals,
  type RetainedBackup,
} from './backup/backup.read-model.js';
export { type IndexedBackup } from './backup/backup-row.js';
export { BackupIndex } from './backup/backups.js';
export {
  BaselineChanges,
  type BaselineLocation,
  type BegunBaselineChange,
  type NewBaselineChange,
} from './baseline/baseline-changes.js';
export type { PowerDirection } from './deployment/deployment.entity.js';
export { DeploymentInstances, type InstanceMove } from './deployment/deployment-instances.js';
export { DeploymentReads, type DeploymentStatus } from './deployment/deployment.read-model.js';
export type { InstanceChangeStatus } from './deployment/deployment-lines.read-model.js';
export { LocalActions } from './hold/local-actions.js';
export { SharedRestarts, type WaitingLine } from './deployment/shared-restarts.js';
export { DeploymentSteps, type Step, type StepKey } from './deployment/deployment-steps.js';
export {
  Deployments,
  type Consequences,
  type DeploymentMove,
  type DeploymentRequest,
} from './deployment/deployments.js';
export { Holds, type HoldRecord, type NewHold } from './hold/holds.js';
export { IdempotencyKeys, type StoredAnswer, type KeyedRequest } from './idempotency/idempotency-keys.js';
export { Inspections, type Inspection, type InspectionSubject } from './deployment/inspections.js';
export { InstanceLeases, lostLease, type Lease, type LeaseRecord } from './hold/instance-leases.js';
export {
  PlanApprovals,
  type ApprovalRecord,
  type DecidedPlan,
  type PlanDecision,
} from './plan/plan-approvals.js';
export { type HashedPlanStatus } from './plan/plan-status.js';
export { Plans, type PlanRecord, type MadePlan, type ChangeRequestRecord } from './plan/plans.js';
export { RestartFlags, type NeededRestart, type RestartFlag } from './hold/restart-flags.js';
export { AuditCut, type AuditCutResult } from './audit/audit-cut.js';
export { ContentNeeds } from './retention/content-needs.js';
export { DepartingContents } from './retention/departing-contents.js';
export { RetainedRecords, type RecordPosition, type ThinnedBatch } from './retention/retained-records.js';
export { isRefusedBySettings } from './database/settings-refusal.js';
