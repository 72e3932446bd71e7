import {
  CHANGE_STATE_FACTS,
  INSTANCE_CHANGE_STATES,
  isOver,
  type InstanceChangeState,
} from '@archivesmp/contracts/deployment-states';
import { expect, it } from 'vitest';
import { DRIFT_STALE_AFTER_SECONDS, instanceStatus, type RecordedInstanceStatus } from './instance-status.js';

const NOW = new Date('2026-11-30T12:00:00.000Z');
const ago = (seconds: number): Date => new Date(NOW.getTime() - seconds * 1_000);
const NONE = { drift: 0, documented: 0, not_judged: 0 };

const scanned = (more: Partial<RecordedInstanceStatus> = {}): RecordedInstanceStatus => ({
  scannedAt: ago(60),
  openFindings: NONE,
  judgedFiles: 5,
  ...more,
});
const statusOf = (more: Partial<RecordedInstanceStatus>) => instanceStatus(scanned(more), NOW);

it('is in sync only where something was judged and nothing is open', () => {
  expect(statusOf({})).toEqual({ drift: 'in-sync', operation: 'idle' });
  expect(statusOf({ judgedFiles: 0 })).toMatchObject({
    drift: 'not-judged',
    reason: 'No baseline holds any of its files.',
  });
});

it('shows the gravest of what is open', () => {
  expect(statusOf({ openFindings: { drift: 1, documented: 1, not_judged: 1 } }).drift).toBe('drifted');
  expect(statusOf({ openFindings: { drift: 0, documented: 1, not_judged: 1 } })).toMatchObject({
    drift: 'not-judged',
    reason: 'Some keys have no known expectation.',
  });
  expect(statusOf({ openFindings: { ...NONE, documented: 1 } }).drift).toBe('varied');
});

it('knows nothing of what was never scanned, or not whole, or long ago', () => {
  const { scannedAt: _, ...never } = scanned();
  expect(instanceStatus(never, NOW)).toMatchObject({ drift: 'unknown', reason: 'It was never scanned.' });
  expect(statusOf({ scanFailure: 'its agent did not answer' })).toMatchObject({
    drift: 'unknown',
    reason: 'its agent did not answer',
  });
  expect(statusOf({ scannedAt: ago(DRIFT_STALE_AFTER_SECONDS) }).drift).toBe('in-sync');
  expect(statusOf({ scannedAt: ago(DRIFT_STALE_AFTER_SECONDS + 1) })).toMatchObject({
    drift: 'unknown',
    reason: 'The last complete scan is from 2026-11-30T08:59:59.000Z.',
  });
});

it('says of what is gone nothing else', () => {
  expect(statusOf({ goneAt: ago(1), scanFailure: 'silent' })).toMatchObject({
    drift: 'n/a',
    reason: 'It is no longer found.',
  });
});

it('gives the reason of its health where its drift needs none', () => {
  expect(statusOf({ healthReason: 'the panel is unavailable' }).reason).toBe('the panel is unavailable');
  expect(statusOf({ healthReason: 'the panel is unavailable', scanFailure: 'silent' }).reason).toBe('silent');
});

it('shows an operation as running until it ends, and a failed one as failed', () => {
  const operation = (state: 'requested' | 'running' | 'succeeded' | 'failed' | 'cancelled') =>
    statusOf({ latestOperation: { state, requestedAt: ago(5) } });
  expect(operation('requested')).toEqual({ drift: 'in-sync', operation: 'running' });
  expect(operation('running').operation).toBe('running');
  expect(operation('succeeded').operation).toBe('idle');
  expect(operation('failed').operation).toBe('failed');
  expect(operation('cancelled').operation).toBe('idle');
});

it('is rolling out from the first state of a change to its last, and not while it waits', () => {
  const change = (state: InstanceChangeState) =>
    statusOf({ latestChange: { state, requestedAt: ago(5) }, openFindings: { ...NONE, drift: 3 } });
  expect(change('queued')).toEqual({ drift: 'drifted', operation: 'running' });
  expect(change('flagged')).toEqual({ drift: 'drifted', operation: 'idle' });
  expect(change('rolled-back').operation).toBe('rolled-back');
  for (const state of INSTANCE_CHANGE_STATES) {
    if (['queued', 'flagged', 'rolled-back'].includes(state)) continue;
    const ended = CHANGE_STATE_FACTS[state].failed ? 'failed' : 'idle';
    expect(change(state)).toEqual(
      isOver(state) ? { drift: 'drifted', operation: ended } : { drift: 'rolling-out', operation: 'running' },
    );
  }
});

it('takes the newer of operation and change, and the change where both are as new', () => {
  const both = (operationAt: Date) =>
    statusOf({
      latestOperation: { state: 'failed', requestedAt: operationAt },
      latestChange: { state: 'rolled-back', requestedAt: ago(10) },
    }).operation;
  expect(both(ago(9))).toBe('failed');
  expect(both(ago(10))).toBe('rolled-back');
  expect(both(ago(11))).toBe('rolled-back');
});
