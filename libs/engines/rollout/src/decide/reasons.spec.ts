import type { InstanceChangeState } from '@archivesmp/contracts/deployment-states';
import { describe, expect, it } from 'vitest';
import { instance } from '../../test/made-snapshot.js';
import { firstCause, reasonOfEnd, reasonOfFlag, remedyOf } from './reasons.js';
import type { InstanceFacts } from './snapshot.js';

const line = (state: InstanceChangeState, reason?: string, at = 0): InstanceFacts =>
  instance(state, { name: state, changedAt: new Date(at), ...(reason !== undefined && { reason }) });

describe('the reason of an instance', () => {
  it('is what became known last, on the way forward', () => {
    expect(firstCause(line('judging', 'old'), 'new')).toBe('new');
    expect(firstCause(line('judging', 'old'), undefined)).toBe('old');
    expect(firstCause(line('applying'), undefined)).toBeUndefined();
  });

  it('keeps why it is taken back, whatever goes wrong then', () => {
    expect(firstCause(line('rolling-back', 'CMI failed'), 'the disk is full')).toBe(
      'CMI failed; then: the disk is full',
    );
    expect(firstCause(line('rolling-back', 'CMI failed'), undefined)).toBe('CMI failed');
    expect(firstCause(line('rolling-back'), 'the disk is full')).toBe('the disk is full');
    expect(firstCause(line('starting-again', 'refused'), 'did not start')).toBe(
      'refused; then: did not start',
    );
    expect(firstCause(line('inconclusive', 'AMP is silent'), 'stopped')).toBe('AMP is silent; then: stopped');
  });

  it('keeps both causes readable, however long they are', () => {
    const both = firstCause(line('rolling-back', 'x'.repeat(900)), 'y'.repeat(900))!;
    expect(both).toBe(`${'x'.repeat(480)}…; then: ${'y'.repeat(480)}…`);
    expect(firstCause(line('rolling-back', 'x'.repeat(480)), 'y')).toBe(`${'x'.repeat(480)}; then: y`);
  });
});

it('is told of an instance that waits for a restart, and never that what was there already was written', () => {
  expect(reasonOfFlag(true)).toMatch(/^written and read back; /);
  expect(reasonOfFlag(false)).toMatch(/^nothing to write: /);
});

describe('what was left out', () => {
  it('is said of a deployment that did nothing, and of one that did a part', () => {
    expect(reasonOfEnd('failed', [line('skipped', 'on hold')])).toBe('nothing was done: skipped: on hold');
    expect(reasonOfEnd('succeeded', [line('passed', 'well'), line('skipped', 'on hold')])).toBe(
      'nothing was done on 1 of 2: skipped: on hold',
    );
    expect(reasonOfEnd('flagged', [line('flagged'), line('skipped', 'on hold')])).toContain('on 1 of 2');
    expect(reasonOfEnd('succeeded', [line('passed', 'well')])).toBeUndefined();
    expect(reasonOfEnd('stopped', [line('skipped', 'the deployment was stopped')])).toBeUndefined();
  });
});

describe('why a deployment failed', () => {
  const causeFrom = (...lines: InstanceFacts[]): string | undefined => reasonOfEnd('failed', lines);

  it('is the instance that failed first, and how many others did', () => {
    expect(causeFrom(line('passed', 'well'), line('stuck', 'late', 2), line('rolled-back', 'early', 1))).toBe(
      'rolled-back: early (and 1 more)',
    );
    expect(causeFrom(line('refused', 'only'), line('skipped', 'an instance before it failed'))).toBe(
      'refused: only',
    );
    expect(causeFrom(line('passed', 'well'), line('stuck'))).toBeUndefined();
  });
});

it('files that do not fit name what can be done: a plan that was made anew, or the backup', () => {
  expect(remedyOf('forward', false)).toMatch(/^nothing was changed; make a new plan/);
  expect(remedyOf('forward', true)).toMatch(/^nothing was changed; .*restore the backup/);
  for (const isRollback of [true, false])
    expect(remedyOf('back', isRollback)).toMatch(/^it was not taken back; .*restore the backup/);
});
