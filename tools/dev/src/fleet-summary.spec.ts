import type { OutlierView } from '@archivesmp/contracts/outlier';
import type { ScanView } from '@archivesmp/contracts/scan';
import { expect, it } from 'vitest';
import { fleetSummary, outlierLine, sawAll, type SummarySource } from './fleet-summary.js';

const OUTLIER = {
  instance: 'HUB01',
  plugin: 'Chunky',
  file: 'config.yml',
  key: 'a',
  agree: 9,
  of: 10,
} as OutlierView;
const KNOWN = { outliers: [OUTLIER], total: 1 };

it('tells as many outliers as it has an example of', () => {
  const such = 'such as HUB01 Chunky/config.yml a (9 of 10 agree on another value)';
  expect(outlierLine({ scope: {}, state: 'completed', outliers: 1 }, KNOWN)).toBe(`1 outlier, ${such}`);
  expect(outlierLine({ scope: {}, state: 'completed', outliers: 0 }, KNOWN)).toBe('0 outliers');
  expect(outlierLine({ scope: { instance: 'BENT01' }, state: 'completed', outliers: 0 }, KNOWN)).toBe(
    `1 outlier known in the whole fleet, ${such}`,
  );
  expect(outlierLine({ scope: { plugin: 'CMI' }, state: 'partial' }, { outliers: [], total: 0 })).toBe(
    '0 outliers known in the whole fleet',
  );
  expect(outlierLine({ scope: { plugin: 'CMI' }, state: 'partial' }, { ...KNOWN, total: 301 })).toBe(
    `301 outliers known in the whole fleet, ${such}`,
  );
  expect(outlierLine({ scope: {}, state: 'partial', outliers: 0 }, KNOWN)).toBe(
    '0 outliers among what was scanned',
  );
  expect(outlierLine({ scope: {}, state: 'partial' }, KNOWN)).toBe(
    'outliers: not looked for, as nothing was scanned',
  );
});

const line = (number: number, state: string) => ({
  instanceId: `id-${number}`,
  instance: `BENT0${number}`,
  host: 'hetzner',
  state,
  ...(state !== 'scanned' && { reason: 'the folder is missing' }),
  files: 0,
  unreadable: 0,
  notUnderstood: 0,
  unsettled: 0,
});

const scanOf = (scope: ScanView['scope'], states: readonly string[]) =>
  ({
    id: 'scan',
    state: 'partial',
    scope,
    outliers: 0,
    instances: states.map((state, index) => line(index + 1, state)),
  }) as unknown as ScanView;

/** A hub with one drift on hetzner and two on ovh. */
const hub: SummarySource = {
  totals: ({ server } = {}) =>
    Promise.resolve({
      total: server === 'hetzner' ? 1 : 3,
      bySeverity: { critical: server === 'hetzner' ? 1 : 3 },
      byKind: {},
      unknown: [],
    }),
  findings: ({ server }) =>
    Promise.resolve(
      [
        ['ovh', 'EVO01'],
        ['hetzner', 'BENT01'],
        ['ovh', 'EVO02'],
      ]
        .filter(([host]) => server === undefined || server === host)
        .map(([, instance]) => ({ severity: 'critical', instance, plugin: 'CMI', file: 'a.yml', key: 'k' })),
    ) as unknown as ReturnType<SummarySource['findings']>,
  outliers: () => Promise.resolve({ outliers: [], total: 0 }),
  otherFiles: () => Promise.resolve([]),
};

it('counts and names only what the scan looked at, and says what that was', async () => {
  const failed = Array.from({ length: 5 }, () => 'failed');
  const { lines } = await fleetSummary(hub, scanOf({ host: 'hetzner' }, failed));
  expect(lines).toEqual([
    'host hetzner: 0 of 5 instances scanned, 0 files, 0 not understood, 0 could not be read (scan partial)',
    'host hetzner: 1 drift, as last seen where it was not scanned now: 1 critical, 0 high, 0 medium, 0 low',
    '  critical BENT01 CMI/a.yml k',
    '0 outliers known in the whole fleet',
    '  failed: BENT01: the folder is missing',
    '  failed: BENT02: the folder is missing',
    '  failed: BENT03: the folder is missing',
    '  and 2 more',
  ]);
  const all = (await fleetSummary(hub, scanOf({}, ['scanned', 'scanned']))).lines;
  expect(all[1]).toBe('the whole fleet: 3 drifts: 3 critical, 0 high, 0 medium, 0 low');
  const plugin = (await fleetSummary(hub, scanOf({ instance: 'HUB01', plugin: 'CMI' }, ['scanned']))).lines;
  expect(plugin[0]).toMatch(/^CMI on HUB01: 1 of 1 instance scanned/);
});

it('does not call a scan whole that missed an instance or had none', () => {
  expect(sawAll(scanOf({}, ['scanned', 'scanned']))).toBe(true);
  expect(sawAll(scanOf({}, ['scanned', 'unreachable']))).toBe(false);
  expect(sawAll(scanOf({}, []))).toBe(false);
});
