import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import {
  aDrift,
  anInstance,
  answer,
  answeredScan,
  at,
  discover,
  historyRig,
  statusesOf,
  observed,
  SELECT,
  targetOf,
} from './history-rig.js';

it('asks for the completion exactly once when instances are recorded at the same moment', async () => {
  await using rig = await historyRig();
  const instances = Array.from({ length: 8 }, (_, index) => anInstance(`BENT0${index}`));
  await discover(rig.history, ...instances);
  const scanId = await answeredScan(rig.history, instances);
  const records = await Promise.all(
    instances.map((one) =>
      rig.history.scanResults.recordInstanceResult(observed(scanId, one, [aDrift('a'), aDrift('b')]), at(20)),
    ),
  );
  expect(records.every((record) => record.recorded && record.opened === 2)).toBe(true);
  expect(records.filter((record) => record.last)).toHaveLength(1);
  expect(await rig.count('findings')).toBe(16);
  const open = await rig.history.outbox.listPendingJobs(10, at(0), at(1_000));
  expect(open.map((job) => job.name)).toEqual(['drift.complete-scan']);
  const end = await rig.history.scanResults.completeScan(scanId, [], {}, at(30));
  expect(end).toEqual({ ended: true, state: 'completed', openFindings: 16, outliers: 0 });
  expect(await rig.history.outbox.countBacklog()).toEqual({ open: 0 });
});

it('records an instance once, however often its analysis is delivered', async () => {
  await using rig = await historyRig();
  const bent = anInstance('BENT01');
  await discover(rig.history, bent);
  const scanId = await answeredScan(rig.history, [bent]);
  const record = (findings: ReturnType<typeof aDrift>[]) =>
    rig.history.scanResults.recordInstanceResult(observed(scanId, bent, findings), at(20));
  expect(await record([aDrift('a')])).toMatchObject({ recorded: true, opened: 1, last: true });
  expect(await record([aDrift('a'), aDrift('b')])).toMatchObject({ recorded: false, opened: 0, last: false });
  expect(await rig.count('findings')).toBe(1);
  await rig.history.scanResults.completeScan(scanId, [], {}, at(30));
  expect(await rig.history.scanResults.completeScan(scanId, [], {}, at(40))).toMatchObject({
    ended: false,
    openFindings: 1,
  });
});

it('keeps agents to their own host and to instances the scan covers', async () => {
  await using rig = await historyRig();
  const bent = anInstance('BENT01', 'hetzner');
  await discover(rig.history, bent);
  const { id } = await rig.history.scanRequests.recordScanRequest({}, 'mia', at(0));
  const start = { targets: [targetOf(bent)], answerBy: at(60), select: SELECT };
  await rig.history.scanProgress.startScan(id, start, at(1));
  const manifest = (instanceId: string, host: string) =>
    rig.history.scanProgress.acceptManifest(id, instanceId, { host, files: 3, unreadable: 1 }, at(2));
  await expect(manifest(bent.id, 'ovh')).rejects.toMatchObject({ code: 'auth.forbidden' });
  await expect(manifest(randomUUID(), 'hetzner')).rejects.toMatchObject({ code: 'resource.not-found' });
  await expect(rig.history.scanProgress.markAnswered(id, bent.id, at(90), at(2))).rejects.toMatchObject({
    code: 'resource.conflict',
  });
  expect(await manifest(bent.id, 'hetzner')).toBe('accepted');
  expect(await rig.history.scanProgress.markAnswered(id, bent.id, at(90), at(3))).toBe('accepted');
  expect(await rig.history.scanProgress.markAnswered(id, bent.id, at(90), at(4))).toBe('accepted');
  const open = await rig.history.outbox.listPendingJobs(10, at(0), at(1_000));
  expect(open.map((job) => job.name)).toEqual(['drift.analyse-instance']);
});

it('reaches a final state by itself when agents stay silent, and never touches their findings', async () => {
  await using rig = await historyRig();
  const [silent, half, fine] = [anInstance('A'), anInstance('B'), anInstance('C')];
  await discover(rig.history, silent, half, fine);
  const before = await answeredScan(rig.history, [silent]);
  await rig.history.scanResults.recordInstanceResult(observed(before, silent, [aDrift('a')]), at(11));
  await rig.history.scanResults.completeScan(before, [], {}, at(12));

  const { id } = await rig.history.scanRequests.recordScanRequest({}, 'mia', at(20));
  const targets = [silent, half, fine].map(targetOf);
  await rig.history.scanProgress.startScan(id, { targets, answerBy: at(60), select: SELECT }, at(20));
  await rig.history.scanProgress.acceptManifest(
    id,
    half.id,
    { host: 'hetzner', files: 1, unreadable: 0 },
    at(21),
  );
  await answer(rig.history, id, fine, at(22));
  await rig.history.scanResults.recordInstanceResult(observed(id, fine, []), at(23));

  for (const { id: instanceId } of [silent, fine])
    await rig.history.scanProgress.noteDelay(id, instanceId, 'Its job was altered.');
  expect(await rig.history.scanDeadlines.expireOverdue(at(60))).toEqual([]);
  const given = await rig.history.scanDeadlines.expireOverdue(at(61));
  expect(given.map((one) => [one.instanceId, one.state]).sort()).toEqual(
    [
      [silent.id, 'unreachable'],
      [half.id, 'unreachable'],
    ].sort(),
  );
  expect(await rig.history.scanDeadlines.expireOverdue(at(62))).toEqual([]);
  expect((await rig.history.outbox.listPendingJobs(10, at(0), at(1_000))).map((job) => job.name)).toEqual([
    'drift.complete-scan',
  ]);
  await rig.history.scanResults.completeScan(id, [], {}, at(63));
  const view = await rig.history.scans.getScan(id);
  expect(view).toMatchObject({ state: 'partial', reason: '2 of 3 instances could not be scanned.' });
  expect(view?.instances?.map((line) => line.state)).toEqual(['unreachable', 'unreachable', 'scanned']);
  expect(view?.instances?.[0]?.reason).toBe(
    'The agent of hetzner did not answer in time. Its job was altered.',
  );
  expect(view?.instances?.[1]?.reason).toBe(
    'The agent of hetzner listed its files but never sent their contents.',
  );
  expect(await rig.count('findings', 'is_open = 1')).toBe(1);
  const status = await statusesOf(rig.history, {}, at(70));
  expect(status.map((one) => [one.name, one.drift])).toEqual([
    ['A', 'unknown'],
    ['B', 'unknown'],
    ['C', 'in-sync'],
  ]);
});

