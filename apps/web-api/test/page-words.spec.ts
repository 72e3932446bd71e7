import {
  changeStatesOf,
  DEPLOYMENT_STATES,
  INSTANCE_CHANGE_STATES,
  PLAN_OUTCOMES,
  PLAN_STATES,
} from '@archivesmp/contracts/deployment-states';
import { HEALTH_STATES } from '@archivesmp/contracts/vocabulary';
import { describe, expect, it } from 'vitest';
import {
  deploymentTitle,
  HOLDS_CHANGE,
  progressWords,
  relationsOf,
  shortId,
} from '../public/deployment-words.js';
import { titleOfTheSame } from '../public/select-findings.js';
import { healthWords, operationWords, STATES_WITH_WORDS, stateWords } from '../public/state-badge.js';
import { showTimes } from '../public/time.js';

const servers = (...states: string[]) => states.map((state) => ({ state }));

it('pages count a server as changed in the states of which the table says so', () => {
  const isChanged = changeStatesOf(
    ({ files, way }) => way === 'forward' && (files === 'changing' || files === 'changed'),
  );
  expect([...HOLDS_CHANGE].sort()).toEqual(isChanged.sort());
});

describe('the words of the pages', () => {
  it('are there for every state of plans, deployments and servers', () => {
    expect(STATES_WITH_WORDS).toEqual(
      expect.arrayContaining([
        ...PLAN_STATES,
        ...DEPLOYMENT_STATES,
        ...INSTANCE_CHANGE_STATES,
        ...PLAN_OUTCOMES,
      ]),
    );
  });

  it('of the health of a server are its own, whatever a state of a deployment is called', () => {
    expect(HEALTH_STATES.map(healthWords)).toEqual([...HEALTH_STATES]);
    expect(stateWords('stopped')).toBe('stopped and undone');
  });

  it('of a plan name the files of a server, which are of no plugin', () => {
    const of = (plugin: string, instance: string) => ({ plugin, instance });
    expect(titleOfTheSame([of('_server', 'A01')])).toBe('server files as it should be on A01');
    expect(titleOfTheSame([of('CMI', 'A01'), of('CMI', 'B01')])).toBe('CMI as it should be on 2 servers');
    expect(titleOfTheSame([of('CMI', 'A01'), of('_server', 'A01')])).toBe(
      'Several plugins as it should be on A01',
    );
  });

  it('of what was done to a server are no words of the program', () => {
    for (const operation of ['running', 'failed', 'rolled-back'])
      expect(operationWords(operation)).toMatch(/^[a-z ]{12,}$/);
  });

  it('of a deployment tell apart what changes, takes back, and takes that back', () => {
    const one = { instances: servers('passed') };
    expect(deploymentTitle({ ...one, kind: 'apply' }, 'Drift')).toBe('Change 1 server: Drift');
    const back = { ...one, kind: 'rollback', undoesKind: 'apply' };
    expect(deploymentTitle(back, 'Drift')).toBe('Roll back 1 server: Drift');
    expect(deploymentTitle({ ...back, undoesKind: 'rollback' }, 'Drift')).toBe(
      'Take back a roll back on 1 server: Drift',
    );
    expect(deploymentTitle({ ...one, kind: 'start', undoesKind: 'stop' })).toBe('Start 1 server again');
    expect(relationsOf({ undoes: 'a' })).toEqual([['takes back', 'a']]);
    expect(relationsOf({ undoes: 'a', takenBack: { deploymentId: 'b', isDone: true } })).toEqual([
      ['takes back', 'a'],
      ['taken back by', 'b'],
    ]);
    expect(relationsOf({ takenBack: { deploymentId: 'b', isDone: false } })).toEqual([
      ['being taken back by', 'b'],
    ]);
    expect(shortId('0123456789')).toBe('01234567');
  });

  it('of how far a deployment has come are those of the API', () => {
    const progress = { done: 0, of: 2, words: 'written; 2 wait for a restart' };
    expect(progressWords({ progress, instances: servers('flagged', 'flagged') })).toBe(
      'written; 2 wait for a restart.',
    );
    const half = { done: 1, of: 2, words: '1 of 2 done' };
    expect(progressWords({ progress: half, instances: servers('passed', 'judging') })).toBe(
      '1 of 2 done: 1 well · 1 being watched.',
    );
  });
});

it('clocks go on without anything being read again', () => {
  const ago = { childNodes: [1], lastChild: { data: '' }, dateTime: '2026-11-21T12:00:00.000Z' };
  const runs = { dataset: { since: '2026-11-21T12:00:00.000Z' }, textContent: '1 s' };
  const part = { querySelectorAll: (which: string) => (which.startsWith('time') ? [ago] : [runs]) };
  showTimes(part, Date.parse('2026-11-21T12:00:09.000Z'));
  expect([ago.lastChild.data, runs.textContent]).toEqual(['9 seconds ago', '9 s']);
});
