import type { InstanceChangeState } from '@archivesmp/contracts/deployment-states';
import { describe, expect, it } from 'vitest';
import { firstCause, reasonOfEnd, reasonOfFlag } from './first-cause.js';
import type { Line } from './instance-lines.js';

const line = (state: InstanceChangeState, reason?: string, at = 0): Line => ({
  instanceId: `${state}-${at}`,
  host: 'ovh',
  wave: 1,
  state,
  changedAt: new Date(at),
  ...(reason !== undefined && { reason }),
});

describe('the reason of an instance', () => {
  it('is what was heard last, on the way forward', () => {
    expect(firstCause(line('judging', 'old'), 'new')).toBe('new');
    expect(firstCause(line('judging', 'old'), undefined)).toBe('old');
    expect(firstCause(line('applying'), undefined)).toBeUndefined();
  });

  it('keeps why it is taken back, whatever goes wrong then', () => {
    expect(firstCause(line('rolling-back', 'CMI failed'), 'the disk is full')).toBe(
      'CMI failed; then: the disk is full',
    );
    expect(firstCause(line('rolling-back', 'CMI failed'), undefined)).toBe('CMI failed');
    expect(firstCause(line('starting-again', 'refused'), 'did not start')).toBe(
      'refused; then: did not start',
    );
    expect(firstCause(line('rolling-back', 'x'.repeat(900)), 'y'.repeat(900))!.length).toBeLessThan(1_000);
  });
});

it('is told of an instance that waits for a restart, and never that what was there already was written', () => {
  expect(reasonOfFlag(true)).toMatch(/^written and read back; /);
  expect(reasonOfFlag(false)).toMatch(/^nothing to write: /);
});

const endOf = (state: 'succeeded' | 'flagged' | 'failed' | 'stopped', ...lines: Line[]): string | undefined =>
  reasonOfEnd(state, {
    all: () => lines,
    partOf: ({ state }) => ({ name: state, files: [], restart: true, ran: true }),
  });

describe('what was left out', () => {
  it('is said of a deployment that did nothing, and of one that did a part', () => {
    expect(endOf('failed', line('skipped', 'on hold'))).toBe('nothing was done: skipped: on hold');
    expect(endOf('succeeded', line('passed', 'well'), line('skipped', 'on hold'))).toBe(
      'nothing was done on 1 of 2: skipped: on hold',
    );
    expect(endOf('flagged', line('flagged'), line('skipped', 'on hold'))).toContain('on 1 of 2');
    expect(endOf('succeeded', line('passed', 'well'))).toBeUndefined();
    expect(endOf('stopped', line('skipped', 'the deployment was stopped'))).toBeUndefined();
  });
});

describe('why a deployment failed', () => {
  const causeFrom = (...lines: Line[]): string | undefined => endOf('failed', ...lines);

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
