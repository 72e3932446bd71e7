import { expect, it } from 'vitest';
import type { ObservedOutlier, ObservedTie } from '../src/index.js';
import { anInstance, at, discover, historyRig, SELECT } from './history-rig.js';

it('keeps the outliers of the latest scans, writing changes only', async () => {
  await using rig = await historyRig();
  const [bent, crea] = [anInstance('BENT01'), anInstance('CREA01', 'ovh')];
  await discover(rig.history, bent, crea);
  const unusual = (instanceId: string, plugin: string, value: unknown): ObservedOutlier => ({
    instanceId,
    plugin,
    file: 'config.yml',
    path: ['ReSpawn', 'Enabled'],
    value,
    majority: true,
    agree: 19,
    of: 20,
  });
  let clock = 0;
  const complete = async (outliers: ObservedOutlier[], coverage: object) => {
    clock += 10;
    const { id } = await rig.history.scanRequests.recordScanRequest({}, 'mia', at(clock));
    await rig.history.scanProgress.startScan(id, { targets: [], answerBy: at(0), select: SELECT }, at(clock));
    return rig.history.scanResults.completeScan(id, outliers, coverage, at(clock));
  };
  expect(
    (await complete([unusual(bent.id, 'CMI', false), unusual(crea.id, 'LuckPerms', null)], {})).outliers,
  ).toBe(2);
  const [before] = await rig.sql.query('CHECKSUM TABLE outliers');
  await complete([unusual(bent.id, 'CMI', false), unusual(crea.id, 'LuckPerms', null)], {});
  expect((await rig.sql.query('CHECKSUM TABLE outliers'))[0]).toEqual(before);

  await complete([], { plugin: 'CMI' });
  const { outliers } = await rig.history.outliers.listOutliers({}, { limit: 10 });
  expect(outliers).toEqual([
    {
      state: 'majority',
      plugin: 'LuckPerms',
      file: 'config.yml',
      path: ['ReSpawn', 'Enabled'],
      key: 'ReSpawn.Enabled',
      instance: 'CREA01',
      host: 'ovh',
      value: null,
      majority: true,
      agree: 19,
      of: 20,
    },
  ]);
  await complete([], { instanceIds: [bent.id] });
  expect((await rig.history.outliers.listOutliers({ host: 'ovh' }, { limit: 10 })).outliers).toHaveLength(1);
  expect((await rig.history.outliers.listOutliers({ instance: 'BENT01' }, { limit: 10 })).outliers).toEqual(
    [],
  );
});

it('keeps keys without a majority beside the odd ones, and tells them apart', async () => {
  await using rig = await historyRig();
  const instances = ['BENT01', 'CREA01', 'SMP201'].map((name, index) =>
    anInstance(name, index === 2 ? 'ovh' : 'hetzner'),
  );
  await discover(rig.history, ...instances);
  const [bent, crea, smp] = instances.map(({ id }) => id) as [string, string, string];
  const tie = (value: unknown): ObservedTie => ({
    plugin: 'CMI',
    file: 'config.yml',
    path: ['max'],
    among: 'everywhere',
    of: 2,
    choices: [{ value, instanceIds: [bent] }, { instanceIds: [crea] }],
  });
  const unusual = { instanceId: smp, plugin: 'CMI', file: 'config.yml', path: ['a'], agree: 2, of: 3 };
  let clock = 0;
  const complete = async (ties: ObservedTie[], coverage: object) => {
    clock += 10;
    const { id } = await rig.history.scanRequests.recordScanRequest({}, 'mia', at(clock));
    await rig.history.scanProgress.startScan(id, { targets: [], answerBy: at(0), select: SELECT }, at(clock));
    return rig.history.scanResults.completeScan(id, [unusual], coverage, at(clock), ties);
  };
  const list = async (filter: object) =>
    (await rig.history.outliers.listOutliers(filter, { limit: 10 })).outliers;
  expect((await complete([tie(10)], {})).outliers).toBe(1);
  expect((await list({ states: ['majority'] })).map(({ instance }) => instance)).toEqual(['SMP201']);
  expect(await list({ states: ['no_majority'] })).toEqual([
    {
      state: 'no_majority',
      plugin: 'CMI',
      file: 'config.yml',
      path: ['max'],
      key: 'max',
      among: 'everywhere',
      choices: [{ value: 10, instances: ['BENT01'] }, { instances: ['CREA01'] }],
      agree: 1,
      of: 2,
    },
  ]);
  expect(await list({})).toHaveLength(2);
  expect((await list({ instance: 'CREA01' })).map(({ state }) => state)).toEqual(['no_majority']);
  expect((await list({ host: 'ovh' })).map(({ state }) => state)).toEqual(['majority']);

  const checksum = () => rig.sql.query('CHECKSUM TABLE outliers').then(([rows]) => rows);
  const before = await checksum();
  await complete([tie(10)], {});
  expect(await checksum()).toEqual(before);
  await complete([], { plugin: 'LuckPerms' });
  expect(await list({ states: ['no_majority'] })).toHaveLength(1);
  await complete([tie(11)], { instanceIds: [smp] });
  expect(await list({ states: ['no_majority'] })).toMatchObject([{ choices: [{ value: 11 }, {}] }]);
  await complete([], { instanceIds: [smp] });
  expect(await list({ states: ['no_majority'] })).toEqual([]);
});

it('pages outliers in a stable order', async () => {
  await using rig = await historyRig();
  const bent = anInstance('BENT01');
  await discover(rig.history, bent);
  const { id } = await rig.history.scanRequests.recordScanRequest({}, 'mia', at(0));
  await rig.history.scanProgress.startScan(id, { targets: [], answerBy: at(0), select: SELECT }, at(0));
  const many = Array.from({ length: 25 }, (_, index) => ({
    instanceId: bent.id,
    plugin: 'CMI',
    file: 'config.yml',
    path: [`k${index}`],
    agree: 3,
    of: 4,
  }));
  await rig.history.scanResults.completeScan(id, many, {}, at(1));
  const keys: string[] = [];
  let after: string | undefined;
  do {
    const page = await rig.history.outliers.listOutliers(
      { plugin: 'CMI' },
      { limit: 10, ...(after === undefined ? {} : { after }) },
    );
    expect(page.total).toBe(25);
    keys.push(...page.outliers.map((one) => one.key));
    after = page.next;
  } while (after !== undefined);
  expect(new Set(keys).size).toBe(25);
  expect(keys).toHaveLength(25);
});
