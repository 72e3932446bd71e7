import { describe, expect, it } from 'vitest';
import {
  asPlannedOf,
  CHANGE_STATE_FACTS,
  changeStatesOf,
  isAsBefore,
  isAtRest,
  isOver,
  INSTANCE_CHANGE_STATES,
  DEPLOYMENT_TRANSITIONS,
  INSTANCE_CHANGE_TRANSITIONS,
  mayFollow,
  PLAN_TRANSITIONS,
  DEPLOYMENT_PROGRESS,
  DEPLOYMENT_STATES,
  hasEnded,
  planOutcome,
} from './deployment-states.js';

const TABLES: readonly [string, Readonly<Record<string, readonly string[]>>, string][] = [
  ['plan', PLAN_TRANSITIONS, 'making'],
  ['deployment', DEPLOYMENT_TRANSITIONS, 'waiting'],
  ['instance', INSTANCE_CHANGE_TRANSITIONS, 'queued'],
];

describe.each(TABLES)('the states of a %s', (_name, table, start) => {
  it('lead only to states that exist', () => {
    for (const next of Object.values(table).flat()) expect(Object.keys(table)).toContain(next);
  });

  it('are all reachable from the first one', () => {
    const reached = new Set([start]);
    for (const state of reached) for (const next of table[state]!) reached.add(next);
    expect([...reached].sort()).toEqual(Object.keys(table).sort());
  });

  it('can all come to an end', () => {
    const ends = new Set(Object.keys(table).filter((state) => table[state]!.length === 0));
    expect(ends.size).toBeGreaterThan(0);
    for (let before = -1; before !== ends.size;) {
      before = ends.size;
      for (const [state, next] of Object.entries(table))
        if (next.some((one) => ends.has(one))) ends.add(state);
    }
    expect([...ends].sort()).toEqual(Object.keys(table).sort());
  });
});

describe('transitions', () => {
  it('go forward only', () => {
    expect(mayFollow(PLAN_TRANSITIONS, 'open', 'approved')).toBe(true);
    expect(mayFollow(PLAN_TRANSITIONS, 'approved', 'open')).toBe(true);
    expect(mayFollow(PLAN_TRANSITIONS, 'running', 'open')).toBe(false);
    expect(mayFollow(INSTANCE_CHANGE_TRANSITIONS, 'queued', 'passed')).toBe(false);
  });
});

it('tells a plan that was run by what became of its deployment, and one under way not at all', () => {
  const outcomes = DEPLOYMENT_STATES.map((state) => [state, planOutcome(state, false)]);
  expect(
    outcomes.filter(([, outcome]) => outcome !== undefined).map(([state, outcome]) => [state, outcome]),
  ).toEqual(['flagged', 'succeeded', 'failed', 'stopped', 'cancelled'].map((state) => [state, state]));
  expect(planOutcome('succeeded', true)).toBe('taken_back');
  expect(planOutcome('failed', true)).toBe('taken_back');
});

describe('an instance on which nothing had to be written', () => {
  const line = {
    kind: 'apply',
    state: 'judging',
    hasVerdict: false,
    wasOrdered: false,
    wasRestarted: false,
  } as const;

  it('was left alone, or is restarted', () => {
    expect(asPlannedOf(line)).toBe('left-alone');
    expect(asPlannedOf({ ...line, wasRestarted: true })).toBe('restart');
    for (const state of ['applied', 'flagged', 'restarting', 'starting'] as const)
      expect(asPlannedOf({ ...line, state })).toBe('restart');
    for (const state of ['passed', 'inconclusive', 'looking-back', 'rolling-back', 'rolled-back'] as const)
      expect(asPlannedOf({ ...line, kind: 'rollback', state })).toBe('left-alone');
  });

  it('is none that an agent was told to write on, none before its files were looked at, and none of a restart', () => {
    expect(asPlannedOf({ ...line, wasOrdered: true })).toBeUndefined();
    expect(asPlannedOf({ ...line, kind: 'restart' })).toBeUndefined();
    for (const state of [
      'queued',
      'looking',
      'stopping',
      'applying',
      'refused',
      'undone',
      'skipped',
    ] as const)
      expect(asPlannedOf({ ...line, state })).toBeUndefined();
  });

  it('is told from one that failed before by its verdict', () => {
    for (const state of ['stuck', 'unwell'] as const) {
      expect(asPlannedOf({ ...line, state })).toBeUndefined();
      expect(asPlannedOf({ ...line, state, hasVerdict: true })).toBe('left-alone');
    }
  });
});

