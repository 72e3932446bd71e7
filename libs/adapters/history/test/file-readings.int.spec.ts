import { randomUUID } from 'node:crypto';
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

const [OLD, NEW, REWRITTEN] = ['a'.repeat(64), 'b'.repeat(64), 'c'.repeat(64)];
const PATH = 'plugins/CMI/config.yml';

/** An instance of a deployment, and what can happen to its file and its server at a second. */
async function anInstance() {
  const { history } = rig;
  const { id: deploymentId, instances } = await aDeployment(history);
  const [{ id: instanceId, host, folder }] = instances;
  let fence = 0;
  const scanned = async (seconds: number, sha256: string | undefined) => {
    const scanId = await answeredScan(history, [instances[0]], {}, at(seconds));
    const file = { plugin: 'CMI', path: 'config.yml', format: 'yaml', size: 1, modifiedAt: at(0) } as const;
    const files = sha256 === undefined ? [] : [{ ...file, sha256, state: 'readable' as const }];
    await history.scanResults.recordInstanceResult(
      observed(scanId, instances[0], [], { files }),
      at(seconds + 5),
    );
    await history.scanResults.completeScan(scanId, [], { instanceIds: [instanceId] }, at(seconds + 6));
  };
  const written = async (seconds: number, after: string | null) => {
    fence += 1;
    const orderId = randomUUID();
    const order = { orderId, deploymentId, instanceId, host, fence, expiresAt: at(9_000).toISOString() };
    const files = [{ path: PATH, plugin: 'CMI', before: OLD, after }];
    const text = JSON.stringify({ ...order, folder, files });
    await history.orders.issueOrder(
      { order, direction: 'forward', text, signature: 'c2ln' },
      at(seconds - 1),
    );
    const outcome = { orderId, instanceId, fence, state: 'applied' } as const;
    await history.orders.recordOrderOutcome(outcome, host, at(seconds));
  };
  const step = async (name: string, from: number, to: number, detail?: object) => {
    const key = { deploymentId, instanceId, step: name, attempt: fence };
    await history.deploymentSteps.beginStep(key, fence, at(from));
    await history.deploymentSteps.endStep(key, 'done', detail, at(to));
  };
  /** Asked for at that second, ready after two more; then a verdict that finds this in the file. */
  const restarted = async (seconds: number, found?: string | null) => {
    fence += 1;
    await step('ask-restart', seconds, seconds);
    await rig.sql.query(
      'UPDATE deployment_instances SET restarted_by = ?, restarted_at_fence = ? WHERE deployment_id = ? AND instance_id = ?',
      [deploymentId, fence, deploymentId, instanceId],
    );
    await step('restart', seconds, seconds + 2);
    if (found !== undefined) await step('verdict', seconds + 3, seconds + 4, { found: { [PATH]: found } });
  };
  const inspected = async (
    seconds: number,
    sha256: string | null,
    purpose: 'forward' | 'verdict' = 'forward',
  ) => {
    const inspectionId = await history.inspections.requestInspection(
      { instanceId, host, folder, files: [], plugins: [] },
      { deploymentId, purpose, fence: 1 },
      at(seconds),
    );
    const report = { inspectionId, instanceId, log: 'absent' as const, enabled: [], errors: [] };
    await history.inspections.recordInspectionReport(
      { ...report, files: [{ path: PATH, sha256 }] },
      host,
      at(seconds + 1),
    );
  };
  const seen = async (sha256: string | null, inPlugin: string | null = 'config.yml') => {
    const file = { path: PATH, plugin: 'CMI', sha256, ...(inPlugin !== null && { inPlugin }) };
    const sightings = (await history.fileReadings.listFileSightings(instanceId, [file])).get(PATH)!;
    return sightings.toSorted((one, other) => one.at.getTime() - other.at.getTime());
  };
  const startsSince = (seconds: number) =>
    history.fileReadings.listStartsSince(instanceId, at(seconds), at(1_000));
  return { scanned, written, restarted, inspected, seen, startsSince };
}

describe('what is known of a file', () => {
  it('is nothing where it was not read', async () => {
    const { seen } = await anInstance();
    expect(await seen(NEW)).toEqual([]);
    expect(await seen(null)).toEqual([]);
  });

  it('is what our orders made of it, and what the verdict found, from the start on after which it was formed', async () => {
    const { written, restarted, seen } = await anInstance();
    await written(100, NEW);
    await restarted(110, REWRITTEN);
    await written(200, null);
    const all = [
      { at: at(100), content: NEW },
      { at: at(110), content: REWRITTEN },
      { at: at(200), content: null },
    ];
    expect(await seen(REWRITTEN)).toEqual(all);
    expect(await seen(null)).toEqual(all);
  });

  it('is since when scans see it, and that the scan before saw something else', async () => {
    const { scanned, seen } = await anInstance();
    await scanned(100, NEW);
    expect(await seen(NEW)).toEqual([{ at: at(105), content: NEW }]);
    await scanned(200, NEW);
    expect(await seen(NEW)).toEqual([{ at: at(105), content: NEW }]);
    await scanned(300, OLD);
    await scanned(400, NEW);
    expect(await seen(NEW)).toEqual([
      { at: at(305), content: undefined },
      { at: at(405), content: NEW },
    ]);
    expect(await seen(REWRITTEN)).toEqual([{ at: at(405), content: undefined }]);
    expect(await seen(null)).toEqual([{ at: at(405), content: undefined }]);
  });

  it('is that it was gone, except of a file that scans do not look at', async () => {
    const { scanned, seen } = await anInstance();
    await scanned(100, undefined);
    expect(await seen(NEW)).toEqual([{ at: at(105), content: undefined }]);
    expect(await seen(null)).toEqual([]);
    expect(await seen(NEW, null)).toEqual([]);
  });

  it('is what looks found since it was first seen so, but not while a server that was started may still write', async () => {
    const { written, inspected, seen } = await anInstance();
    await inspected(90, OLD);
    await written(100, NEW);
    await inspected(110, OLD, 'verdict');
    await inspected(120, OLD);
    expect(await seen(NEW)).toEqual([
      { at: at(100), content: NEW },
      { at: at(121), content: OLD },
    ]);
    expect(await seen(REWRITTEN)).toEqual([{ at: at(100), content: NEW }]);
  });
});

it('tells restarts since a time, from the moment the panel was asked', async () => {
  const { restarted, startsSince } = await anInstance();
  await restarted(100);
  await restarted(200);
  expect(await startsSince(100)).toEqual([{ from: at(100) }, { from: at(200) }]);
  expect(await startsSince(101)).toEqual([{ from: at(200) }]);
  expect(await startsSince(201)).toEqual([]);
});
