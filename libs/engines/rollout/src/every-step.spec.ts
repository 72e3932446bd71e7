import {
  INSTANCE_CHANGE_STATES,
  isOver,
  type InstanceChangeState,
} from '@archivesmp/contracts/deployment-states';
import { describe, expect, it } from 'vitest';
import type { Rollout, RolloutInstance } from './rollout.js';
import { nextSteps } from './next-steps.js';

const one = (instanceId: string, more: Partial<RolloutInstance> = {}): RolloutInstance => ({
  instanceId,
  host: 'ovh',
  wave: 1,
  state: 'queued',
  restart: true,
  ...more,
});
const steps = (instances: RolloutInstance[], more: Partial<Rollout> = {}) =>
  nextSteps({ kind: 'apply', state: 'running', perHost: 2, windowOpen: true, instances, ...more });

const OVER: readonly InstanceChangeState[] = [
  'passed',
  'refused',
  'undone',
  'skipped',
  'rolled-back',
  'unwell',
  'stuck',
];
const FAILED: readonly InstanceChangeState[] = [
  'refused',
  'undone',
  'starting-again',
  'looking-back',
  'stopping-back',
  'rolling-back',
  'restarting-back',
  'starting-back',
  'rolled-back',
  'unwell',
  'stuck',
];

describe('each state of an instance', () => {
  it.each(INSTANCE_CHANGE_STATES)('%s is over or not, and stops the wave or not', (state) => {
    expect(isOver(state)).toBe(OVER.includes(state));
    const skipped = steps([one('a', { state }), one('b', { host: 'x' })]).filter(
      ({ kind }) => kind === 'skip',
    );
    expect(skipped).toEqual(
      FAILED.includes(state)
        ? [{ kind: 'skip', instanceId: 'b', reason: 'an instance before it failed' }]
        : [],
    );
  });
});

describe('the end of a deployment', () => {
  const end = (...states: InstanceChangeState[]) => steps(states.map((state, n) => one(`i${n}`, { state })));

  it('is a success only when every instance passed or was left out, and never when all were left out', () => {
    expect(end('passed', 'skipped')).toEqual([{ kind: 'end', state: 'succeeded' }]);
    expect(end()).toEqual([{ kind: 'end', state: 'succeeded' }]);
    expect(end('skipped', 'skipped')).toEqual([{ kind: 'end', state: 'failed' }]);
    for (const state of ['refused', 'undone', 'rolled-back', 'unwell', 'stuck'] as const)
      expect(end('passed', state)).toEqual([{ kind: 'end', state: 'failed' }]);
  });

  it('waits for what is under way, and for a person where a verdict is not clear', () => {
    expect(end('passed', 'judging')).toEqual([]);
    expect(end('rolled-back', 'applying')).toEqual([]);
    expect(end('passed', 'inconclusive')).toEqual([
      { kind: 'pause', reason: 'an instance has no clear verdict; accept it, or stop and undo' },
    ]);
    expect(end('rolled-back', 'inconclusive')).toEqual([
      { kind: 'pause', reason: 'an instance failed and another has no clear verdict; stop and undo' },
    ]);
    expect(end('inconclusive', 'applied')).toEqual([
      { kind: 'restart', instanceId: 'i1' },
      { kind: 'pause', reason: 'an instance has no clear verdict; accept it, or stop and undo' },
    ]);
  });
});

describe('pausing', () => {
  it('starts nothing, and brings to its end what is in place', () => {
    const instances = [
      one('a', { state: 'applied' }),
      one('b', { state: 'applied', restart: false }),
      one('c'),
    ];
    expect(steps(instances, { state: 'paused' })).toEqual([
      { kind: 'restart', instanceId: 'a' },
      { kind: 'judge', instanceId: 'b' },
    ]);
  });
});

