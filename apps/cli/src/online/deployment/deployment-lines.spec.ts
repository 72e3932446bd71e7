import type { DeploymentView, InstanceChangeState } from '@archivesmp/api-client';
import { DEPLOYMENT_STATES, INSTANCE_CHANGE_STATES } from '@archivesmp/contracts/deployment-states';
import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { deploymentLines, isMoving, kindText, whatToDoNextLines } from './deployment-lines.js';
import { isDeploymentAtRest, wentAsAsked } from './follow-deployment.js';

const BEGUN = '2026-11-21T09:00:00.000Z';
const NOW = Date.parse('2026-11-21T09:02:30.000Z');
const colors = pc.createColors(false);

const change = (instance: string, state: InstanceChangeState, wave = 1, reason?: string) => ({
  instanceId: `id-${instance}`,
  instance,
  host: 'ovh',
  wave,
  state,
  changedAt: '2026-11-21T09:02:20.000Z',
  ...(reason !== undefined && { reason }),
});

const view = (more: Partial<DeploymentView> = {}): DeploymentView => ({
  id: 'd1',
  kind: 'apply',
  state: 'running',
  requestedBy: 'mia',
  requestedAt: BEGUN,
  instances: [
    change('BENT01', 'queued', 2),
    change('DEV01', 'judging'),
    change('A1', 'passed', 1, 'all is well'),
  ],
  canBeTakenBack: false,
  progress: { done: 0, of: 3, words: '' },
  ...more,
});

describe('a deployment for people', () => {
  it('has a line for each instance, in the order of waves', () => {
    expect(deploymentLines(view({ reason: 'resumed by mia' }), NOW, colors)).toEqual([
      'apply  running  d1 by mia, since 2 min 30 s',
      '  resumed by mia',
      '  wave 1  A1      ovh  ✓ passed           all is well',
      '  wave 1  DEV01   ovh  ● judging          10 s',
      '  wave 2  BENT01  ovh  · queued',
      '  1 of 3 done',
    ]);
  });

  it('says how long it took, and shows no command to the terminal', () => {
    const over = view({
      state: 'failed',
      finishedAt: '2026-11-21T09:00:08.000Z',
      instances: [change('DEV01', 'rolled-back', 1, 'CMI \u001b[2J')],
    });
    expect(deploymentLines(over, NOW, colors)).toEqual([
      'apply  failed  d1 by mia, took 8 s',
      '  wave 1  DEV01  ovh  ✗ rolled-back      CMI \\u001b[2J',
    ]);
  });

  it('keeps to the lines there are: what moves is shown', () => {
    const instances = Array.from({ length: 50 }, (_, index) =>
      change(`SMP${index + 10}`, index < 3 ? 'restarting' : 'queued'),
    );
    const lines = deploymentLines(view({ instances }), NOW, colors, 8);
    expect(lines).toEqual([
      'apply  running  d1 by mia, since 2 min 30 s',
      '  wave 1  SMP10  ovh  ● restarting       10 s',
      '  wave 1  SMP11  ovh  ● restarting       10 s',
      '  wave 1  SMP12  ovh  ● restarting       10 s',
      '  … and 47 more',
      '  0 of 50 done',
    ]);
    for (const height of [1, 2, 3, 4, 5, 20])
      expect(deploymentLines(view({ instances }), NOW, colors, height).length).toBeLessThanOrEqual(
        Math.max(2, height),
      );
  });

  it('says in one word and one count what waits for a restart', () => {
    const flagged = view({ state: 'flagged', instances: [change('A', 'flagged'), change('B', 'flagged')] });
    expect(deploymentLines(flagged, NOW, colors).at(-1)).toBe('  written; 2 wait for a restart');
  });

  it('every state of an instance has its sign', () => {
    for (const state of INSTANCE_CHANGE_STATES)
      expect(deploymentLines(view({ instances: [change('A', state)] }), NOW, colors)[1]).toMatch(
        new RegExp(`ovh {2}[✓✗?!●·] ${state}`),
      );
  });
});

