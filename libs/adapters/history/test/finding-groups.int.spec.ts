import type { FindingGroupView } from '@archivesmp/contracts/finding';
import { priorityOf } from '@archivesmp/drift';
import { expect, it } from 'vitest';
import type { FindingFilter, GroupSort, History, ObservedFinding } from '../src/index.js';
import { GROUP_KEY_SQL } from '../src/migrations/tell-findings-apart.js';
import { aDrift, anInstance, at, discover, historyRig, scanOnce } from './history-rig.js';

const OPEN: FindingFilter = { states: ['open', 'recurred'], statuses: ['drift'] };

/** As the engine ranks it. */
function aRanked(key: string, more: Partial<ObservedFinding> = {}): ObservedFinding {
  const finding = aDrift(key, more);
  const { severity, path, plugin, file, expected, actual, looksLike, onDev } = finding;
  const location = { path, plugin, file, values: [expected, actual] };
  const facts = { severity, ...location, isDevOnly: onDev === true, ...(looksLike && { looksLike }) };
  return { ...finding, priority: priorityOf(facts) };
}

async function readAll(history: History, sort: GroupSort, limit: number, filter = OPEN) {
  const groups: FindingGroupView[] = [];
  let after: string | undefined;
  do {
    const page = await history.findingGroups.listGroups(filter, sort, {
      limit,
      ...(after !== undefined && { after }),
    });
    groups.push(...page.groups);
    after = page.next;
  } while (after !== undefined);
  return groups;
}

/** Critical first, as listed; what is equally bad and wide has no order that a test could know. */
const summaries = (groups: readonly FindingGroupView[]) =>
  groups
    .map(({ key, count, severity }) => [key, count, severity] as const)
    .sort((left, right) =>
      left[2] === right[2] && left[1] === right[1] ? left[0].localeCompare(right[0]) : 0,
    );

async function threeInstances(history: History) {
  const instances = [
    anInstance('BENT01', 'hetzner'),
    anInstance('CREA01', 'ovh'),
    anInstance('DEV01', 'ovh'),
  ];
  await discover(history, ...instances);
  for (const [index, instance] of instances.entries()) {
    const onDev = instance.name === 'DEV01';
    await scanOnce(
      history,
      instance,
      [
        aRanked('everywhere', {
          severity: 'medium',
          onDev,
          cause: { kind: 'changed_between', from: at(index), to: at(10 + index) },
        }),
        aRanked('apart', { severity: 'low', actual: index, onDev }),
        ...(onDev ? [aRanked('tried', { severity: 'medium', onDev })] : []),
        ...(index === 0
          ? [aRanked('port', { path: ['rcon', 'port'], looksLike: 'port', expected: 25575, actual: 25576 })]
          : []),
        ...(index < 2 ? [aRanked('worse', { severity: index === 0 ? 'high' : 'low' })] : []),
        aRanked('known', { status: 'documented', severity: 'low', onDev }),
      ],
      at(10 + index),
    );
  }
  return instances;
}

it('shows alike findings as one, with who has it since when and how bad it is', async () => {
  await using rig = await historyRig();
  await threeInstances(rig.history);
  const groups = await readAll(rig.history, 'severity', 100);
  expect(summaries(groups)).toEqual([
    ['rcon.port', 1, 'high'],
    ['Settings.worse', 1, 'high'],
    ['Settings.everywhere', 3, 'medium'],
    ['Settings.tried', 1, 'medium'],
    ['Settings.apart', 1, 'low'],
    ['Settings.apart', 1, 'low'],
    ['Settings.apart', 1, 'low'],
    ['Settings.worse', 1, 'low'],
  ]);
  const everywhere = groups[2]!;
  expect(everywhere).toMatchObject({
    plugin: 'CMI',
    file: 'config.yml',
    kind: 'wrong_value',
    status: 'drift',
    expected: true,
    actual: false,
    hosts: ['hetzner', 'ovh'],
    since: at(10).toISOString(),
    cause: { kind: 'changed_between', from: at(0).toISOString(), to: at(12).toISOString() },
  });
  expect(groups[3]).not.toHaveProperty('cause');
  expect(everywhere.instances.map(({ instance, host }) => [instance, host])).toEqual([
    ['BENT01', 'hetzner'],
    ['CREA01', 'ovh'],
    ['DEV01', 'ovh'],
  ]);
  const one = await rig.history.findings.getFinding(everywhere.instances[1]!.findingId);
  expect(one).toMatchObject({ key: 'Settings.everywhere', instance: 'CREA01' });
});

