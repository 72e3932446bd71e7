import { BY_NAME_AND_SHAPE } from '@archivesmp/secrets';
import type { DeploymentStatus } from '@archivesmp/history';
import { describe, expect, it } from 'vitest';
import { fitOrders, type FitStores } from './fit-orders.js';

const file = { path: 'c.yml', plugin: 'CMI', kind: 'config', before: 'old', after: 'new', keys: [] };
const instance = { instanceId: 'i1', name: 'lobby', files: [file], restart: true, risks: [] };
const plan = {
  hash: 'h',
  askedAt: new Date(0),
  text: JSON.stringify({ waves: [{ wave: 1, instances: [instance] }] }),
};

/** What is fitted for one instance under fence 2 whose files were looked at, and whether its plan was read. */
async function fitted(state: string, orders: readonly { direction: string; fence: number }[] = []) {
  const inspectionFor = (purpose: string, holds: string) => ({
    inspectionId: purpose,
    instanceId: 'i1',
    purpose,
    fence: 2,
    report: { files: [{ path: 'c.yml', sha256: holds }] },
  });
  const lines = [{ instanceId: 'i1', state, fence: 2 }];
  const deployment = { id: 'd1', kind: 'apply', planId: 'p1', options: {}, instances: lines };
  const written = { instanceId: 'i1', files: [file], outcome: { state: 'applied' } };
  let planWasRead = false;
  const readPlan = async (): Promise<typeof plan> => {
    planWasRead = true;
    return plan;
  };
  const stores = {
    history: {
      orders: { listOrders: async () => orders.map((order) => ({ ...written, ...order })) },
      inspections: {
        listInspections: async () => [inspectionFor('forward', 'old'), inspectionFor('back', 'new')],
      },
      deploymentSteps: { listSteps: async () => [] },
      plans: { readPlan },
    },
    secretRules: { judgeOf: async () => () => BY_NAME_AND_SHAPE },
  } as unknown as FitStores;
  const fits = await fitOrders(deployment as unknown as DeploymentStatus, stores);
  return { fits: [...fits.keys()], planWasRead };
}

describe('the changes that are fitted before a reconcile step', () => {
  it('are those whose order is to be given now, each by the look in its direction', async () => {
    expect((await fitted('applying')).fits).toEqual(['forward']);
    expect((await fitted('rolling-back', [{ direction: 'forward', fence: 1 }])).fits).toEqual(['back']);
  });

  it('are fitted anew under another fence or in the other direction, and never once the order is given', async () => {
    expect((await fitted('applying', [{ direction: 'forward', fence: 1 }])).fits).toEqual(['forward']);
    expect((await fitted('applying', [{ direction: 'back', fence: 2 }])).fits).toEqual(['forward']);
    expect((await fitted('applying', [{ direction: 'forward', fence: 2 }])).fits).toEqual([]);
    const both = [
      { direction: 'forward', fence: 1 },
      { direction: 'back', fence: 2 },
    ];
    expect((await fitted('rolling-back', both)).fits).toEqual([]);
  });

  it('need no plan where no instance is being changed or taken back', async () => {
    for (const state of ['queued', 'judging', 'passed', 'restarting-back'])
      expect(await fitted(state)).toEqual({ fits: [], planWasRead: false });
    expect((await fitted('applying')).planWasRead).toBe(true);
  });
});
