import { randomUUID } from 'node:crypto';
import type { OrderOutcome } from '@archivesmp/contracts/order';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrderDirection } from '@archivesmp/contracts/order-facts';
import type { PowerDirection } from '../src/index.js';
import { aDeployment } from './deployment-rig.js';
import {
  anInstance,
  answeredScan,
  at,
  discover,
  historyRig,
  observed,
  type HistoryRig,
} from './history-rig.js';

let rig: HistoryRig;
beforeAll(async () => {
  rig = await historyRig();
});
afterAll(async () => {
  await rig[Symbol.asyncDispose]();
});

const REVISION = 'd'.repeat(64);
const [OLD, NEW] = ['a'.repeat(64), 'b'.repeat(64)];
const CONFIG = 'plugins/CMI/config.yml';

/** Two instances of a deployment; the first was looked at from second 100 on, and recorded at second 130. */
async function scanned() {
  const { id: deploymentId, instances } = await aDeployment(rig.history);
  const [instance, other] = instances;
  const scanId = await answeredScan(rig.history, [instance], {}, at(100));
  await rig.history.scanResults.recordInstanceResult(
    observed(scanId, instance, [], { desiredRevision: REVISION }),
    at(130),
  );
  await rig.history.scanResults.completeScan(scanId, [], { instanceIds: [instance.id] }, at(131));
  let fence = 0;
  /** An order to the first instance that ended at that second. */
  const ordered = async (
    seconds: number,
    state: OrderOutcome['state'],
    what: { files?: object[]; power?: 'restart' },
    direction: OrderDirection | PowerDirection = 'forward',
  ) => {
    fence += 1;
    const order = {
      orderId: randomUUID(),
      deploymentId,
      instanceId: instance.id,
      host: instance.host,
      fence,
      expiresAt: at(9_000).toISOString(),
    };
    const text = JSON.stringify({ ...order, folder: instance.folder, ...what });
    await rig.history.orders.issueOrder({ order, direction, text, signature: 'c2ln' }, at(seconds - 1));
    const { orderId, instanceId } = order;
    await rig.history.orders.recordOrderOutcome(
      { orderId, instanceId, fence, state },
      instance.host,
      at(seconds),
    );
  };
  const stepped = async (step: string, from: number, to?: number, asked?: number) => {
    fence += 1;
    const key = { deploymentId, instanceId: instance.id, step, attempt: fence };
    await rig.history.deploymentSteps.beginStep(key, fence, at(from));
    if (asked !== undefined)
      await rig.history.deploymentSteps.beginStep({ ...key, step: `ask-${step}` }, fence, at(asked));
    if (to !== undefined) await rig.history.deploymentSteps.endStep(key, 'done', undefined, at(to));
  };
  const record = () => rig.history.causeRecord.readInstanceHistory(instance.id, at(1_000));
  return { deploymentId, instance, other, ordered, stepped, record };
}

const writes = (after: string | null, path = CONFIG) => ({
  files: [{ path, plugin: 'CMI', before: OLD, after }],
});

