import { createHash, randomUUID } from 'node:crypto';
import { DrillRestoreJob, PruneBackupsJob } from '@archivesmp/contracts/deployment-jobs';
import { cutOff, judgeRecords, RECORD_KINDS, type RecordKind } from '@archivesmp/retention';
import { campaignOf } from '@archivesmp/testing/campaign';
import { expect, it } from 'vitest';
import { outboxJob, type ObservedInstance } from '../src/index.js';
import { aDrift, anInstance, discover, historyRig, SELECT, type HistoryRig } from './history-rig.js';

const START = Date.UTC(2026, 10, 1);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const { isFull } = campaignOf({ small: 1, full: 2 });

/** Days of the settings, but a week instead of a month or a quarter: what stops growing shows within thirty days. */
const WEEK: Readonly<Record<RecordKind, number>> = {
  ...(Object.fromEntries(RECORD_KINDS.map((kind) => [kind, 7])) as Record<RecordKind, number>),
  job: 1,
  session: 1,
  request: 1,
};

async function tidied(rig: HistoryRig, now: number): Promise<void> {
  for (const kind of RECORD_KINDS) {
    const judge = (records: Parameters<typeof judgeRecords>[0]) => judgeRecords(records, WEEK[kind], now);
    const before = new Date(cutOff(WEEK[kind], now));
    for (let from: Parameters<HistoryRig['history']['retained']['thinOut']>[3]; ;) {
      const { next } = await rig.history.retained.thinOut(kind, before, judge, from);
      if (next === undefined) break;
      from = next;
    }
  }
}

async function rowsOf(rig: HistoryRig): Promise<Record<string, number>> {
  const names = [...(await rig.history.retained.rowsOfTables()).keys()];
  const counts: [string, number][] = [];
  for (const name of names) counts.push([name, await rig.count(name)]);
  return Object.fromEntries(counts.sort());
}

/** What was added, without what was not. */
const added = (before: Record<string, number>, after: Record<string, number>): Record<string, number> =>
  Object.fromEntries(
    Object.keys(after)
      .map((name) => [name, after[name]! - (before[name] ?? 0)] as const)
      .filter(([, count]) => count !== 0),
  );

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

interface Fleet {
  readonly instances: readonly { readonly id: string; readonly host: string }[];
}

async function fleetOf(rig: HistoryRig, size: number): Promise<Fleet> {
  const instances = Array.from({ length: size }, (_, n) => anInstance(`SMP${n}`, `host${n % 3}`));
  await discover(rig.history, ...instances);
  return { instances };
}

/** A scan of the whole fleet as services and agents do it; every instance has what it had, but those that are named in `changed`. */
async function scan(
  rig: HistoryRig,
  { instances }: Fleet,
  at: number,
  changed: ReadonlyMap<string, string>,
): Promise<void> {
  const { scanRequests, scanProgress, scanResults } = rig.history;
  const now = new Date(at);
  const answerBy = new Date(at + HOUR);
  const { id: scanId } = await scanRequests.requestScan({}, 'schedule', now);
  const targets = instances.map(({ id: instanceId, host }) => ({ instanceId, host, folder: instanceId }));
  await scanProgress.startScan(scanId, { targets, answerBy, select: SELECT }, now);
  for (const { id: instanceId, host } of instances) {
    await scanProgress.acceptManifest(scanId, instanceId, { host, files: 2, unreadable: 0 }, now);
    await scanProgress.markAnswered(scanId, instanceId, answerBy, now);
    const value = changed.get(instanceId) ?? 'as ever';
    const observed: ObservedInstance = {
      scanId,
      instanceId,
      findings: [aDrift('a', { expected: 'b', actual: value })],
      files: ['config.yml', 'other.yml'].map((path) => ({
        plugin: 'CMI',
        path,
        format: 'yaml' as const,
        size: 1,
        modifiedAt: new Date(START),
        state: 'readable' as const,
        sha256: hash(path + value),
      })),
      plugins: [],
      unknownFiles: [],
    };
    await scanResults.recordInstance(observed, now);
  }
  await scanResults.completeScan(scanId, [], {}, now);
}

