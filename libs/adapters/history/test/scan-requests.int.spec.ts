import { expect, it } from 'vitest';
import { anInstance, at, discover, historyRig, SELECT, targetOf } from './history-rig.js';

it('writes the scan and the job that starts it together', async () => {
  await using rig = await historyRig();
  const ticket = await rig.history.scanRequests.recordScanRequest({ host: 'hetzner' }, 'mia', at(0));
  expect(ticket).toMatchObject({ state: 'requested', joined: false });
  expect(await rig.history.outbox.listPendingJobs(10, at(0), at(1_000))).toMatchObject([
    { name: 'drift.start-scan', jobId: `drift.start-scan-${ticket.id}`, data: { scanId: ticket.id } },
  ]);
  expect(await rig.history.scans.getScan(ticket.id)).toMatchObject({
    state: 'requested',
    scope: { host: 'hetzner' },
    requestedBy: 'mia',
    instances: [],
  });
});

it('makes one scan of twelve equal requests at the same moment', async () => {
  await using rig = await historyRig();
  const tickets = await Promise.all(
    Array.from({ length: 12 }, () =>
      rig.history.scanRequests.recordScanRequest({ plugin: 'CMI' }, 'mia', at(0)),
    ),
  );
  expect(new Set(tickets.map((ticket) => ticket.id)).size).toBe(1);
  expect(tickets.filter((ticket) => !ticket.joined)).toHaveLength(1);
  expect(await rig.count('drift_scans')).toBe(1);
  expect(await rig.count('outbox')).toBe(1);
});

it('joins a request by name with one by id, and keeps different scopes apart', async () => {
  await using rig = await historyRig();
  const bent = anInstance('BENT01');
  await discover(rig.history, bent);
  const ask = (scope: object) => rig.history.scanRequests.recordScanRequest(scope, 'mia', at(0));
  const byName = await ask({ instance: 'BENT01' });
  expect(await ask({ instance: bent.id })).toEqual({ id: byName.id, state: 'requested', joined: true });
  expect((await ask({})).joined).toBe(false);
  expect((await ask({ instance: 'BENT01', plugin: 'CMI' })).joined).toBe(false);
});

it('starts a new scan once the equal one has ended', async () => {
  await using rig = await historyRig();
  const first = await rig.history.scanRequests.recordScanRequest({}, 'mia', at(0));
  await rig.history.scanProgress.startScan(
    first.id,
    { targets: [], answerBy: at(60), select: SELECT },
    at(1),
  );
  const end = await rig.history.scanResults.completeScan(first.id, [], {}, at(2));
  expect(end).toMatchObject({ ended: true, state: 'completed' });
  const second = await rig.history.scanRequests.recordScanRequest({}, 'mia', at(3));
  expect(second).toMatchObject({ joined: false });
  expect(second.id).not.toBe(first.id);
});

it('asks each instance once, however often it is started', async () => {
  await using rig = await historyRig();
  const [one, two] = [anInstance('BENT01'), anInstance('CREA01', 'ovh')];
  await discover(rig.history, one, two);
  const { id } = await rig.history.scanRequests.recordScanRequest({ plugin: 'CMI' }, 'mia', at(0));
  const start = { targets: [targetOf(one), targetOf(two)], answerBy: at(60), select: SELECT };
  expect(await rig.history.scanProgress.startScan(id, start, at(1))).toBe(2);
  expect(await rig.history.scanProgress.startScan(id, start, at(2))).toBe(2);
  const jobs = await rig.history.outbox.listPendingJobs(10, at(0), at(1_000));
  expect(jobs.map((job) => [job.name, job.host, (job.data as { plugin?: string }).plugin])).toEqual([
    ['agent.read-instance', 'hetzner', 'CMI'],
    ['agent.read-instance', 'ovh', 'CMI'],
  ]);
  expect((await rig.history.scans.getScan(id))?.instances?.map((line) => line.state)).toEqual([
    'waiting',
    'waiting',
  ]);
});

it('pages scans newest first and lists those under way', async () => {
  await using rig = await historyRig();
  for (let index = 0; index < 5; index += 1)
    await rig.history.scanRequests.recordScanRequest({ plugin: `P${index}` }, 'mia', at(index));
  const seen: (string | undefined)[] = [];
  let after: string | undefined;
  do {
    const page = await rig.history.scans.listScans({ limit: 2, ...(after === undefined ? {} : { after }) });
    seen.push(...page.scans.map((scan) => scan.scope.plugin));
    after = page.next;
  } while (after !== undefined);
  expect(seen).toEqual(['P4', 'P3', 'P2', 'P1', 'P0']);
  expect(await rig.history.scans.runningScans()).toHaveLength(5);
  await expect(rig.history.scans.listScans({ limit: 2, after: 'nonsense' })).rejects.toMatchObject({
    code: 'request.invalid',
  });
});

it('queues one scan behind an equal one that may judge by older baselines, and begins it when that one ends', async () => {
  await using rig = await historyRig();
  const ask = (desiredRevision?: string) =>
    rig.history.scanRequests.recordScanRequest({ plugin: 'CMI' }, 'mia', at(0), {
      ...(desiredRevision !== undefined && { desiredRevision: desiredRevision.repeat(64) }),
    });
  const first = await ask('a');
  expect(await ask('a')).toMatchObject({ id: first.id, joined: true });
  expect(await ask()).toMatchObject({ id: first.id, joined: true });
  const tickets = await Promise.all(Array.from({ length: 6 }, () => ask('b')));
  const [queued] = tickets.filter((ticket) => !ticket.joined);
  expect(new Set(tickets.map(({ id }) => id))).toEqual(new Set([queued!.id]));
  expect(queued!.id).not.toBe(first.id);
  expect(await ask('c')).toMatchObject({ id: queued!.id, joined: true });
  const jobs = async () =>
    (await rig.history.outbox.listPendingJobs(10, at(100), at(1_000))).map(({ jobId }) => jobId);
  expect(await jobs()).toEqual([`drift.start-scan-${first.id}`]);
  await rig.history.scanResults.failScan(first.id, 'of a test', at(2));
  expect(await jobs()).toEqual([`drift.start-scan-${queued!.id}`]);
  expect(await ask('b')).toMatchObject({ id: queued!.id, joined: true });
  const next = await ask('c');
  expect(next.joined).toBe(false);
  await rig.history.scanResults.failScan(queued!.id, 'of a test', at(3));
  await rig.history.scanResults.failScan(next.id, 'of a test', at(4));
  expect((await ask('c')).joined).toBe(false);
});
