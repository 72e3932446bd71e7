import { expect, it } from 'vitest';
import { aDrift, anInstance, at, discover, historyRig, statusesOf, scanOnce } from './history-rig.js';

it('knows an instance by its id: renamed and moved it is the same row', async () => {
  await using rig = await historyRig();
  const bent = anInstance('BENT01', 'hetzner');
  expect(await discover(rig.history, bent)).toMatchObject({ added: [bent.id], changed: [], hosts: 1 });
  const moved = { ...bent, name: 'BENTO', host: 'ovh', folder: 'BENTO', tags: ['hub'] };
  const result = await rig.history.discovery.recordDiscovery(
    { instances: [moved], completeHosts: ['hetzner', 'ovh'] },
    at(10),
  );
  expect(result).toMatchObject({ added: [], changed: [bent.id], gone: [] });
  expect(await rig.history.fleet.listInstances()).toMatchObject([
    { id: bent.id, name: 'BENTO', host: 'ovh', tags: ['hub'] },
  ]);
  expect(await rig.history.fleet.listHosts()).toMatchObject([
    { name: 'hetzner', instances: 0 },
    { name: 'ovh', instances: 1 },
  ]);
});

it('declares nothing gone on a host that did not answer', async () => {
  await using rig = await historyRig();
  const [bent, crea] = [anInstance('BENT01', 'hetzner'), anInstance('CREA01', 'ovh')];
  await discover(rig.history, bent, crea);
  const onlyOvh = await rig.history.discovery.recordDiscovery(
    { instances: [], completeHosts: ['ovh'] },
    at(10),
  );
  expect(onlyOvh.gone).toEqual([crea.id]);
  expect((await rig.history.fleet.listInstances()).map((one) => one.name)).toEqual(['BENT01']);
  expect(await statusesOf(rig.history, { gone: true, host: 'ovh' }, at(20))).toMatchObject([
    { name: 'CREA01', drift: 'n/a', goneAt: at(10) },
  ]);
  const back = await discover(rig.history, bent, crea);
  expect(back).toMatchObject({ returned: [crea.id], added: [] });
  expect(await rig.history.fleet.listInstances({ instance: 'CREA01' })).toHaveLength(1);
});

it('never takes an instance that is called like the id of another for that one', async () => {
  await using rig = await historyRig();
  const bent = anInstance('BENT01', 'hetzner');
  const decoy = anInstance(bent.id, 'ovh');
  await discover(rig.history, bent, decoy);
  expect((await rig.history.fleet.listInstances({ instance: bent.id })).map(({ id }) => id)).toEqual([
    bent.id,
  ]);
  expect((await rig.history.fleet.listInstances({ instance: decoy.id })).map(({ id }) => id)).toEqual([
    decoy.id,
  ]);
  const [other, orphan] = [anInstance('BENT02', 'ovh').id, anInstance('BENT03', 'ovh')];
  await discover(rig.history, { ...orphan, name: other });
  expect((await rig.history.fleet.listInstances({ instance: other })).map(({ id }) => id)).toEqual([
    orphan.id,
  ]);
});

it('touches no instance row when nothing changed, and names ids found twice', async () => {
  await using rig = await historyRig();
  const bent = anInstance('BENT01', 'hetzner');
  await discover(rig.history, bent);
  const again = await discover(rig.history, bent, { ...bent, host: 'ovh' });
  expect(again).toMatchObject({ added: [], changed: [], returned: [], duplicates: [bent.id] });
  expect(await rig.history.fleet.listInstances()).toMatchObject([{ host: 'hetzner' }]);
});

it('stands two discoveries at the same moment', async () => {
  await using rig = await historyRig();
  const instances = Array.from({ length: 30 }, (_, index) => anInstance(`I${index}`));
  const results = await Promise.all([
    discover(rig.history, ...instances),
    discover(rig.history, ...instances),
  ]);
  expect(results.map((result) => result.instances)).toEqual([30, 30]);
  expect(await rig.count('instances')).toBe(30);
});

it('shows the status of drift, and grey when it is old', async () => {
  await using rig = await historyRig();
  const names = ['drifted', 'fine', 'never', 'varied'];
  const instances = names.map((name) => anInstance(name));
  await discover(rig.history, ...instances);
  const [drifted, fine, , varied] = instances as [never, never, never, never];
  await scanOnce(rig.history, drifted, [aDrift('a'), aDrift('b', { status: 'documented' })], at(10));
  await scanOnce(rig.history, fine, [], at(10));
  await scanOnce(rig.history, varied, [aDrift('a', { status: 'documented' })], at(10));
  const driftStatuses = async (seconds: number) =>
    Object.fromEntries((await statusesOf(rig.history, {}, at(seconds))).map((one) => [one.name, one.drift]));
  expect(await driftStatuses(60)).toEqual({
    drifted: 'drifted',
    fine: 'in-sync',
    never: 'unknown',
    varied: 'varied',
  });
  expect(new Set(Object.values(await driftStatuses(4 * 3_600)))).toEqual(new Set(['unknown']));
  const [view] = await statusesOf(rig.history, { instance: 'drifted' }, at(60));
  expect(view).toMatchObject({ openFindings: { drift: 1 }, operation: 'idle', health: 'unknown' });
});

