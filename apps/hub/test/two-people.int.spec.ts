import { randomUUID } from 'node:crypto';
import { appendFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { DeploymentView } from '@archivesmp/contracts/deployment';
import type { PlanView } from '@archivesmp/contracts/plan';
import { DEMO_INSTANCES } from '@archivesmp/demo-fleet';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ChangeClient, type HubAnswer } from './change-client.js';
import { RestartLog } from './restart-log.js';
import { TestProduct } from './test-product.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const INSTANCE = 'SMP201';
const HOST = 'ovh';
const PLUGIN = 'Essentials';

let product: TestProduct;
let changeClient: ChangeClient;
let restarts: RestartLog;
let instanceId: string;
beforeAll(async () => {
  product = await TestProduct.start();
  restarts = new RestartLog(product.panels.values());
  await product.discovered(DEMO_INSTANCES.length);
  changeClient = await ChangeClient.open(product);
  instanceId = product.panels.get(HOST)!.controller.byName(INSTANCE)!.record.InstanceID;
});
afterAll(() => product?.close());
beforeEach(() => product.scanned({ instance: INSTANCE }));

let serial = 0;
const changeRequest = (value = `value ${(serial += 1)}`, key = `note-${(serial += 1)}`) => ({
  title: 'one more note',
  changes: [
    {
      instances: [INSTANCE],
      plugin: PLUGIN,
      file: 'config.yml',
      edits: [{ op: 'insert', path: [key], value }],
    },
  ],
});
const FILE = `plugins/${PLUGIN}/config.yml`;
const file = (): string => path.join(product.serverDir(HOST, INSTANCE), FILE);
const content = (): Promise<string> => readFile(file(), 'utf8');
const statuses = (answers: readonly HubAnswer<unknown>[]): number[] =>
  answers.map(({ status }) => status).sort();
const refused = (answers: readonly HubAnswer<unknown>[]): { code: string; detail: string } =>
  answers.find(({ status }) => status === 409)!.body as { code: string; detail: string };
const deploymentsOf = async ({ id }: PlanView): Promise<DeploymentView[]> => {
  const { body } = await changeClient.ask<{ deployments: DeploymentView[] }>(
    'GET',
    '/api/v1/deployments?limit=200',
  );
  return body.deployments.filter(({ planId }) => planId === id);
};
const startOf = ({ id: planId, hash }: PlanView, key?: string): Promise<HubAnswer<DeploymentView>> =>
  changeClient.ask<DeploymentView>(
    'POST',
    '/api/v1/deployments',
    { planId, hash },
    key === undefined ? {} : { key },
  );

