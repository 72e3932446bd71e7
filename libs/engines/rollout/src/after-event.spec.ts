import type { InstanceChangeState } from '@archivesmp/contracts/deployment-states';
import type { PowerAction } from '@archivesmp/contracts/order';
import { describe, expect, it } from 'vitest';
import { afterEvent, isTakenBack, wayBack, type RolloutEvent, type EventSubject } from './after-event.js';

const after = (
  state: InstanceChangeState,
  event: RolloutEvent,
  more: Partial<EventSubject> = {},
): InstanceChangeState | undefined => afterEvent({ kind: 'apply', state, restart: true, ...more }, event);
const order = (outcome: 'applied' | 'refused' | 'undone' | 'stuck'): RolloutEvent => ({
  kind: 'order',
  outcome,
});
const power = (kind: PowerAction, outcome: 'done' | 'failed'): RolloutEvent => ({
  kind,
  outcome,
});
const verdict = (result: 'pass' | 'fail' | 'inconclusive'): RolloutEvent => ({
  kind: 'verdict',
  verdict: result,
});
const STOPPED = { whileStopped: true };

describe('what follows from the answer of an agent', () => {
  it('is the outcome itself while the change is made', () => {
    for (const outcome of ['applied', 'refused', 'undone', 'stuck'] as const)
      expect(after('applying', order(outcome))).toBe(outcome);
  });

  it('starts a stopped server again when nothing was changed', () => {
    expect(after('applying', order('refused'), STOPPED)).toBe('starting-again');
    expect(after('applying', order('undone'), STOPPED)).toBe('starting-again');
    expect(after('applying', order('applied'), STOPPED)).toBe('applied');
    expect(after('applying', order('stuck'), STOPPED)).toBe('stuck');
  });

  it('on the way back is a server as it was, restarted where the change was', () => {
    expect(after('rolling-back', order('applied'))).toBe('restarting-back');
    expect(after('rolling-back', order('applied'), { restart: false })).toBe('rolled-back');
    expect(after('rolling-back', order('applied'), STOPPED)).toBe('starting-back');
    for (const outcome of ['refused', 'undone', 'stuck'] as const)
      expect(after('rolling-back', order(outcome))).toBe('stuck');
  });

  it('is nothing in any other state', () => {
    for (const state of ['queued', 'applied', 'judging', 'rolled-back', 'passed'] as const)
      expect(after(state, order('applied'))).toBeUndefined();
  });
});

describe('what follows where nothing had to be written', () => {
  it('is never taken back by itself: there is nothing to take back', () => {
    const nothing = { asPlanned: true };
    expect(after('judging', verdict('fail'), nothing)).toBe('unwell');
    expect(after('judging', verdict('fail'), { ...nothing, ...STOPPED })).toBe('unwell');
    expect(after('restarting', power('restart', 'failed'), nothing)).toBe('unwell');
    expect(after('judging', verdict('pass'), nothing)).toBe('passed');
    expect(after('judging', verdict('fail'), { asPlanned: false })).toBe('rolling-back');
  });
});

describe('what follows from a look before a server is stopped', () => {
  it('is the stop where the change fits the files, and a refusal without any stop where it does not', () => {
    expect(after('looking', { kind: 'fits' }, STOPPED)).toBe('stopping');
    expect(after('looking-back', { kind: 'fits' }, STOPPED)).toBe('stopping-back');
    expect(after('looking', order('refused'), STOPPED)).toBe('refused');
    expect(after('looking-back', order('refused'), STOPPED)).toBe('stuck');
  });

  it('is that the files are in place where nothing has to be written and the server has read them', () => {
    expect(after('looking', order('applied'), STOPPED)).toBe('applied');
  });

  it('is nothing for any other answer, or in any other state', () => {
    expect(after('looking-back', order('applied'), STOPPED)).toBeUndefined();
    for (const outcome of ['undone', 'stuck'] as const)
      for (const state of ['looking', 'looking-back'] as const)
        expect(after(state, order(outcome), STOPPED)).toBeUndefined();
    for (const state of ['queued', 'stopping', 'applying', 'rolling-back', 'passed'] as const)
      expect(after(state, { kind: 'fits' }, STOPPED)).toBeUndefined();
  });
});

