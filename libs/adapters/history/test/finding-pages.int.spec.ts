import { expect, it } from 'vitest';
import { SEVERITIES } from '@archivesmp/contracts/vocabulary';
import type { FindingFilter, History } from '../src/index.js';
import { aDrift, anInstance, at, discover, historyRig, scanOnce } from './history-rig.js';

async function readAll(history: History, filter: FindingFilter, limit: number) {
  const pages: string[][] = [];
  let after: string | undefined;
  do {
    const page = await history.findings.listFindings(filter, {
      limit,
      ...(after === undefined ? {} : { after }),
    });
    pages.push(page.findings.map((one) => one.id));
    after = page.next;
  } while (after !== undefined);
  return pages;
}

async function mixed(history: History) {
  const [bent, crea] = [anInstance('BENT01', 'hetzner'), anInstance('CREA01', 'ovh')];
  await discover(history, bent, crea);
  for (const instance of [bent, crea])
    await scanOnce(
      history,
      instance,
      Array.from({ length: 40 }, (_, index) =>
        aDrift(`k${index}`, {
          severity: SEVERITIES[index % 4]!,
          plugin: index % 2 === 0 ? 'CMI' : 'LuckPerms',
          status: index % 5 === 0 ? 'documented' : 'drift',
          kind: index % 8 === 0 ? 'missing_key' : 'wrong_value',
        }),
      ),
      at(10),
    );
  return { bent, crea };
}

it('pages through everything once, most urgent first, whatever the page size', async () => {
  await using rig = await historyRig();
  await mixed(rig.history);
  const whole = (await readAll(rig.history, {}, 1_000))[0]!;
  expect(new Set(whole).size).toBe(80);
  for (const limit of [1, 7, 20, 80, 81])
    expect((await readAll(rig.history, {}, limit)).flat()).toEqual(whole);
  const { findings } = await rig.history.findings.listFindings({}, { limit: 80 });
  expect(findings.map((one) => SEVERITIES.indexOf(one.severity))).toEqual(
    findings.map((one) => SEVERITIES.indexOf(one.severity)).sort((left, right) => left - right),
  );
});

it('keeps its place while findings before and behind it come and go', async () => {
  await using rig = await historyRig();
  const { bent } = await mixed(rig.history);
  const whole = (await readAll(rig.history, { states: ['open', 'recurred'] }, 1_000))[0]!;
  const first = await rig.history.findings.listFindings({ states: ['open', 'recurred'] }, { limit: 30 });
  await scanOnce(rig.history, bent, [aDrift('brand new', { severity: 'critical' })], at(20));
  const second = await rig.history.findings.listFindings(
    { states: ['open', 'recurred'] },
    { limit: 1_000, after: first.next! },
  );
  const shown = new Set(first.findings.map((one) => one.id));
  expect(second.findings.filter((one) => shown.has(one.id))).toEqual([]);
  const left = whole.slice(30);
  const still = new Set((await readAll(rig.history, { states: ['open', 'recurred'] }, 1_000))[0]!);
  const expected = left.filter((id) => still.has(id));
  expect(second.findings.map((one) => one.id)).toEqual(expect.arrayContaining(expected));
});

it('filters by every property, alone and together', async () => {
  await using rig = await historyRig();
  const { bent } = await mixed(rig.history);
  const count = async (filter: FindingFilter) => (await readAll(rig.history, filter, 1_000)).flat().length;
  expect(await count({ hosts: ['ovh'] })).toBe(40);
  expect(await count({ instances: ['BENT01'] })).toBe(40);
  expect(await count({ instances: [bent.id.toUpperCase()] })).toBe(40);
  expect(await count({ instances: ['BENT01'], hosts: ['ovh'] })).toBe(0);
  expect(await count({ instances: ['NONE'] })).toBe(0);
  expect(await count({ plugins: ['CMI'] })).toBe(40);
  expect(await count({ severities: ['critical', 'high'] })).toBe(40);
  expect(await count({ kinds: ['missing_key'] })).toBe(10);
  expect(await count({ statuses: ['documented'] })).toBe(16);
  expect(await count({ states: ['resolved'] })).toBe(0);
  expect(await count({ states: ['open'] })).toBe(80);
  expect(await count({ states: ['open', 'resolved'] })).toBe(80);
  expect(
    await count({ hosts: ['ovh'], severities: ['critical'], plugins: ['CMI'], statuses: ['drift'] }),
  ).toBe(8);
  expect(await count({ plugins: ["x' OR 1=1 -- "] })).toBe(0);
});

it('counts by host, instance, plugin, severity, kind and status', async () => {
  await using rig = await historyRig();
  await mixed(rig.history);
  const counts = async (by: Parameters<History['findings']['countFindings']>[1]) =>
    Object.fromEntries(await rig.history.findings.countFindings({ states: ['open', 'recurred'] }, by));
  expect(await counts('host')).toEqual({ hetzner: 40, ovh: 40 });
  expect(await counts('instance')).toEqual({ BENT01: 40, CREA01: 40 });
  expect(await counts('plugin')).toEqual({ CMI: 40, LuckPerms: 40 });
  expect(await counts('severity')).toEqual({ critical: 20, high: 20, medium: 20, low: 20 });
  expect(await counts('status')).toEqual({ documented: 16, drift: 64 });
  expect(await counts('kind')).toEqual({ missing_key: 10, wrong_value: 70 });
});

it('leaves out instances that are gone until they return', async () => {
  await using rig = await historyRig();
  const { bent, crea } = await mixed(rig.history);
  const shown = async () => (await readAll(rig.history, {}, 1_000)).flat().length;
  await rig.history.discovery.recordDiscovery(
    { instances: [bent], completeHosts: ['hetzner', 'ovh'] },
    at(20),
  );
  expect(await shown()).toBe(40);
  await rig.history.discovery.recordDiscovery({ instances: [bent, crea], completeHosts: [] }, at(30));
  expect(await shown()).toBe(80);
});

it('shows the same in the view drift_reports', async () => {
  await using rig = await historyRig();
  await mixed(rig.history);
  expect(await rig.count('drift_reports', "physical_server = 'ovh' AND severity = 'critical'")).toBe(10);
});