describe('the record that causes are told by', () => {
  it('knows nothing of an instance that was never scanned as a whole', async () => {
    const one = anInstance('NEW01');
    await discover(rig.history, one);
    const nothing = { written: new Map(), known: new Map(), starts: [] };
    expect(await rig.history.causeRecord.readInstanceHistory(one.id, at(10))).toEqual(nothing);
    expect(await rig.history.causeRecord.readInstanceHistory(randomUUID(), at(10))).toEqual(nothing);
  });

  it('begins when the last scan asked for the files, and says what it compared with', async () => {
    const { record, ordered, deploymentId } = await scanned();
    await ordered(99, 'applied', writes(NEW, 'plugins/CMI/seen.yml'));
    await ordered(120, 'applied', writes(NEW));
    expect(await record()).toEqual({
      scannedAt: at(100),
      judgedRevision: REVISION,
      written: new Map([[CONFIG, { deploymentId, content: NEW }]]),
      known: new Map([[CONFIG, [{ path: CONFIG, at: at(120), content: NEW, isOurs: true }]]]),
      starts: [],
    });
  });

  it('begins when the scan was recorded, once nothing else is kept of that scan', async () => {
    const { record, instance } = await scanned();
    await rig.sql.query('DELETE FROM scan_instances WHERE instance_id = ?', [instance.id]);
    expect((await record()).scannedAt).toEqual(at(130));
  });

  it('names the last change of a file that was done, and no other', async () => {
    const { record, ordered, deploymentId } = await scanned();
    await ordered(200, 'applied', writes(NEW));
    await ordered(210, 'applied', writes(null), 'back');
    await ordered(220, 'refused', writes(NEW));
    await ordered(230, 'undone', writes(NEW));
    const { written, known } = await record();
    expect(written).toEqual(new Map([[CONFIG, { deploymentId, content: undefined, isRollback: true }]]));
    expect(known.get(CONFIG)).toMatchObject([{ content: NEW }, { content: undefined }]);
  });

  it('knows what deployments found in files, and nothing of what could not be read', async () => {
    const { record, instance, deploymentId } = await scanned();
    const recordOf = async (seconds: number, sha256: string | null | undefined): Promise<void> => {
      const { id: instanceId, host, folder } = instance;
      const inspectionId = await rig.history.inspections.requestInspection(
        { instanceId, host, folder, files: [], plugins: [] },
        { deploymentId, purpose: 'before-stop', fence: 1 },
        at(seconds),
      );
      const file = { path: CONFIG, ...(sha256 !== undefined && { sha256 }) };
      await rig.history.inspections.recordInspectionReport(
        { inspectionId, instanceId, files: [file], log: 'absent', enabled: [], errors: [] },
        host,
        at(seconds + 1),
      );
    };
    await recordOf(90, OLD);
    await recordOf(200, NEW);
    await recordOf(210, undefined);
    await recordOf(220, null);
    expect((await record()).known.get(CONFIG)).toEqual([
      { path: CONFIG, at: at(201), content: NEW },
      { path: CONFIG, at: at(221), content: undefined },
    ]);
  });

  it('reads past orders that restart, stop or start a server: they write no file', async () => {
    const { record, ordered, deploymentId } = await scanned();
    await ordered(200, 'applied', writes(NEW));
    await ordered(210, 'applied', { power: 'restart' }, 'restart');
    await ordered(220, 'applied', { power: 'restart' }, 'restart-back');
    expect((await record()).written).toEqual(new Map([[CONFIG, { deploymentId, content: NEW }]]));
  });

  it('tells restarts and starts of ours; one that is under way may be at any time until now', async () => {
    const { record, stepped } = await scanned();
    await stepped('restart', 10, 20);
    await stepped('restart', 90, 110);
    await stepped('stop', 200, 210);
    await stepped('start', 220, 230);
    await stepped('restart', 240, 280, 270);
    await stepped('restart', 300);
    expect((await record()).starts).toEqual([
      { from: at(90), to: at(110) },
      { from: at(220), to: at(230) },
      // Players were waited for until then.
      { from: at(270), to: at(280) },
      { from: at(300), to: at(1_000) },
    ]);
  });

  it('tells a start between a measurement that saw the server down and the next that saw it up', async () => {
    const { record, instance, other } = await scanned();
    const measured = (instanceId: string, seconds: number, health: 'healthy' | 'stopped' | 'unknown') =>
      rig.history.health.recordMeasurements([{ instanceId, measuredAt: at(seconds), health }]);
    await measured(instance.id, -900, 'stopped');
    await measured(instance.id, -600, 'healthy');
    await measured(instance.id, 0, 'stopped');
    await measured(instance.id, 300, 'unknown');
    await measured(instance.id, 600, 'healthy');
    await measured(instance.id, 900, 'stopped');
    await measured(instance.id, 1_200, 'healthy');
    await measured(other.id, 300, 'stopped');
    await measured(other.id, 600, 'healthy');
    expect((await record()).starts).toEqual([{ from: at(0), to: at(600) }]);
  });
});
