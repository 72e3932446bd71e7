import { randomUUID } from 'node:crypto';
import type { OrderOutcome } from '@archivesmp/contracts/order';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDeployment } from './deployment-rig.js';
import { answeredScan, at, historyRig, observed, type HistoryRig } from './history-rig.js';

let rig: HistoryRig;
beforeAll(async () => {
  rig = await historyRig();
});
afterAll(async () => {
  await rig[Symbol.asyncDispose]();
});

describe('files that were written since they were read', () => {
  it('are those of orders that were carried out, until a scan of the instance or the plugin', async () => {
    const { history } = rig;
    const { id: deploymentId, instances } = await aDeployment(history);
    const [instance, other] = instances;
    const scanned = async (from: number, plugin?: string): Promise<void> => {
      const scope = plugin === undefined ? {} : { plugin };
      const scanId = await answeredScan(history, [instance], scope, at(from));
      await history.scanResults.recordInstanceResult(observed(scanId, instance, []), at(from + 30));
      await history.scanResults.completeScan(scanId, [], { instanceIds: [instance.id] }, at(from + 31));
    };
    let fence = 0;
    const ordered = async (seconds: number, state: OrderOutcome['state'], ...paths: string[]) => {
      fence += 1;
      const { id: instanceId, host, folder } = instance;
      const expiresAt = at(9_000).toISOString();
      const order = { orderId: randomUUID(), deploymentId, instanceId, host, fence, expiresAt };
      const files = paths.map((path) => ({ path, before: null, after: 'a'.repeat(64) }));
      const text = JSON.stringify({ ...order, folder, files });
      await history.orders.issueOrder(
        { order, direction: 'forward', text, signature: 'c2ln' },
        at(seconds - 1),
      );
      await history.orders.recordOrderOutcome(
        { orderId: order.orderId, instanceId, fence, state },
        host,
        at(seconds),
      );
    };
    const written = async () =>
      (await history.writtenSinceScan.listWrittenFiles([instance.id, other.id])).map(
        ({ plugin, file, at: when }) => `${plugin}/${file} ${(when.getTime() - at(0).getTime()) / 1000}`,
      );
    expect(await history.writtenSinceScan.listWrittenFiles([])).toEqual([]);
    await ordered(50, 'applied', 'plugins/CMI/config.yml');
    expect(await written()).toEqual([]);
    await scanned(100);
    await ordered(99, 'applied', 'plugins/CMI/seen.yml');
    await ordered(120, 'applied', 'plugins/CMI/config.yml', 'server.properties');
    await ordered(200, 'refused', 'plugins/CMI/other.yml');
    expect(await written()).toEqual(['CMI/config.yml 120', '_server/server.properties 120']);
    expect(await history.writtenSinceScan.listWrittenFiles([instance.id])).toMatchObject([
      { instanceId: instance.id, deploymentId },
      { instanceId: instance.id, deploymentId },
    ]);
    await scanned(300, 'CMI');
    expect(await written()).toEqual(['_server/server.properties 120']);
    await ordered(400, 'applied', 'plugins/CMI/config.yml');
    expect(await written()).toEqual(['_server/server.properties 120', 'CMI/config.yml 400']);
    await scanned(500);
    expect(await written()).toEqual([]);
  });
});
