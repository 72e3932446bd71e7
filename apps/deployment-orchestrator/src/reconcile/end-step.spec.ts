import { expect, it } from 'vitest';
import { madeHistory, SQL } from '../../test/made-history.js';
import { endStep } from './end-step.js';

const KEY = { deploymentId: 'd1', instanceId: 'i1', step: 'restart', attempt: 3 };

it('a step ends once, and its deployment is woken each time', async () => {
  const ended = async (state: string | undefined) => {
    const { history, asked } = madeHistory({
      transaction: (work: (sql: typeof SQL) => unknown) => work(SQL),
      'deploymentSteps.findStep': () => state && { state },
    });
    await endStep(history, KEY, 'failed', { reason: 'why' });
    return asked;
  };
  const first = await ended('begun');
  expect(first.map(({ what }) => what)).toEqual([
    'transaction',
    'deploymentSteps.findStep',
    'deploymentSteps.endStep',
    'deployments.wakeDeployment',
  ]);
  expect(first[2]!.args.slice(0, 3)).toEqual([KEY, 'failed', { reason: 'why' }]);
  expect(first[3]!.args[0]).toBe('d1');
  for (const { what, args } of first.slice(1)) expect(args, what).toContain(SQL);
  for (const state of ['done', undefined])
    expect((await ended(state)).map(({ what }) => what)).toEqual([
      'transaction',
      'deploymentSteps.findStep',
      'deployments.wakeDeployment',
    ]);
});