it('never tells as in sync what was not judged', async () => {
  await using rig = await historyRig();
  const [bare, open, worse, partly] = [
    anInstance('bare'),
    anInstance('open'),
    anInstance('worse'),
    anInstance('partly'),
  ];
  await discover(rig.history, bare, open, worse, partly);
  const judgement = { judged: 5, notJudged: 0 };
  const notJudged = aDrift('a', { status: 'not_judged' });
  await scanOnce(rig.history, bare, [], at(10), { judgement: { judged: 0, notJudged: 7 } });
  await scanOnce(rig.history, open, [notJudged, aDrift('b', { status: 'documented' })], at(10), {
    judgement,
  });
  await scanOnce(rig.history, worse, [notJudged, aDrift('b')], at(10), { judgement });
  await scanOnce(rig.history, partly, [], at(10), { judgement: { judged: 1, notJudged: 6 } });
  expect(await statusesOf(rig.history, {}, at(60))).toMatchObject([
    { name: 'bare', drift: 'not-judged', notJudgedFiles: 7, reason: 'No baseline holds any of its files.' },
    {
      name: 'open',
      drift: 'not-judged',
      openFindings: { drift: 0, not_judged: 1 },
      reason: expect.stringMatching(/keys/) as string,
    },
    { name: 'partly', drift: 'in-sync', notJudgedFiles: 6 },
    { name: 'worse', drift: 'drifted', openFindings: { drift: 1, not_judged: 1 } },
  ]);
  await scanOnce(rig.history, bare, [], at(70), { judgement });
  expect(await statusesOf(rig.history, { instance: 'bare' }, at(80))).toMatchObject([
    { drift: 'in-sync', notJudgedFiles: 0 },
  ]);
});

it('does not let a scan of one plugin pass for a complete one', async () => {
  await using rig = await historyRig();
  const bent = anInstance('BENT01');
  await discover(rig.history, bent);
  await scanOnce(rig.history, bent, [], at(10), { plugin: 'CMI' });
  expect(await statusesOf(rig.history, {}, at(20))).toMatchObject([
    { drift: 'unknown', reason: 'It was never scanned.' },
  ]);
});

it('keeps one measurement per period, and the present health', async () => {
  await using rig = await historyRig();
  const bent = anInstance('BENT01');
  await discover(rig.history, bent);
  for (let minute = 0; minute < 20; minute += 1)
    await rig.history.health.recordMeasurements([
      {
        instanceId: bent.id,
        measuredAt: at(60 * minute),
        health: 'healthy',
        players: minute,
        playersMax: 50,
        tps: 19.9,
      },
    ]);
  const recorded = await rig.history.health.listInstanceMetrics(bent.id, at(0));
  expect(recorded.map((metric) => metric.players)).toEqual([0, 5, 10, 15]);
  expect(recorded[0]).toEqual({
    instanceId: bent.id,
    measuredAt: at(0).toISOString(),
    health: 'healthy',
    players: 0,
    playersMax: 50,
    tps: 19.9,
  });
  expect(await statusesOf(rig.history, {}, at(1))).toMatchObject([{ health: 'healthy', players: 19 }]);
  const { rows } = await rig.history.retained.thinOutRecords('measurement', at(600), () => []);
  expect(rows).toBe(2);
});

it('shows what an operation is doing to an instance', async () => {
  await using rig = await historyRig();
  const bent = anInstance('BENT01');
  await discover(rig.history, bent);
  const status = async () => (await statusesOf(rig.history, {}, at(99)))[0]!.operation;
  const request = { kind: 'instance.restart', requestedBy: 'mia', instanceId: bent.id, jobs: () => [] };
  const first = await rig.history.operations.requestOperation(request, at(10));
  expect(await status()).toBe('running');
  await rig.history.operations.endOperation(
    first,
    { state: 'failed', reason: 'It did not come back.' },
    at(20),
  );
  expect(await status()).toBe('failed');
  const second = await rig.history.operations.requestOperation(request, at(30));
  await rig.history.operations.endOperation(second, { state: 'succeeded' }, at(40));
  expect(await status()).toBe('idle');
});

it('registers config files and plugins as changes', async () => {
  await using rig = await historyRig();
  const bent = anInstance('BENT01');
  await discover(rig.history, bent);
  const file = (path: string, sha: string) =>
    ({
      plugin: 'CMI',
      path,
      format: 'yaml',
      size: 10,
      modifiedAt: at(-5),
      state: 'readable',
      sha256: sha.repeat(64),
    }) as const;
  const locked = { ...file('locked.yml', 'b'), state: 'permission_denied', reason: 'mode 000' } as const;
  const plugins = [{ plugin: 'CMI', hasFolder: true }];
  await scanOnce(rig.history, bent, [], at(10), { files: [file('a.yml', 'a'), locked], plugins });
  await scanOnce(rig.history, bent, [], at(20), { files: [file('a.yml', 'c'), locked], plugins });
  const files = await rig.history.configFiles.listConfigFiles({ instanceIds: [bent.id] });
  expect(files).toMatchObject([
    { path: 'a.yml', sha256: 'c'.repeat(64), size: 10, lastChangedAt: at(20).toISOString() },
    { path: 'locked.yml', reason: 'mode 000', lastChangedAt: at(10).toISOString() },
  ]);
  expect(await rig.history.configFiles.listConfigFiles({ otherThanReadable: true })).toHaveLength(1);
  expect(await rig.history.configFiles.listPlugins()).toMatchObject([{ plugin: 'CMI', hasFolder: true }]);
  await scanOnce(rig.history, bent, [], at(30), { files: [locked] });
  expect(await rig.history.configFiles.listConfigFiles({})).toHaveLength(1);
  expect(await rig.history.configFiles.listPlugins(bent.id)).toEqual([]);
});
