import type { Step } from '@archivesmp/history';
import { describe, expect, it } from 'vitest';
import { madeHistory } from '../../test/made-history.js';
import { findRestart, restartAmong } from './find-restart.js';

const step = (name: string, attempt: number, deploymentId = 'd1'): Step =>
  ({ deploymentId, instanceId: 'i1', step: name, attempt, state: 'done' }) as unknown as Step;

describe('the restart after which an instance is judged', () => {
  it('is the restart or start of that deployment under that fence', () => {
    const [start, restart] = [step('start', 3), step('restart', 4)];
    const steps = [step('stop', 3), step('start', 3, 'd2'), start, restart];
    expect(restartAmong(steps, { deploymentId: 'd1', attempt: 3 })).toBe(start);
    expect(restartAmong(steps, { deploymentId: 'd1', attempt: 4 })).toBe(restart);
    expect(restartAmong(steps, { deploymentId: 'd1', attempt: 5 })).toBeUndefined();
  });

  it('is the one that it shares, else its own; none where nothing was begun', async () => {
    const { history, asked } = madeHistory({
      'deploymentSteps.listSteps': (id: string) => [step('restart', 3, id), step('restart', 9, id)],
    });
    const shared = { instanceId: 'i1', fence: 3, restartedBy: { deploymentId: 'd2', attempt: 9 } };
    expect(await findRestart(history, 'd1', shared)).toMatchObject({ deploymentId: 'd2', attempt: 9 });
    expect(await findRestart(history, 'd1', { instanceId: 'i1', fence: 3 })).toMatchObject({
      deploymentId: 'd1',
      attempt: 3,
    });
    expect(asked.map(({ args }) => args.slice(0, 2))).toEqual([
      ['d2', 'i1'],
      ['d1', 'i1'],
    ]);
    expect(await findRestart(history, 'd1', { instanceId: 'i1' })).toBeUndefined();
    expect(asked).toHaveLength(2);
  });
});
