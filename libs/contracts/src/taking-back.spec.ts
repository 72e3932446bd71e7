import { describe, expect, it } from 'vitest';
import {
  DEPLOYMENT_KINDS,
  DEPLOYMENT_STATES,
  INSTANCE_CHANGE_STATES,
  type DeploymentState,
  type InstanceChangeState,
} from './deployment-states.js';
import { canBeTakenBack, hasTakenBack, progressOf, takenBackBy, type Run } from './taking-back.js';

const lines = (...states: InstanceChangeState[]) => states.map((state) => ({ state }));
const run = (
  id: string,
  undoes: string,
  state: DeploymentState = 'succeeded',
  ...states: InstanceChangeState[]
): Run => ({
  id,
  kind: 'rollback',
  undoes,
  state,
  instances: lines(...(states.length > 0 ? states : (['passed'] as const))),
});

describe('what takes a deployment back', () => {
  it('counts as long as it was not taken back itself, however long the chain', () => {
    const chain = [run('r1', 'a'), run('r2', 'r1'), run('r3', 'r2'), run('r4', 'r3')];
    const by = (length: number) => takenBackBy('a', chain.slice(0, length))?.id;
    expect([0, 1, 2, 3, 4].map(by)).toEqual([undefined, 'r1', undefined, 'r1', undefined]);
    expect(takenBackBy('r1', chain.slice(0, 2))?.id).toBe('r2');
    expect(takenBackBy('r2', chain.slice(0, 2))).toBeUndefined();
  });

  it('is the next try after one that was taken back, or that did not do it', () => {
    expect(takenBackBy('a', [run('r1', 'a'), run('r2', 'r1'), run('r3', 'a')])?.id).toBe('r3');
    expect(takenBackBy('a', [run('r1', 'a', 'failed', 'refused'), run('r2', 'a')])?.id).toBe('r2');
    expect(takenBackBy('a', [run('r1', 'other')])).toBeUndefined();
  });

  it('counts from the moment it is asked for, and has done it only at its end and on every instance', () => {
    for (const state of ['waiting', 'running', 'paused', 'stopping'] as const) {
      expect(takenBackBy('a', [run('r', 'a', state, 'passed')])?.id).toBe('r');
      expect(hasTakenBack(run('r', 'a', state, 'passed'))).toBe(false);
    }
    const unwell = run('r', 'a', 'failed', 'passed', 'unwell');
    expect(hasTakenBack(unwell)).toBe(true);
    expect(hasTakenBack({ ...unwell, kind: 'start' })).toBe(false);
    for (const [state, ...states] of [
      ['failed', 'passed', 'refused'],
      ['stopped', 'passed', 'skipped'],
      ['cancelled', 'queued'],
    ] as const) {
      expect(hasTakenBack(run('r', 'a', state, ...states))).toBe(false);
      expect(takenBackBy('a', [run('r', 'a', state, ...states)])).toBeUndefined();
    }
  });
});

describe('whether a deployment can be taken back', () => {
  it('is not where it wrote nothing, because all was as planned already', () => {
    const mixed = [{ state: 'passed', asPlanned: 'left-alone' }, { state: 'passed' }] as const;
    const done = { kind: 'apply', state: 'succeeded' } as const;
    expect(canBeTakenBack({ ...done, instances: mixed }, false)).toBe(true);
    expect(canBeTakenBack({ ...done, instances: mixed.slice(0, 1) }, false)).toBe(false);
    expect(hasTakenBack({ kind: 'rollback', state: 'succeeded', instances: mixed })).toBe(true);
  });

  it('is told by its kind, its end, and whether anything of it is left', () => {
    const passed = lines('passed', 'refused');
    const kinds = DEPLOYMENT_KINDS.filter((kind) =>
      canBeTakenBack({ kind, state: 'succeeded', instances: passed }, false),
    );
    expect(kinds).toEqual(['apply', 'rollback', 'stop']);
    const states = DEPLOYMENT_STATES.filter((state) =>
      canBeTakenBack({ kind: 'apply', state, instances: passed }, false),
    );
    expect(states).toEqual(['succeeded', 'failed', 'stopped']);
    const left = (kind: 'apply' | 'rollback') =>
      INSTANCE_CHANGE_STATES.filter((state) =>
        canBeTakenBack({ kind, state: 'failed', instances: lines(state) }, false),
      );
    expect(left('apply')).toEqual(['passed']);
    expect(left('rollback')).toEqual(['passed', 'unwell']);
  });

  it('is no once it was, except for a stop: the servers may be down again', () => {
    const kinds = DEPLOYMENT_KINDS.filter((kind) =>
      canBeTakenBack({ kind, state: 'succeeded', instances: lines('passed') }, true),
    );
    expect(kinds).toEqual(['stop']);
  });
});

describe('how far a deployment has come', () => {
  const words = (kind: 'apply' | 'rollback' | 'restart', ...states: InstanceChangeState[]) =>
    progressOf({ kind, instances: lines(...states) });

  it('counts what is over, and never what waits for a restart', () => {
    expect(words('apply', 'passed', 'judging', 'refused')).toEqual({ done: 2, of: 3, words: '2 of 3 done' });
    expect(words('apply', 'flagged', 'flagged')).toEqual({
      ...{ done: 0, of: 2 },
      words: 'written; 2 wait for a restart',
    });
    expect(words('rollback', 'flagged').words).toBe('written; 1 waits for a restart');
    const found = { state: 'flagged', asPlanned: 'restart' } as const;
    expect(progressOf({ kind: 'apply', instances: [found, { state: 'flagged' }] }).words).toBe(
      'in place; 2 wait for a restart',
    );
    expect(words('apply', 'flagged', 'passed').words).toBe('1 of 2 done; written, and 1 waits for a restart');
    expect(words('restart', 'flagged', 'passed').words).toBe(
      '1 of 2 done; 1 waits for the verdicts of changes',
    );
    expect(words('restart', 'flagged', 'flagged').words).toBe('2 wait for the verdicts of changes');
  });
});