it('sorts by the points of the engine and says where they come from', async () => {
  await using rig = await historyRig();
  await threeInstances(rig.history);
  const groups = await readAll(rig.history, 'priority', 100);
  expect(groups.slice(0, 4).map(({ key, priority }) => [key, priority])).toEqual([
    ['Settings.worse', 300],
    ['rcon.port', 260],
    ['Settings.everywhere', 210],
    ['Settings.tried', 140],
  ]);
  for (const { why, priority } of groups)
    expect(why.reduce((sum, { points }) => sum + points, 0)).toBe(priority);
  expect(groups[3]!.why.at(-1)?.reason).toMatch(/dev/);
});

it('pages through every group once, in either order, whatever the page size', async () => {
  await using rig = await historyRig();
  await threeInstances(rig.history);
  for (const sort of ['severity', 'priority'] as const) {
    const whole = await readAll(rig.history, sort, 100);
    for (const limit of [1, 2, 3, 7]) expect(await readAll(rig.history, sort, limit)).toEqual(whole);
  }
});

it('takes no place of the other order, and none that it did not give out', async () => {
  await using rig = await historyRig();
  await threeInstances(rig.history);
  const list = (sort: GroupSort, after: string) =>
    rig.history.findingGroups.listGroups(OPEN, sort, { limit: 1, after });
  const { next } = await rig.history.findingGroups.listGroups(OPEN, 'severity', { limit: 1 });
  await expect(list('priority', next!)).rejects.toMatchObject({ code: 'request.invalid' });
  const unusual = Buffer.from(JSON.stringify(['priority', 'x', 'y'])).toString('base64url');
  await expect(list('priority', unusual)).rejects.toMatchObject({ code: 'request.invalid' });
});

it('counts only what the filters leave, and forgets what is resolved', async () => {
  await using rig = await historyRig();
  const [bent] = await threeInstances(rig.history);
  expect(summaries(await readAll(rig.history, 'severity', 100, { ...OPEN, hosts: ['ovh'] }))).toEqual([
    ['Settings.everywhere', 2, 'medium'],
    ['Settings.tried', 1, 'medium'],
    ['Settings.apart', 1, 'low'],
    ['Settings.apart', 1, 'low'],
    ['Settings.worse', 1, 'low'],
  ]);
  expect(summaries(await readAll(rig.history, 'severity', 100, { statuses: ['documented'] }))).toEqual([
    ['Settings.known', 3, 'low'],
  ]);
  expect(await readAll(rig.history, 'severity', 100, { instances: ['NONE'] })).toEqual([]);
  await scanOnce(rig.history, bent!, [], at(50));
  const groups = await readAll(rig.history, 'severity', 100);
  expect(groups.find(({ key }) => key === 'Settings.everywhere')).toMatchObject({ count: 2, hosts: ['ovh'] });
});

it('puts rows of an earlier version into the groups of new ones', async () => {
  await using rig = await historyRig();
  await threeInstances(rig.history);
  const keys = async () => (await rig.sql.query('SELECT id, group_key FROM findings ORDER BY id'))[0];
  const before = await keys();
  await rig.sql.query(`UPDATE findings SET group_key = ${GROUP_KEY_SQL}`);
  expect(await keys()).toEqual(before);
});
