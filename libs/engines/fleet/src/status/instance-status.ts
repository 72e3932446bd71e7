import {
  CHANGE_STATE_FACTS,
  isOver,
  type InstanceChangeState,
} from '@archivesmp/contracts/deployment-states';
import type { InstanceView } from '@archivesmp/contracts/fleet';
import type { DriftStatus, FindingStatus, OperationState } from '@archivesmp/contracts/vocabulary';

/** A drift status older than this is `unknown`: stale is grey, never the last colour. */
export const DRIFT_STALE_AFTER_SECONDS = 3 * 3_600;

/** Open findings of an instance by status. */
export type OpenFindingCounts = Readonly<Record<FindingStatus, number>>;

/** The latest of a kind of work on an instance: how far it got, and when it was asked for. */
export interface LatestWork<State> {
  readonly state: State;
  readonly requestedAt: Date;
}

/** What is recorded of an instance, as far as its status follows from it. */
export interface RecordedInstanceStatus {
  readonly goneAt?: Date;
  /** Why the last scan could not read it. */
  readonly scanFailure?: string;
  /** The last complete scan. */
  readonly scannedAt?: Date;
  /** Files of which a baseline says what they should be; left out: not counted yet. */
  readonly judgedFiles?: number;
  readonly openFindings: OpenFindingCounts;
  readonly healthReason?: string;
  readonly latestOperation?: LatestWork<OperationState>;
  readonly latestChange?: LatestWork<InstanceChangeState>;
}

/** The status of an instance: whether it drifted, what was done to it last, and why the first is not known or not judged. */
export interface InstanceStatus {
  readonly drift: DriftStatus;
  readonly operation: InstanceView['operation'];
  readonly reason?: string;
}

/**
 * The status of an instance at the moment `now`.
 * While its files are being changed its drift is `rolling-out`, whatever the last scan found.
 */
export function instanceStatus(recorded: RecordedInstanceStatus, now: Date): InstanceStatus {
  const { drift, reason = recorded.healthReason } = driftStatus(recorded, now);
  const { operation, isRollingOut } = latestWork(recorded);
  return {
    drift: isRollingOut ? 'rolling-out' : drift,
    operation,
    ...(reason !== undefined && { reason }),
  };
}

function driftStatus(
  { goneAt, scanFailure, scannedAt, openFindings, judgedFiles }: RecordedInstanceStatus,
  now: Date,
): { drift: DriftStatus; reason?: string } {
  if (goneAt !== undefined) return { drift: 'n/a', reason: 'It is no longer found.' };
  if (scanFailure !== undefined) return { drift: 'unknown', reason: scanFailure };
  if (scannedAt === undefined) return { drift: 'unknown', reason: 'It was never scanned.' };
  if (now.getTime() - scannedAt.getTime() > DRIFT_STALE_AFTER_SECONDS * 1_000)
    return { drift: 'unknown', reason: `The last complete scan is from ${scannedAt.toISOString()}.` };
  if (openFindings.drift > 0) return { drift: 'drifted' };
  if (openFindings.not_judged > 0)
    return { drift: 'not-judged', reason: 'Some keys have no known expectation.' };
  if (openFindings.documented > 0) return { drift: 'varied' };
  return judgedFiles === 0
    ? { drift: 'not-judged', reason: 'No baseline holds any of its files.' }
    : { drift: 'in-sync' };
}

/** Of an operation and a deployment asked for at the same time the deployment counts. */
function latestWork({ latestOperation, latestChange }: RecordedInstanceStatus): {
  operation: InstanceView['operation'];
  isRollingOut: boolean;
} {
  const isOperationNewer =
    latestOperation !== undefined &&
    (latestChange === undefined || latestOperation.requestedAt > latestChange.requestedAt);
  if (isOperationNewer) return { operation: OF_OPERATION[latestOperation.state], isRollingOut: false };
  if (latestChange === undefined) return { operation: 'idle', isRollingOut: false };
  const operation = ofChange(latestChange.state);
  return { operation, isRollingOut: operation === 'running' && latestChange.state !== 'queued' };
}

const OF_OPERATION: Readonly<Record<OperationState, InstanceView['operation']>> = {
  requested: 'running',
  running: 'running',
  succeeded: 'idle',
  failed: 'failed',
  cancelled: 'idle',
};

function ofChange(state: InstanceChangeState): InstanceView['operation'] {
  if (state === 'rolled-back') return state;
  // a flagged change is done but for the restart, which the instance shows beside its status
  if (!isOver(state)) return state === 'flagged' ? 'idle' : 'running';
  return CHANGE_STATE_FACTS[state].failed ? 'failed' : 'idle';
}
