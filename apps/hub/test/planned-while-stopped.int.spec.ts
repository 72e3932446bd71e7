import { DEMO_INSTANCES } from '@archivesmp/demo-fleet';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ChangeDesk } from './change-desk.js';
import { RestartLog } from './restart-log.js';
import { TestProduct } from './test-product.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const [STOPPED, READY] = [0, 20];

let product: TestProduct;
beforeAll(async () => {
  product = await TestProduct.start();
  await product.discovered(DEMO_INSTANCES.length);
  await product.scanned();
});
afterAll(() => product?.close());

it('a server that runs although the plan found it stopped is neither restarted unasked nor called well', async () => {
  const desk = await ChangeDesk.open(product);
  const restarts = new RestartLog(product.panels.values());
  const instance = (await product.history.fleet.instances()).find(({ name }) => name === 'SMP101')!;
  const { app } = product.panels.get(instance.host)!.controller.byName(instance.name)!;
  app.jump(STOPPED);
  await product.discover();
  const plan = await desk.planned({
    title: 'a note',
    changes: [
      {
        instances: [instance.name],
        plugin: 'CMI',
        file: 'config.yml',
        edits: [{ op: 'insert', path: ['note'], value: 'kept' }],
      },
    ],
  });
  expect(product.plannedPart(plan, instance.id)).toMatchObject({ restart: false });
  app.jump(READY);
  const { body } = await desk.start(await desk.approved(plan));
  const ended = await desk.ended(body.id, ['paused']);
  expect(ended).toMatchObject({
    state: 'paused',
    instances: [{ state: 'inconclusive', reason: expect.stringContaining('restart it') }],
  });
  expect(restarts.of(instance.id)).toBe(0);
});