it('fifty scans of a fleet in which nothing changes add one row each, one for each instance, and jobs that go in a day', async () => {
  await using rig = await historyRig();
  const fleet = await fleetOf(rig, 5);
  await scan(rig, fleet, START, new Map());
  const before = await rowsOf(rig);
  for (let n = 1; n <= 50; n++) await scan(rig, fleet, START + n * HOUR, new Map());
  expect(added(before, await rowsOf(rig))).toEqual({
    drift_scans: 50,
    scan_instances: 50 * 5,
    // to start, to read and to analyse each instance, to complete
    outbox: 50 * (1 + 2 * 5 + 1),
  });
  await tidied(rig, START + 50 * HOUR + 2 * DAY);
  const after = added(before, await rowsOf(rig));
  expect(after['outbox'] ?? 0).toBeLessThanOrEqual(0);
  await tidied(rig, START + 50 * HOUR + 8 * DAY);
  expect(await rig.count('drift_scans')).toBe(2);
  expect(await rig.count('scan_instances')).toBe(2 * 5);
});

/** What a day leaves behind beside its scans: operations by the clock, logins, keyed requests, questions, measurements. */
async function otherDay(rig: HistoryRig, { instances }: Fleet, day: number): Promise<void> {
  const at = new Date(day);
  for (const definition of [PruneBackupsJob, DrillRestoreJob]) {
    const id = await rig.history.operations.requestOperation(
      {
        kind: definition.name,
        requestedBy: 'schedule',
        jobs: (operationId) => [outboxJob(definition, { operationId })],
      },
      at,
    );
    await rig.history.operations.endOperation(id, { state: 'succeeded' }, at);
  }
  const rows = async (table: string, columns: string, values: readonly unknown[][]): Promise<void> => {
    if (values.length > 0) await rig.sql.query(`INSERT INTO ${table} (${columns}) VALUES ?`, [values]);
  };
  const many = <Value>(count: number, make: (n: number) => Value): Value[] =>
    Array.from({ length: count }, (_, n) => make(n));
  await rows(
    'sessions',
    'session_hash, user_id, csrf_hash, created_at, expires_at',
    many(20, () => [hash(randomUUID()), randomUUID(), hash('c'), at, new Date(day + 12 * HOUR)]),
  );
  await rows(
    'idempotency_keys',
    'actor, request_key, request_hash, begun_at, expires_at',
    many(50, () => ['mia', randomUUID(), hash('r'), at, new Date(day + DAY)]),
  );
  await rows(
    'inspections',
    'id, instance_id, host, requested_at, report',
    many(instances.length, (n) => [randomUUID(), instances[n]!.id, 'h', at, '{}']),
  );
  await rows(
    'plans',
    'id, title, state, request, approvals_needed, self_approval, created_by, created_at, expires_at, changed_at',
    many(5, () => [randomUUID(), 't', 'expired', '{}', 1, 0, 'mia', at, at, at]),
  );
  await rows(
    'instance_metrics',
    'instance_id, period_start, measured_at, health',
    instances.flatMap(({ id }) => many(24, (n) => [id, new Date(day + n * HOUR), at, 'healthy'])),
  );
}

const CASES = isFull
  ? [
      { size: 23, days: 30, scansADay: 24 },
      { size: 200, days: 30, scansADay: 24 },
    ]
  : [{ size: 4, days: 18, scansADay: 2 }];

it.each(CASES)(
  'after $days days of $size instances with $scansADay scans each, the database holds what it held a week and a half before',
  { timeout: 3_600_000 },
  async ({ size, days, scansADay }) => {
    await using rig = await historyRig();
    const fleet = await fleetOf(rig, size);
    const changing = fleet.instances[0]!.id;
    const totals: Record<string, number>[] = [];
    for (let day = 0; day < days; day++) {
      const begin = START + day * DAY;
      for (let n = 0; n < scansADay; n++)
        await scan(rig, fleet, begin + (n * DAY) / scansADay, new Map([[changing, `${day % 3} ${n % 2}`]]));
      await otherDay(rig, fleet, begin);
      await tidied(rig, begin + DAY - 1);
      totals.push(await rowsOf(rig));
    }
    const [last, earlier] = [totals.at(-1)!, totals.at(-9)!];
    console.log(`${size} instances, ${days} days:`, added({}, last));
    // because: only what is one row for each thing there ever was may still grow, and nothing here is
    expect(added(earlier, last)).toEqual({});
    const kept = 8 * scansADay * (size + 1);
    expect(last['drift_scans']! + last['scan_instances']!).toBeLessThanOrEqual(kept);
    expect(last['outbox']!).toBeLessThanOrEqual(2 * (scansADay * (2 + 2 * size) + 2));
  },
);