describe('the facts of a state of an instance', () => {
  it('say that it ended where nothing follows but what people ask for', () => {
    for (const state of INSTANCE_CHANGE_STATES) {
      const byItself = INSTANCE_CHANGE_TRANSITIONS[state].filter(
        (next) => next !== 'rolling-back' && next !== 'looking-back',
      );
      expect(isOver(state), state).toBe(byItself.length === 0);
    }
  });

  it('say that it rests where a person is waited for', () => {
    expect(INSTANCE_CHANGE_STATES.filter((state) => isAtRest(state) && !isOver(state))).toEqual([
      'flagged',
      'inconclusive',
    ]);
  });

  it('never call well what was taken back, and never failed what goes forward', () => {
    for (const state of changeStatesOf(({ way }) => way === 'back'))
      expect(CHANGE_STATE_FACTS[state].failed, state).toBe(true);
    expect(changeStatesOf(({ failed, way }) => failed && way === 'forward')).toEqual([
      'starting-again',
      'refused',
      'undone',
      'unwell',
      'stuck',
    ]);
  });

  it('alarm where the deployment can do nothing more: each of them ended, and failed', () => {
    const alarming = changeStatesOf((facts) => facts.alarming);
    expect(alarming).toEqual(['unwell', 'stuck']);
    for (const state of alarming)
      expect(CHANGE_STATE_FACTS[state]).toMatchObject({ progress: 'ended', failed: true });
  });

  it('say that an instance is held from the first thing that is done to it until it ended, or waits for a restart', () => {
    const unheld = changeStatesOf(({ held }) => !held).filter((state) => !isOver(state));
    expect(unheld).toEqual(['queued', 'flagged']);
    expect(changeStatesOf(({ held }) => held).filter(isOver)).toEqual([]);
  });

  it('say where the files are as before', () => {
    expect(INSTANCE_CHANGE_STATES.filter((state) => !isAsBefore(state))).toEqual([
      'applying',
      'applied',
      'flagged',
      'restarting',
      'starting',
      'judging',
      'inconclusive',
      'looking-back',
      'stopping-back',
      'rolling-back',
      'passed',
      'unwell',
      'stuck',
    ]);
  });

  it('follow each other as files can: what was changed is changed back before it is as before', () => {
    for (const state of INSTANCE_CHANGE_STATES)
      for (const next of INSTANCE_CHANGE_TRANSITIONS[state]) {
        const [from, to] = [CHANGE_STATE_FACTS[state].files, CHANGE_STATE_FACTS[next].files];
        if (from === 'changed') expect(['changed', 'changing', 'either', 'unclear']).toContain(to);
        if (to === 'taken-back') expect(['untouched', 'changing', 'taken-back']).toContain(from);
      }
  });
});

describe('how far a deployment has come', () => {
  it('is an end where nothing follows, and nowhere else', () => {
    for (const state of DEPLOYMENT_STATES)
      expect(hasEnded(state), state).toBe(DEPLOYMENT_TRANSITIONS[state].length === 0);
  });

  it('is a rest where a person, or a restart, is waited for', () => {
    expect(DEPLOYMENT_STATES.filter((state) => DEPLOYMENT_PROGRESS[state] === 'resting')).toEqual([
      'paused',
      'flagged',
    ]);
    expect(DEPLOYMENT_STATES.filter((state) => DEPLOYMENT_PROGRESS[state] === 'waiting')).toEqual([
      'waiting',
    ]);
  });
});