it('does not take answers that come too late', async () => {
  await using rig = await historyRig();
  const bent = anInstance('BENT01');
  await discover(rig.history, bent);
  const scanId = await answeredScan(rig.history, [bent]);
  const outcome = { state: 'failed', reason: 'The folder cannot be read: permission denied' } as const;
  expect(await rig.history.scanProgress.giveUpInstance(scanId, bent.id, outcome, at(12))).toBe('accepted');
  expect(await answer(rig.history, scanId, bent, at(13))).toBe('late');
  expect(
    await rig.history.scanResults.recordInstanceResult(observed(scanId, bent, [aDrift('a')]), at(14)),
  ).toMatchObject({ recorded: false });
  expect(await rig.count('findings')).toBe(0);
});

it('fails a scan that outlives its time, and lets an equal one begin', async () => {
  await using rig = await historyRig();
  const bent = anInstance('BENT01');
  await discover(rig.history, bent);
  const { id } = await rig.history.scanRequests.recordScanRequest({}, 'mia', at(0), {
    giveUpAfterSeconds: 100,
  });
  const start = { targets: [targetOf(bent)], answerBy: at(5_000), select: SELECT };
  await rig.history.scanProgress.startScan(id, start, at(1));
  expect(await rig.history.scanDeadlines.expireOverdue(at(101))).toMatchObject([
    { scanId: id, state: 'failed' },
  ]);
  expect((await rig.history.scans.getScan(id))?.instances).toMatchObject([{ state: 'failed' }]);
  expect(await rig.history.outbox.countBacklog()).toEqual({ open: 0 });
  expect((await rig.history.scanRequests.recordScanRequest({}, 'mia', at(102))).joined).toBe(false);
});

it('counts instances that cannot even be asked, and completes when none can', async () => {
  await using rig = await historyRig();
  const bent = anInstance('BENT01');
  await discover(rig.history, bent);
  const { id } = await rig.history.scanRequests.recordScanRequest({}, 'mia', at(0));
  const target = { ...targetOf(bent), unreachable: 'No agent runs on hetzner.' };
  await rig.history.scanProgress.startScan(
    id,
    { targets: [target], answerBy: at(60), select: SELECT },
    at(1),
  );
  expect((await rig.history.outbox.listPendingJobs(10, at(0), at(1_000))).map((job) => job.name)).toEqual([
    'drift.complete-scan',
  ]);
  const end = await rig.history.scanResults.completeScan(id, [], {}, at(2));
  expect(end.state).toBe('partial');
});

it('refuses to complete a scan whose instances are still under way', async () => {
  await using rig = await historyRig();
  const bent = anInstance('BENT01');
  await discover(rig.history, bent);
  const scanId = await answeredScan(rig.history, [bent]);
  await expect(rig.history.scanResults.completeScan(scanId, [], {}, at(20))).rejects.toMatchObject({
    code: 'resource.conflict',
  });
  await expect(rig.history.scanResults.completeScan(randomUUID(), [], {}, at(20))).rejects.toMatchObject({
    code: 'resource.not-found',
  });
});

it('counts outliers only of a scan that looked for them: never 0 of one that saw nothing', async () => {
  await using rig = await historyRig();
  const [bent, evo] = [anInstance('BENT01'), anInstance('EVO01')];
  await discover(rig.history, bent, evo);
  const outliersOf = async (scanId: string) => (await rig.history.scans.getScan(scanId))?.outliers;
  const { id: blind } = await rig.history.scanRequests.recordScanRequest({}, 'mia', at(0));
  const silent = { ...targetOf(evo), unreachable: 'no answer' };
  const targets = [{ ...targetOf(bent), unreachable: 'no answer' }, silent];
  await rig.history.scanProgress.startScan(blind, { targets, answerBy: at(60), select: SELECT }, at(1));
  expect(await outliersOf(blind)).toBeUndefined();
  await rig.history.scanResults.completeScan(blind, [], {}, at(2));
  expect(await rig.history.scans.getScan(blind)).toMatchObject({ state: 'partial' });
  expect(await outliersOf(blind)).toBeUndefined();

  const seeing = await answeredScan(rig.history, [bent]);
  await rig.history.scanResults.recordInstanceResult(observed(seeing, bent, []), at(20));
  expect(await outliersOf(seeing)).toBeUndefined();
  await rig.history.scanResults.completeScan(seeing, [], {}, at(30));
  expect(await outliersOf(seeing)).toBe(0);
  expect((await rig.history.scans.listScans({ limit: 9 })).scans.map(({ outliers }) => outliers)).toContain(
    undefined,
  );
});
