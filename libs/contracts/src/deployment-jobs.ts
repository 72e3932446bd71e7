import { Type } from 'class-transformer';
import {
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsNumber,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { SHA256 } from './agent.js';
import { agentQueue, defineJob, Done } from './jobs.js';
import { STORAGE_KEY_ID } from './storage.js';

/** For which request the plan is made. */
export class MakePlanData {
  @IsUUID() planId!: string;
}

/** Turn a recorded request into exact edits per instance. Handled by deployment-orchestrator. */
export const MakePlanJob = defineJob({
  name: 'deployment.make-plan',
  version: 1,
  queue: 'deployment',
  data: MakePlanData,
  result: Done,
  jobId: (data) => `deployment.make-plan-${data.planId}`,
  attempts: 5,
  backoffMs: 1_000,
});

/** Compose the state of an instance at a time out of backups, for the plan that restores it; the plan is made next. Handled by backup. */
export const ComposeRestorePointJob = defineJob({
  name: 'backup.compose-restore-point',
  version: 1,
  queue: 'backup',
  data: MakePlanData,
  result: Done,
  jobId: (data) => `backup.compose-restore-point-${data.planId}`,
  attempts: 5,
  backoffMs: 1_000,
});

/** Which deployment is reconciled next, and the number of that step. */
export class AdvanceDeploymentData {
  @IsUUID() deploymentId!: string;
  /** Counts how often the deployment moved on, so that each wake-up is a job of its own. */
  @IsInt() @Max(Number.MAX_SAFE_INTEGER) @Min(0) turn!: number;
}

/** Look where a deployment stands and take every step that may be taken now. Handled by deployment-orchestrator. */
export const AdvanceDeploymentJob = defineJob({
  name: 'deployment.advance',
  version: 1,
  queue: 'deployment',
  data: AdvanceDeploymentData,
  result: Done,
  jobId: (data) => `deployment.advance-${data.deploymentId}-${data.turn}`,
  attempts: 8,
  backoffMs: 1_000,
});

/** One step of a deployment on one instance; `fence` is the lease under which it may be done. */
export class InstanceStepData {
  @IsUUID() deploymentId!: string;
  @IsUUID() instanceId!: string;
  @IsInt() @Max(Number.MAX_SAFE_INTEGER) @Min(1) fence!: number;
}

/** Announce, wait for players to leave, restart through AMP, wait until it runs. Handled by deployment-orchestrator. */
export const RestartInstanceJob = defineJob({
  name: 'deployment.restart-instance',
  version: 1,
  queue: 'restart',
  data: InstanceStepData,
  result: Done,
  jobId: (data) => `deployment.restart-instance-${data.deploymentId}-${data.instanceId}-${data.fence}`,
  attempts: 8,
  backoffMs: 2_000,
});

/** Announce, wait for players to leave, stop through AMP, wait until it is down. Handled by deployment-orchestrator. */
export const StopInstanceJob = defineJob({
  name: 'deployment.stop-instance',
  version: 1,
  queue: 'restart',
  data: InstanceStepData,
  result: Done,
  jobId: (data) => `deployment.stop-instance-${data.deploymentId}-${data.instanceId}-${data.fence}`,
  attempts: 8,
  backoffMs: 2_000,
});

/** Start through AMP, wait until it runs. Handled by deployment-orchestrator. */
export const StartInstanceJob = defineJob({
  name: 'deployment.start-instance',
  version: 1,
  queue: 'restart',
  data: InstanceStepData,
  result: Done,
  jobId: (data) => `deployment.start-instance-${data.deploymentId}-${data.instanceId}-${data.fence}`,
  attempts: 8,
  backoffMs: 2_000,
});

/** Say whether an instance is well after its change: pass, fail or inconclusive. Handled by deployment-orchestrator. */
export const JudgeInstanceJob = defineJob({
  name: 'deployment.judge-instance',
  version: 1,
  queue: 'deployment',
  data: InstanceStepData,
  result: Done,
  jobId: (data) => `deployment.judge-instance-${data.deploymentId}-${data.instanceId}-${data.fence}`,
  attempts: 8,
  backoffMs: 1_000,
});

/** Which signed order the agent of a host fetches and carries out. */
export class ApplyOrderData {
  @IsUUID() orderId!: string;
  @IsUUID() instanceId!: string;
  @IsString() host!: string;
}

/** Fetch a signed order from the hub and apply exactly that. Handled by the client-agent of that host only. */
export const ApplyOrderJob = defineJob({
  name: 'agent.apply-order',
  version: 1,
  queue: agentQueue,
  data: ApplyOrderData,
  result: Done,
  jobId: (data) => `agent.apply-order-${data.orderId}`,
  attempts: 6,
  backoffMs: 2_000,
});

/**
 * Fetch a signed order from the hub and restart, stop or start exactly that instance with the program of its host, because no panel
 * answers. Handled by the client-agent of that host only.
 */
export const ChangePowerJob = defineJob({
  name: 'agent.change-power',
  version: 1,
  queue: agentQueue,
  data: ApplyOrderData,
  result: Done,
  jobId: (data) => `agent.change-power-${data.orderId}`,
  attempts: 6,
  backoffMs: 2_000,
});

/** A file relative to the server folder, and the content that the hub has of it; null = it has none. */
export class ExpectedContent {
  @IsString() path!: string;
  @IsOptional() @Matches(SHA256) sha256!: string | null;
  /** Only its hash is wanted, as of a JAR. */
  @IsOptional() @IsBoolean() hashOnly?: boolean;
}

/** Which files of an instance are read now, for a verdict or for a caller that needs their present state. */
export class InspectInstanceData {
  @IsUUID() inspectionId!: string;
  @IsUUID() instanceId!: string;
  @IsString() folder!: string;
  @IsString() host!: string;
  /** The files to look at. A content that the hub does not have already is sent. */
  @IsArray() @ValidateNested({ each: true }) @Type(() => ExpectedContent) files!: ExpectedContent[];
  /** Plugins whose lines of the log are wanted. */
  @IsString({ each: true }) plugins!: string[];
  /** Only log lines written after this moment count; left out: the log is not wanted. */
  @IsOptional() @IsISO8601() since?: string;
  /** Seconds from that moment until `askedAt`, counted by no clock that can be set. */
  @IsOptional() @IsNumber() @Min(0) sinceSeconds?: number;
  /** When the hub asked, by its clock. */
  @IsOptional() @IsISO8601() askedAt?: string;
}

/** Look at named files of an instance, and at its log where that is wanted. Handled by the client-agent. */
export const InspectInstanceJob = defineJob({
  name: 'agent.inspect-instance',
  version: 1,
  queue: agentQueue,
  data: InspectInstanceData,
  result: Done,
  jobId: (data) => `agent.inspect-instance-${data.inspectionId}`,
  attempts: 4,
  backoffMs: 2_000,
});

/** How much is looked at again when the last scan is too old to be backed up: what several jobs ask for alike is one scan. */
export const BACKUP_SCAN_SCOPES = ['fleet', 'host', 'instance'] as const;
export type BackupScanScope = (typeof BACKUP_SCAN_SCOPES)[number];

/** Of what a backup is taken, as part of which operation. */
export class TakeBackupData {
  @IsUUID() operationId!: string;
  @IsUUID() instanceId!: string;
  /** Only this one; left out: every plugin, and the server's own files. */
  @IsOptional() @IsString() plugin?: string;
  /** Left out: the instance alone. */
  @IsOptional() @IsIn(BACKUP_SCAN_SCOPES) look?: BackupScanScope;
  /** Why it was asked for. */
  @IsOptional() @IsString() @MaxLength(500) reason?: string;
}

/** Back up an instance's configuration files on schedule or on demand. Handled by backup. */
export const TakeBackupJob = defineJob({
  name: 'backup.take',
  version: 1,
  queue: 'backup',
  data: TakeBackupData,
  result: Done,
  jobId: (data) => `backup.take-${data.operationId}-${data.instanceId}`,
  attempts: 5,
  backoffMs: 2_000,
});

/** Which operation the work belongs to. */
export class RetainBackupsData {
  @IsUUID() operationId!: string;
}

/** The same, and which backups are read back. */
export class VerifyBackupsData extends RetainBackupsData {
  /** Share of all backups; left out: the one of the settings. */
  @IsOptional() @IsInt() @Min(1) @Max(100) percent?: number;
}

/** Verify a share of the backups by reading them back. Handled by backup. */
export const VerifyBackupsJob = defineJob({
  name: 'backup.verify',
  version: 1,
  queue: 'backup',
  data: VerifyBackupsData,
  result: Done,
  jobId: (data) => `backup.verify-${data.operationId}`,
  attempts: 3,
  backoffMs: 5_000,
});

/** Drop what the retention policy no longer keeps. Handled by backup. */
export const PruneBackupsJob = defineJob({
  name: 'backup.prune',
  version: 1,
  queue: 'backup',
  data: RetainBackupsData,
  result: Done,
  jobId: (data) => `backup.prune-${data.operationId}`,
  attempts: 3,
  backoffMs: 5_000,
});

/** Restore a random backup into a scratch folder and compare every byte. Handled by backup. */
export const DrillRestoreJob = defineJob({
  name: 'backup.drill',
  version: 1,
  queue: 'backup',
  data: RetainBackupsData,
  result: Done,
  jobId: (data) => `backup.drill-${data.operationId}`,
  attempts: 3,
  backoffMs: 5_000,
});

/** Make the index of backups in the database equal to what lies in the bucket. Handled by backup. */
export const RebuildBackupIndexJob = defineJob({
  name: 'backup.rebuild-index',
  version: 1,
  queue: 'backup',
  data: RetainBackupsData,
  result: Done,
  jobId: (data) => `backup.rebuild-index-${data.operationId}`,
  attempts: 3,
  backoffMs: 5_000,
});

/** Whether backups are taken over of which the database knows nothing. */
export class AdoptBackupsData extends RetainBackupsData {
  @IsOptional() @IsBoolean() unknown?: boolean;
}

/** Sign manifests of backups that carry no signature of the hub. Handled by backup. */
export const AdoptBackupsJob = defineJob({
  name: 'backup.adopt',
  version: 1,
  queue: 'backup',
  data: AdoptBackupsData,
  result: Done,
  jobId: (data) => `backup.adopt-${data.operationId}`,
  attempts: 3,
  backoffMs: 5_000,
});

/** Write stored contents anew that lie in another form than the settings say. Handled by backup. */
export const RenewContentsJob = defineJob({
  name: 'backup.renew',
  version: 1,
  queue: 'backup',
  data: RetainBackupsData,
  result: Done,
  jobId: (data) => `backup.renew-${data.operationId}`,
  attempts: 3,
  backoffMs: 5_000,
});

/** Which lost key. */
export class ForgetKeyData extends RetainBackupsData {
  /** Its id, as the storage page tells it. */
  @Matches(STORAGE_KEY_ID) key!: string;
}

/** Remove the stored contents that lie under a lost key. Handled by backup. */
export const ForgetKeyJob = defineJob({
  name: 'backup.forget-key',
  version: 1,
  queue: 'backup',
  data: ForgetKeyData,
  result: Done,
  jobId: (data) => `backup.forget-key-${data.operationId}`,
  attempts: 3,
  backoffMs: 5_000,
});

/** Remove what is recorded of the past and nothing needs any more, and the stored contents that nothing names. Handled by backup. */
export const TidyHistoryJob = defineJob({
  name: 'backup.tidy',
  version: 1,
  queue: 'backup',
  data: RetainBackupsData,
  result: Done,
  jobId: (data) => `backup.tidy-${data.operationId}`,
  attempts: 3,
  backoffMs: 5_000,
});

/** What backup does by the clock. */
export const BACKUP_SCHEDULE_TICKS = ['take', 'verify', 'prune', 'drill', 'tidy'] as const;
export type BackupScheduleTick = (typeof BACKUP_SCHEDULE_TICKS)[number];

/** Which of the scheduled tasks is due. */
export class BackupScheduleTickData {
  @IsIn(BACKUP_SCHEDULE_TICKS) what!: BackupScheduleTick;
}

/**
 * Fired by a schedule in the queue itself, once for the whole fleet however many processes run. Asks for the operation of its
 * name, unless one is under way or the last is not old enough. Handled by backup.
 */
export const BackupScheduleTickJob = defineJob({
  name: 'backup.clockwork',
  fromSchedule: true,
  version: 1,
  queue: 'backup',
  data: BackupScheduleTickData,
  result: Done,
  jobId: (data) => `backup.clockwork-${data.what}`,
  attempts: 1,
  backoffMs: 1_000,
});

export const DEPLOYMENT_JOBS = [
  MakePlanJob,
  AdvanceDeploymentJob,
  RestartInstanceJob,
  StopInstanceJob,
  StartInstanceJob,
  JudgeInstanceJob,
  ApplyOrderJob,
  ChangePowerJob,
  InspectInstanceJob,
  ComposeRestorePointJob,
  TakeBackupJob,
  VerifyBackupsJob,
  PruneBackupsJob,
  DrillRestoreJob,
  RebuildBackupIndexJob,
  AdoptBackupsJob,
  RenewContentsJob,
  ForgetKeyJob,
  TidyHistoryJob,
  BackupScheduleTickJob,
] as const;
