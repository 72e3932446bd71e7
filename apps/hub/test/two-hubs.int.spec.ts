import type { DeploymentView } from '@archivesmp/contracts/deployment';
import { DEMO_INSTANCES } from '@archivesmp/demo-fleet';
import { processRecord } from '@archivesmp/private-services';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ChangeClient } from './change-client.js';
import { partsOf, type Accepted } from './accepted-changes.js';
import { Invariants, type Before } from './invariants.js';
import { RestartLog } from './restart-log.js';
import { TestProduct } from './test-product.js';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

/** Requests of agents that a round of deployments has made when one of the hubs dies. */
const IN_THE_MIDDLE = 12;

let product: TestProduct;
let changeClient: ChangeClient;
let restarts: RestartLog;
let invariants: Invariants;
beforeAll(async () => {
  // What an agent was telling a hub that stands still, it tells again after 30 s of silence; a verdict has to wait for that
  product = await TestProduct.start({ durable: true, deployment: { verdict_within_seconds: 90 } });
  await product.discovered(DEMO_INSTANCES.length);
  await product.scanned();
  await product.startSecondHub();
  restarts = new RestartLog(product.panels.values());
  invariants = Invariants.open(product, restarts);
  changeClient = await ChangeClient.open(product);
});
afterAll(async () => {
  invariants?.close();
  await product?.close();
});

describe('two hubs on the same stores', () => {
  it('scans asked of both at once are one scan, and add no row when nothing changed', async () => {
    const rows = await product.findingRows();
    const tickets = [];
    for (const hub of ['hub', 'hub-2', 'hub', 'hub-2'] as const) {
      product.talkTo(hub);
      tickets.push(await product.requestScan());
    }
    product.talkTo('hub');
    const ids = new Set(tickets.map(({ id }) => id));
    for (const id of ids) expect((await product.scanEnd(id)).state).toBe('completed');
    expect(await product.findingRows()).toBe(rows);
  });

  it.each(['hub', 'hub-2'] as const)('a scan goes on when %s is killed in its middle', async (victim) => {
    const rows = await product.findingRows();
    const survivor = victim === 'hub' ? 'hub-2' : 'hub';
    product.talkTo(victim);
    product.gate.holdAfter(3);
    const { id } = await product.requestScan();
    await product.eventually('the scan to be half way', async () => product.gate.held > 0 || undefined);
    await product.kill(victim);
    product.talkTo(survivor);
    product.gate.release();
    expect((await product.scanEnd(id)).state).toBe('completed');
    expect(await product.findingRows()).toBe(rows);
    await revive(victim);
  });

  it.each(['hub', 'hub-2'] as const)(
    'every effect of deployments happens once when %s is killed in their middle',
    async (victim) => {
      const round = await halfWay(victim);
      await product.kill(victim);
      await eachOnce(round);
      await revive(victim);
    },
  );

  it('a hub that stands still until the other has done its work finds nothing left to do', async () => {
    const round = await halfWay('hub-2');
    const { pid } = processRecord(product.dir, 'hub-2')!;
    process.kill(pid, 'SIGSTOP');
    try {
      await eachOnce(round);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    // It is at work again when a scan that was asked of it has ended.
    product.talkTo('hub-2');
    expect(await product.scanned()).toMatchObject({ state: 'completed' });
    await eachOnce(round);
    product.talkTo('hub');
  });
});

interface Round {
  readonly before: Before;
  readonly accepted: readonly Accepted[];
}

/** A deployment per instance, asked of both hubs in turn; returns in their middle, with everybody talking to the other hub. */
async function halfWay(victim: 'hub' | 'hub-2'): Promise<Round> {
  const survivor = victim === 'hub' ? 'hub-2' : 'hub';
  product.talkTo(survivor);
  await product.scanned();
  const plans = await Promise.all(
    (await targets()).map(async (name) => changeClient.approved(await planFor(name))),
  );
  const before = await invariants.before();
  const begin = product.gate.seen;
  const accepted: Accepted[] = [];
  for (const [index, plan] of plans.entries()) {
    product.talkTo(index % 2 === 0 ? victim : survivor);
    const { status, body } = await changeClient.start(plan);
    expect(status).toBe(202);
    accepted.push({ id: body.id, kind: 'apply', parts: partsOf(product, plan, 'apply') });
  }
  product.talkTo(survivor);
  await product.eventually(
    'the deployments to be half way',
    async () => product.gate.seen - begin >= IN_THE_MIDDLE || undefined,
  );
  return { before, accepted };
}

/** All of them succeeded, no invariant is hurt, and every server was restarted once. */
async function eachOnce({ before, accepted }: Round): Promise<void> {
  const ends: DeploymentView[] = await Promise.all(accepted.map(({ id }) => changeClient.ended(id)));
  expect(ends.map(({ state }) => state)).toEqual(ends.map(() => 'succeeded'));
  expect(await invariants.violations(before, accepted)).toEqual([]);
  for (const { instances } of ends)
    for (const { instanceId } of instances)
      expect(restarts.of(instanceId) - before.lives.get(instanceId)!).toBe(1);
}

async function revive(name: 'hub' | 'hub-2'): Promise<void> {
  await (name === 'hub' ? product.startHub() : product.startSecondHub());
}

const PLUGIN = 'CMI';
let serial = 0;

async function targets(): Promise<string[]> {
  const files = await product.history.configFiles.listConfigFiles({ plugin: PLUGIN });
  const ids = new Set(files.filter((one) => one.path === 'config.yml').map((one) => one.instanceId));
  return (await product.history.fleet.listInstances())
    .filter(({ id }) => ids.has(id))
    .map(({ name }) => name);
}

const planFor = (instance: string) =>
  changeClient.planned({
    title: 'a note',
    changes: [
      {
        instances: [instance],
        plugin: PLUGIN,
        file: 'config.yml',
        edits: [{ op: 'insert', path: [`note-${(serial += 1)}`], value: 'kept' }],
      },
    ],
  });
