import 'reflect-metadata';
import { IsIn, IsInt, IsObject, IsOptional, IsString, IsUUID, Max, Min } from 'class-validator';

type Class<T> = new () => T;

/**
 * A job is a contract: name, version, queue, data and result in one value. Queue names and job names are storage:
 * add optional fields freely; a breaking change is a new name, and both are handled until the old one has drained.
 */
export interface JobDefinition<
  Data extends object = object,
  Result extends object = object,
  Name extends string = string,
> {
  readonly name: Name;
  readonly version: number;
  /** Queue it waits in; a function where there is one queue per host. */
  readonly queue: string | ((host: string) => string);
  readonly data: Class<Data>;
  readonly result: Class<Result>;
  /** Deterministic job id, so that a sweeper may enqueue twice and only one job exists. */
  readonly jobId: (data: Data) => string;
  readonly attempts: number;
  /** First back-off in milliseconds; doubled at each attempt. */
  readonly backoffMs: number;
  /** Fired by a schedule of the queue: it has no row in the outbox, and its data says only which of the usual tasks is due. */
  readonly fromSchedule?: true;
}

/**
 * Why a job was not run: it carries something else than what was asked for; it was not asked for; no trusted key signed it; it is
 * another host's. None of these comes from the hub.
 */
export const REFUSED_JOB_KINDS = ['altered', 'unknown', 'not_signed', 'other_host'] as const;
export type RefusedJobKind = (typeof REFUSED_JOB_KINDS)[number];

export function defineJob<Data extends object, Result extends object, const Name extends string>(
  definition: JobDefinition<Data, Result, Name>,
): JobDefinition<Data, Result, Name> {
  return Object.freeze(definition);
}

/** A result that says nothing but "done". */
export class Done {}

/** The operation that the discovery belongs to. */
export class DiscoverFleetData {
  @IsUUID() operationId!: string;
}

/** Ask all panels and agents which instances exist, and write what changed. Handled by drift-analysis. */
export const DiscoverFleetJob = defineJob({
  name: 'fleet.discover',
  version: 1,
  queue: 'drift',
  data: DiscoverFleetData,
  result: Done,
  jobId: (data) => `fleet.discover-${data.operationId}`,
  attempts: 3,
  backoffMs: 2_000,
});

/** What drift-analysis does by the clock. */
export const SCHEDULE_TICKS = ['scan', 'discovery'] as const;
export type ScheduleTick = (typeof SCHEDULE_TICKS)[number];

/** Which of the scheduled tasks is due. */
export class ScheduleTickData {
  @IsIn(SCHEDULE_TICKS) what!: ScheduleTick;
}

/**
 * Fired by a schedule in the queue itself, once for the whole fleet however many processes run. `scan` asks for a scan of
 * everything (an equal running one is joined), `discovery` looks at panels and agents. Handled by drift-analysis.
 */
export const ScheduleTickJob = defineJob({
  name: 'drift.clockwork',
  fromSchedule: true,
  version: 1,
  queue: 'drift',
  data: ScheduleTickData,
  result: Done,
  jobId: (data) => `drift.clockwork-${data.what}`,
  attempts: 1,
  backoffMs: 1_000,
});

/** Which requested scan begins. */
export class StartScanData {
  @IsUUID() scanId!: string;
}

/** Decide which instances a scan covers and ask each host's agent for its files. Handled by drift-analysis. */
export const StartScanJob = defineJob({
  name: 'drift.start-scan',
  version: 1,
  queue: 'drift',
  data: StartScanData,
  result: Done,
  jobId: (data) => `drift.start-scan-${data.scanId}`,
  attempts: 5,
  backoffMs: 1_000,
});

/** Which delivered instance of which scan is compared. */
export class AnalyseInstanceData {
  @IsUUID() scanId!: string;
  @IsUUID() instanceId!: string;
}

/** Compare what one instance's agent delivered with what should be there. Handled by drift-analysis. */
export const AnalyseInstanceJob = defineJob({
  name: 'drift.analyse-instance',
  version: 1,
  queue: 'drift',
  data: AnalyseInstanceData,
  result: Done,
  jobId: (data) => `drift.analyse-instance-${data.scanId}-${data.instanceId}`,
  attempts: 5,
  backoffMs: 1_000,
});

/** Which scan is closed once every instance of it is final. */
export class CompleteScanData {
  @IsUUID() scanId!: string;
}

/** All instances of a scan reached a final state: find outliers, write totals, close. Handled by drift-analysis. */
export const CompleteScanJob = defineJob({
  name: 'drift.complete-scan',
  version: 1,
  queue: 'drift',
  data: CompleteScanData,
  result: Done,
  jobId: (data) => `drift.complete-scan-${data.scanId}`,
  attempts: 5,
  backoffMs: 1_000,
});

/** Which files the agent lists. Decided by the hub: the agent makes no decisions. */
export class FileSelection {
  /** Lower-case file name endings without the dot. */
  @IsString({ each: true }) extensions!: string[];
  /** Larger files are listed with state `too_large` and without a hash. */
  @IsInt() @Min(1) @Max(1_000_000_000) maxBytes!: number;
  /** Globs relative to the server folder that are never looked at. */
  @IsString({ each: true }) unmanaged!: string[];
}

/** Which files of which instance the agent delivers, and for which scan. */
export class ReadInstanceData {
  @IsUUID() scanId!: string;
  @IsUUID() instanceId!: string;
  /** Name of the instance's folder on the host. */
  @IsString() folder!: string;
  @IsString() host!: string;
  /** Only files of this plugin, when the scan asks for one. */
  @IsOptional() @IsString() plugin?: string;
  @IsObject() select!: FileSelection;
}

/** How much the agent delivered. */
export class ReadInstanceResult {
  @IsInt() @Max(Number.MAX_SAFE_INTEGER) @Min(0) files!: number;
  @IsInt() @Max(Number.MAX_SAFE_INTEGER) @Min(0) sentBlobs!: number;
}

/** Name of the one queue that the agent of a host consumes. */
export const agentQueue = (host: string): string => `agent.${host}`;

/**
 * List an instance's configuration files, deliver the manifest to POST /api/results, then one pack of the contents
 * the hub asked for. Handled by the client-agent of that host only.
 */
export const ReadInstanceJob = defineJob({
  name: 'agent.read-instance',
  version: 1,
  queue: agentQueue,
  data: ReadInstanceData,
  result: ReadInstanceResult,
  jobId: (data) => `agent.read-instance-${data.scanId}-${data.instanceId}`,
  attempts: 4,
  backoffMs: 2_000,
});

/** Nothing: the job is the same each time. */
export class TakeInventoryData {}

/** Take inventory. Fired by a schedule in the queue itself, once for the whole fleet however many processes run. Handled by plugin-updater. */
export const TakeInventoryJob = defineJob({
  name: 'plugins.take-inventory',
  fromSchedule: true,
  version: 1,
  queue: 'plugins',
  data: TakeInventoryData,
  result: Done,
  jobId: () => 'plugins.take-inventory',
  attempts: 1,
  backoffMs: 1_000,
});

export const JOBS = [
  DiscoverFleetJob,
  ScheduleTickJob,
  StartScanJob,
  AnalyseInstanceJob,
  CompleteScanJob,
  ReadInstanceJob,
  TakeInventoryJob,
] as const;