describe('what follows from the power of a server', () => {
  it('is a look at its health when it is up', () => {
    expect(after('restarting', power('restart', 'done'))).toBe('judging');
    expect(after('starting', power('start', 'done'), STOPPED)).toBe('judging');
  });

  it('is the way back when a change does not come up, and an unwell server for anything else', () => {
    expect(after('restarting', power('restart', 'failed'))).toBe('rolling-back');
    expect(after('starting', power('start', 'failed'), STOPPED)).toBe('looking-back');
    for (const kind of ['rollback', 'restart'] as const) {
      expect(after('restarting', power('restart', 'failed'), { kind })).toBe('unwell');
      expect(after('starting', power('start', 'failed'), { kind, ...STOPPED })).toBe('unwell');
    }
  });

  it('ends the way back', () => {
    expect(after('restarting-back', power('restart', 'done'))).toBe('rolled-back');
    expect(after('restarting-back', power('restart', 'failed'))).toBe('unwell');
    expect(after('starting-back', power('start', 'done'), STOPPED)).toBe('rolled-back');
    expect(after('starting-back', power('start', 'failed'), STOPPED)).toBe('unwell');
    expect(after('starting-again', power('start', 'done'), STOPPED)).toBe('undone');
    expect(after('starting-again', power('start', 'failed'), STOPPED)).toBe('unwell');
  });

  it('lets the files be changed when the server is down', () => {
    expect(after('stopping', power('stop', 'done'), STOPPED)).toBe('applying');
    expect(after('stopping', power('stop', 'failed'), STOPPED)).toBe('starting-again');
    expect(after('stopping-back', power('stop', 'done'), STOPPED)).toBe('rolling-back');
    expect(after('stopping-back', power('stop', 'failed'), STOPPED)).toBe('stuck');
  });

  it('is nothing for a state that waits for something else', () => {
    expect(after('restarting', power('start', 'done'))).toBeUndefined();
    expect(after('starting', power('restart', 'done'))).toBeUndefined();
    expect(after('stopping', power('start', 'done'))).toBeUndefined();
    expect(after('starting-again', power('stop', 'done'))).toBeUndefined();
    expect(after('judging', power('restart', 'done'))).toBeUndefined();
  });
});

describe('what follows from a verdict', () => {
  it('is an end, the way back, or an unwell server when nothing is left to undo', () => {
    expect(after('judging', verdict('pass'))).toBe('passed');
    expect(after('judging', verdict('inconclusive'))).toBe('inconclusive');
    expect(after('judging', verdict('fail'))).toBe('rolling-back');
    expect(after('judging', verdict('fail'), STOPPED)).toBe('looking-back');
    for (const kind of ['rollback', 'restart', 'start'] as const)
      expect(after('judging', verdict('fail'), { kind })).toBe('unwell');
    expect(after('judging', verdict('fail'), { kind: 'stop' })).toBe('stuck');
    expect(after('restarting', verdict('pass'))).toBeUndefined();
  });

  it('goes back while stopped when it went forward so', () => {
    expect([wayBack({}), wayBack(STOPPED)]).toEqual(['rolling-back', 'looking-back']);
  });
});

it('a change is taken back when its way back ends, also when the server does not come up then', () => {
  for (const from of ['rolling-back', 'restarting-back', 'starting-back'] as const)
    expect(isTakenBack(from, 'rolled-back')).toBe(true);
  for (const from of ['restarting-back', 'starting-back'] as const) {
    expect(isTakenBack(from, 'unwell')).toBe(true);
    expect(isTakenBack(from, 'stuck')).toBe(false);
  }
  for (const from of ['starting-again', 'restarting', 'starting', 'judging'] as const)
    expect(isTakenBack(from, 'unwell')).toBe(false);
  expect(isTakenBack('rolling-back', 'restarting-back')).toBe(false);
});