describe('stopping', () => {
  const stopping = (kind: Rollout['kind'], ...states: InstanceChangeState[]) =>
    steps(
      states.map((state, n) => one(`i${n}`, { state })),
      { kind, state: 'stopping' },
    );

  it('an apply takes back what passed and what is not clear, skips what waits, and lets go on what is in place', () => {
    expect(
      stopping('apply', 'passed', 'inconclusive', 'queued', 'applied', 'judging', 'rolled-back'),
    ).toEqual([
      { kind: 'restart', instanceId: 'i3' },
      { kind: 'skip', instanceId: 'i2', reason: 'the deployment was stopped' },
      { kind: 'undo', instanceId: 'i0' },
      { kind: 'undo', instanceId: 'i1' },
    ]);
    expect(stopping('apply', 'judging')).toEqual([]);
    expect(stopping('apply', 'rolled-back', 'skipped')).toEqual([{ kind: 'end', state: 'stopped' }]);
    for (const state of ['unwell', 'stuck'] as const)
      expect(stopping('apply', 'rolled-back', state)).toEqual([{ kind: 'end', state: 'failed' }]);
  });

  it.each(['rollback', 'restart', 'stop', 'start'] as const)(
    'a %s undoes nothing, and ends beside a verdict that is not clear',
    (kind) => {
      expect(stopping(kind, 'passed', 'queued')).toEqual([
        { kind: 'skip', instanceId: 'i1', reason: 'the deployment was stopped' },
      ]);
      expect(stopping(kind, 'passed', 'inconclusive')).toEqual([{ kind: 'end', state: 'stopped' }]);
      for (const state of ['unwell', 'stuck'] as const)
        expect(stopping(kind, 'passed', state)).toEqual([{ kind: 'end', state: 'failed' }]);
      expect(stopping(kind, 'judging', 'passed')).toEqual([]);
    },
  );
});

it('an instance whose files were only looked at is left out when the deployment stops, or another one failed', () => {
  const looking = one('a', { state: 'looking', whileStopped: true });
  expect(steps([looking], { state: 'stopping' })).toEqual([
    { kind: 'skip', instanceId: 'a', reason: 'the deployment was stopped' },
  ]);
  expect(steps([looking, one('b', { state: 'refused' })])).toEqual([
    { kind: 'skip', instanceId: 'a', reason: 'an instance before it failed' },
  ]);
  expect(steps([looking])).toEqual([]);
});

describe('beginning', () => {
  it('counts per host what is under way, and skips what is blocked without counting it', () => {
    const instances = [
      one('busy', { state: 'applying' }),
      one('blocked', { blocked: 'event tonight' }),
      one('a'),
      one('b'),
      one('c', { host: 'x' }),
      one('later', { wave: 2, host: 'y' }),
    ];
    expect(steps(instances)).toEqual([
      { kind: 'skip', instanceId: 'blocked', reason: 'event tonight' },
      { kind: 'apply', instanceId: 'a' },
      { kind: 'apply', instanceId: 'c' },
    ]);
    expect(steps(instances, { perHost: 1 })).toEqual([
      { kind: 'skip', instanceId: 'blocked', reason: 'event tonight' },
      { kind: 'apply', instanceId: 'c' },
    ]);
    expect(steps(instances, { perHost: 3 })).toHaveLength(4);
  });

  it('does not count what is over, and begins the lowest wave that is open', () => {
    const over = OVER.filter((state) => !FAILED.includes(state)).map((state, n) =>
      one(`o${n}`, { state, wave: 1 }),
    );
    expect(steps([...over, one('a', { wave: 3 }), one('b', { wave: 2 })], { perHost: 1 })).toEqual([
      { kind: 'apply', instanceId: 'b' },
    ]);
  });

  it('is what the kind of deployment does, a look at the files before the stop where the change is made while stopped', () => {
    for (const [kind, first] of [
      ['apply', 'apply'],
      ['rollback', 'apply'],
      ['restart', 'restart'],
      ['stop', 'stop'],
      ['start', 'start'],
    ] as const)
      expect(steps([one('a')], { kind })).toEqual([{ kind: first, instanceId: 'a' }]);
    expect(steps([one('a', { whileStopped: true })])).toEqual([{ kind: 'inspect', instanceId: 'a' }]);
    expect(steps([one('a', { state: 'applied', whileStopped: true })])).toEqual([
      { kind: 'start', instanceId: 'a' },
    ]);
  });

  it('waits outside of the windows, and does nothing when the deployment waits or is over', () => {
    expect(steps([one('a')], { windowOpen: false })).toEqual([]);
    for (const state of ['waiting', 'succeeded', 'failed', 'stopped'] as const)
      expect(steps([one('a')], { state })).toEqual([]);
  });
});
