import { INSTANCE_CHANGE_STATES, isOver, VERDICTS } from '@archivesmp/contracts/deployment-states';
import { describe, expect, it } from 'vitest';
import { stepNames, stepsOf } from '../public/deployment-steps.js';
import { lasting, relative } from '../public/time.js';

const KINDS = ['apply', 'rollback', 'restart'] as const;
const BOTH = [true, false];
const EVERY = KINDS.flatMap((kind) =>
  INSTANCE_CHANGE_STATES.flatMap((state) =>
    [undefined, ...VERDICTS].flatMap((verdict) =>
      BOTH.flatMap((restarts) =>
        BOTH.map((backedUp) => ({ kind, line: { state, verdict }, restarts, backedUp })),
      ),
    ),
  ),
);

describe('the steps of an instance', () => {
  it('has one state below each step, whatever state it is in', () => {
    for (const { line, ...how } of EVERY)
      expect(stepsOf(line, how), JSON.stringify({ line, how })).toHaveLength(stepNames(how.kind).length);
  });

  it('never shows a server as well that nobody found well', () => {
    for (const { line, ...how } of EVERY)
      if (line.state !== 'passed' && line.verdict !== 'pass')
        expect(stepsOf(line, how).at(-1), JSON.stringify({ line, how })).not.toBe('done');
  });

  it('shows something as going on only while it is', () => {
    for (const { line, ...how } of EVERY)
      if (stepsOf(line, how).some((step: string) => step === 'now' || step === 'wait'))
        expect(isOver(line.state), JSON.stringify({ line, how })).toBe(false);
  });

  it.each([
    ['queued', undefined, ['queued', 'wait', 'wait', 'wait', 'wait', 'wait']],
    ['applying', undefined, ['done', 'done', 'now', 'wait', 'wait', 'wait']],
    ['restarting', undefined, ['done', 'done', 'done', 'done', 'now', 'wait']],
    ['inconclusive', 'inconclusive', ['done', 'done', 'done', 'done', 'done', 'unclear']],
    ['rolled-back', 'fail', ['done', 'done', 'done', 'done', 'done', 'failed']],
    ['rolled-back', undefined, ['done', 'done', 'done', 'done', 'failed', 'left']],
    ['refused', undefined, ['done', 'done', 'failed', 'left', 'left', 'left']],
    ['stuck', undefined, ['done', 'done', 'unclear', 'unclear', 'unclear', 'left']],
    ['unwell', 'fail', ['done', 'done', 'done', 'done', 'done', 'failed']],
    ['unwell', undefined, ['done', 'done', 'unclear', 'unclear', 'failed', 'left']],
    ['skipped', undefined, ['left', 'left', 'left', 'left', 'left', 'left']],
  ])('of one that is %s with the verdict %s is %j', (state, verdict, steps) => {
    const how = { kind: 'apply', restarts: true, backedUp: true };
    expect(stepsOf({ state, verdict }, how)).toEqual(steps);
  });

  it('shows nothing as backed up or written where all was as planned already', () => {
    const how = { kind: 'apply', restarts: true, backedUp: false };
    const line = { state: 'passed', verdict: 'pass' };
    expect(stepsOf({ ...line, asPlanned: 'left-alone' }, how)).toEqual([
      ...['done', 'none', 'none', 'done', 'none', 'done'],
    ]);
    expect(stepsOf({ ...line, asPlanned: 'restart' }, how)).toEqual([
      ...['done', 'none', 'none', 'done', 'done', 'done'],
    ]);
  });

  it('has no restart where the plan needs none', () => {
    const how = { kind: 'apply', restarts: false, backedUp: true };
    expect(stepsOf({ state: 'passed', verdict: 'pass' }, how).at(-2)).toBe('none');
  });
});

describe('times', () => {
  const now = Date.parse('2026-11-21T12:00:00.000Z');
  it.each([
    ['2026-11-21T11:59:55.000Z', '5 seconds ago'],
    ['2026-11-21T10:31:00.000Z', '89 minutes ago'],
    ['2026-11-22T11:59:50.000Z', 'in 24 hours'],
    ['2026-11-18T12:00:00.000Z', '3 days ago'],
  ])('%s is %s', (iso, words) => {
    expect(relative(iso, now)).toBe(words);
  });

  it('say how long something took', () => {
    expect(lasting('2026-11-21T12:00:00.000Z', '2026-11-21T12:01:20.000Z')).toBe('1 min 20 s');
    expect(lasting('2026-11-21T12:00:00.000Z', '2026-11-21T15:02:00.000Z')).toBe('3 h 2 min');
  });
});