describe('the end of following', () => {
  it.each(DEPLOYMENT_STATES)('a deployment that is %s is over, or goes on by itself', (state) => {
    const still = view({ state, instances: [change('A', 'queued')] });
    const rests = ['succeeded', 'failed', 'stopped', 'cancelled', 'paused', 'flagged'];
    expect(isDeploymentAtRest(still)).toBe(rests.includes(state));
  });

  it('a pause lets what was begun come to its end', () => {
    for (const state of INSTANCE_CHANGE_STATES) {
      const one = change('A', state);
      expect(isDeploymentAtRest(view({ state: 'paused', instances: [one] }))).toBe(!isMoving(one));
    }
  });
});

describe('the exit code', () => {
  it('is that of a success only where nothing was left out', () => {
    expect(wentAsAsked(view({ state: 'succeeded', instances: [change('A', 'passed')] }))).toBe(true);
    expect(wentAsAsked(view({ state: 'flagged', instances: [change('A', 'flagged')] }))).toBe(true);
    const left = [change('A', 'passed'), change('B', 'skipped')];
    expect(wentAsAsked(view({ state: 'succeeded', instances: left }))).toBe(false);
    expect(wentAsAsked(view({ state: 'failed', instances: [change('A', 'passed')] }))).toBe(false);
  });
});

describe('what can be done next', () => {
  it.each([
    ['running', 'judging', [/asmp deployment d1 --wait/]],
    ['paused', 'queued', [/asmp resume d1/, /asmp stop d1/]],
    ['paused', 'inconclusive', [/asmp accept d1/, /asmp stop d1/]],
    ['flagged', 'flagged', [/asmp restart --instance A/, /asmp stop d1/]],
    ['succeeded', 'passed', [/asmp rollback d1/]],
    ['failed', 'rolled-back', []],
    ['cancelled', 'skipped', []],
  ] as const)('%s with an instance that is %s', (state, ofInstance, expected) => {
    const steps = whatToDoNextLines(view({ state, instances: [change('A', ofInstance)] }));
    expect(steps.length).toBe(expected.length);
    expected.forEach((pattern, index) => expect(steps[index]).toMatch(pattern));
  });

  it('a stop is taken back by a start', () => {
    const stopped = view({ kind: 'stop', state: 'succeeded', instances: [change('A', 'passed')] });
    expect(whatToDoNextLines(stopped)).toEqual(['start again what it stopped: asmp rollback d1']);
    const paused = view({ kind: 'stop', state: 'paused', instances: [change('A', 'queued')] });
    expect(whatToDoNextLines(paused)).toEqual([
      'go on: asmp resume d1',
      'begin nothing more of it: asmp stop d1',
    ]);
  });

  it('a rollback is taken back as well, and what was taken back is not offered again', () => {
    const back = view({
      ...{ kind: 'rollback', state: 'succeeded', undoes: 'd0d0d0d0-1', undoesKind: 'apply' },
      instances: [change('A', 'passed')],
    });
    expect(whatToDoNextLines(back)).toEqual(['give back what this rollback took: asmp rollback d1']);
    const done = view({ ...back, takenBack: { deploymentId: 'd2', isDone: true } });
    expect(whatToDoNextLines(done)).toEqual(['what takes it back: asmp deployment d2']);
    expect(deploymentLines(done, NOW, colors).slice(1, 3)).toEqual([
      '  takes back the deployment d0d0d0d0-1',
      '  was taken back by d2',
    ]);
    const moving = view({
      ...back,
      undoesKind: 'rollback',
      takenBack: { deploymentId: 'd2', isDone: false },
    });
    expect(deploymentLines(moving, NOW, colors).slice(1, 3)).toEqual([
      '  takes back the rollback d0d0d0d0-1',
      '  is being taken back by d2',
    ]);
    expect(kindText(moving)).toBe('rollback of rollback d0d0d0d0');
    expect(kindText(view())).toBe('apply');
  });
});