describe('two people, or one who clicks twice,', () => {
  it('start one plan at the same moment: it runs once, the others are told that it runs', async () => {
    const plan = await changeClient.approved(await changeClient.planned(changeRequest()));
    const answers = await Promise.all([startOf(plan), startOf(plan), startOf(plan)]);
    expect(statuses(answers)).toEqual([202, 409, 409]);
    expect(refused(answers)).toMatchObject({
      code: 'plan.not-decidable',
      detail: expect.stringContaining('running'),
    });
    const [only, ...more] = await deploymentsOf(plan);
    expect(more).toEqual([]);
    expect(await changeClient.ended(only!.id)).toMatchObject({ state: 'succeeded' });
  });

  it('send one request again under its key: one effect, and the first answer again', async () => {
    const plan = await changeClient.approved(await changeClient.planned(changeRequest()));
    const key = randomUUID();
    const first = await startOf(plan, key);
    const again = await startOf(plan, key);
    expect([first.status, again.status]).toEqual([202, 202]);
    expect([first.replayed, again.replayed]).toEqual([false, true]);
    expect(again.body.id).toBe(first.body.id);
    expect(await deploymentsOf(plan)).toHaveLength(1);
    await changeClient.ended(first.body.id);
    const other = await changeClient.ask(
      'POST',
      '/api/v1/deployments',
      { planId: plan.id, hash: '0'.repeat(64) },
      { key },
    );
    expect(other).toMatchObject({ status: 409, body: { code: 'request.replayed' } });
  });

  it('send one request five times at once under its key: one effect', async () => {
    const before = restarts.of(instanceId);
    const key = randomUUID();
    const ask = () =>
      changeClient.ask<DeploymentView>('POST', '/api/restart', { instances: [INSTANCE] }, { key });
    const answers = await Promise.all(Array.from({ length: 5 }, ask));
    const accepted = answers.filter(({ status }) => status === 202);
    expect(new Set(accepted.map(({ body }) => body.id)).size).toBe(1);
    for (const { status, body } of answers)
      if (status !== 202) expect(body).toMatchObject({ code: 'request.in-progress' });
    expect(await changeClient.ended(accepted[0]!.body.id)).toMatchObject({ state: 'succeeded' });
    expect(restarts.of(instanceId) - before).toBe(1);
  });

  it('lose the answer with the hub: the same request gives what it made then', async () => {
    const plan = await changeClient.approved(await changeClient.planned(changeRequest()));
    const key = randomUUID();
    const first = await startOf(plan, key);
    await changeClient.ended(first.body.id);
    // As if the hub had died after the effect and before the answer was kept, more than a minute ago.
    await product.execute(
      'UPDATE idempotency_keys SET status = NULL, response = NULL, begun_at = begun_at - INTERVAL 2 MINUTE WHERE request_key = ?',
      [key],
    );
    const again = await startOf(plan, key);
    expect(again).toMatchObject({ status: 202, body: { id: first.body.id, state: 'succeeded' } });
    expect(await deploymentsOf(plan)).toHaveLength(1);
  });

  it('change two keys of one file: both are done, and nobody loses anything', async () => {
    const plans = [
      await changeClient.approved(await changeClient.planned(changeRequest('one'))),
      await changeClient.approved(await changeClient.planned(changeRequest('two'))),
    ];
    for (const plan of plans) {
      const { body } = await startOf(plan);
      expect(await changeClient.ended(body.id)).toMatchObject({ state: 'succeeded' });
    }
    const text = await content();
    expect([/: one$/m.test(text), /: two$/m.test(text)]).toEqual([true, true]);
  });

  it('change the same key: the first is done, the second hears what differs and loses nothing', async () => {
    const mine = await changeClient.approved(
      await changeClient.planned(changeRequest('mine', 'wanted-by-two')),
    );
    const theirs = await changeClient.approved(
      await changeClient.planned(changeRequest('theirs', 'wanted-by-two')),
    );
    const { body } = await startOf(mine);
    expect(await changeClient.ended(body.id)).toMatchObject({ state: 'succeeded' });
    const late = await startOf(theirs);
    expect(late).toMatchObject({
      status: 409,
      body: {
        code: 'plan.stale',
        detail: expect.stringContaining(`deployment ${body.id} changed wanted-by-two`),
      },
    });
    const { errors } = late.body as unknown as { errors: { field: string; message: string }[] };
    expect(errors).toMatchObject([{ field: `${INSTANCE} ${FILE}` }]);
    expect(errors[0]!.message).toMatch(/^\+wanted-by-two: mine$/m);
    expect(await content()).toContain('mine');
    expect(await content()).not.toContain('theirs');
    expect((await changeClient.plan(theirs.id)).state).toBe('stale');
  });

  it('change the same key at the same moment: one is done, the other is refused by name', async () => {
    const plans = [
      await changeClient.approved(await changeClient.planned(changeRequest('one of two', 'at-once'))),
      await changeClient.approved(await changeClient.planned(changeRequest('two of two', 'at-once'))),
    ];
    const started = await Promise.all(plans.map((plan) => startOf(plan)));
    expect(statuses(started)).toEqual([202, 202]);
    const ends = await Promise.all(started.map(({ body }) => changeClient.ended(body.id)));
    expect(ends.map(({ state }) => state).sort()).toEqual(['failed', 'succeeded']);
    const [winner, loser] = ['succeeded', 'failed'].map((end) => ends.find(({ state }) => state === end)!);
    expect(loser!.instances[0]).toMatchObject({
      state: 'refused',
      reason: expect.stringContaining(`deployment ${winner!.id} changed at-once`),
    });
    const text = await content();
    expect([/: one of two$/m.test(text), /: two of two$/m.test(text)].filter(Boolean)).toHaveLength(1);
  });

  it('approve while the key moves: 409 with the diff, secrets masked', async () => {
    const plan = await changeClient.planned(changeRequest('wanted', 'moving'));
    await appendFile(file(), 'mail-password: canary-of-the-diff\nmoving: by somebody\n');
    const answer = await changeClient.ask(
      'POST',
      `/api/v1/plans/${plan.id}/approve`,
      { hash: plan.hash },
      {
        token: await product.newPerson(['write'], 'somebody else'),
      },
    );
    expect(answer).toMatchObject({ status: 409, body: { code: 'plan.stale' } });
    const text = JSON.stringify(answer.body);
    expect(text).toContain('+moving: by somebody');
    expect(text).not.toContain('canary-of-the-diff');
    expect((await changeClient.plan(plan.id)).state).toBe('stale');
  });

  it('read different plans: the approval of another hash counts for nothing', async () => {
    const plan = await changeClient.planned(changeRequest());
    const token = await product.newPerson(['write'], 'reader');
    const path_ = `/api/v1/plans/${plan.id}/approve`;
    const other = await changeClient.ask('POST', path_, { hash: 'f'.repeat(64) }, { token });
    expect(other).toMatchObject({ status: 409, body: { code: 'plan.other-hash' } });
    expect((await changeClient.plan(plan.id)).approvals).toEqual([]);
  });
});
