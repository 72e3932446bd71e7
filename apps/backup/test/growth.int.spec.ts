import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { Artifacts } from '@archivesmp/artifacts';
import { mapBounded } from '@archivesmp/bounded-work';
import { sha256Hex } from '@archivesmp/digests';
import { migrate, openHistory, type History, type ObservedInstance } from '@archivesmp/history';
import { auditKeysOf } from '@archivesmp/hub-wiring';
import { createLog, Metrics, RetentionSettings, Secret } from '@archivesmp/service-kit';
import { freshBucket, freshDatabase, type TestDatabase } from '@archivesmp/testing';
import { campaignOf } from '@archivesmp/testing/campaign';
import { expect, it } from 'vitest';
import { CutAuditTrail } from '../src/retain/cut-audit-trail.js';
import { SweepSnapshots, type SweptSnapshots } from '../src/retain/sweep-snapshots.js';
import { ThinOutRecords } from '../src/retain/thin-out-records.js';
import { TidyHistory } from '../src/retain/tidy-history.js';
import { observeBackups } from '../src/metrics.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Tomorrow: operations of the service end by the clock, and are older than every day that is played. */
const START = Math.ceil(Date.now() / DAY) * DAY;
/** Instances whose answers are recorded at the same time. */
const WORKERS = 6;
const SELECT = { extensions: ['yml'], maxBytes: 1_000_000, unmanaged: [] };
const { isFull } = campaignOf({ small: 1, full: 2 });
/** Days that everything is kept that is not over in one: what stops growing shows within thirty days, or within nine. */
const RETENTION_DAYS = isFull ? 7 : 2;

type Counts = Readonly<Record<string, number>>;

/** Days instead of a month, a quarter or a year; what is kept for a day stays so. */
function daysOfEverything(): RetentionSettings {
  const settings = new RetentionSettings();
  for (const [name, days] of Object.entries(settings) as [keyof RetentionSettings, unknown][])
    if (typeof days === 'number' && days > RETENTION_DAYS)
      Object.assign(settings, { [name]: RETENTION_DAYS });
  return settings;
}

/** The stores of a hub on which many days pass; scans are played, tidying is the use case of the service. */
class ManyDays {
  readonly instances: { readonly id: string; readonly host: string }[];

  private constructor(
    private readonly database: TestDatabase,
    readonly history: History,
    private readonly artifacts: Artifacts,
    size: number,
  ) {
    this.instances = Array.from({ length: size }, (_, n) => ({ id: randomUUID(), host: `host${n % 3}` }));
  }

  static async of(size: number): Promise<ManyDays> {
    const [database, bucket] = [await freshDatabase(), await freshBucket()];
    await migrate(database.settings);
    const history = await openHistory(database.settings);
    const artifacts = new Artifacts(bucket, (hashes) => history.departing.claimContents(hashes));
    await artifacts.ensureBuckets();
    const days = new ManyDays(database, history, artifacts, size);
    const instances = days.instances.map((one, n) => ({
      ...one,
      name: `SMP${n}`,
      friendlyName: `SMP${n}`,
      platform: 'paper' as const,
      folder: one.id,
    }));
    const completeHosts = [...new Set(instances.map(({ host }) => host))];
    await history.discovery.recordDiscovery({ instances, completeHosts }, new Date(START));
    return days;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.history.close();
    this.artifacts.close();
    await this.database.drop();
  }

  /** Rows of every table, and stored contents of files under `objects`. */
  async held(): Promise<Counts> {
    const names = [...(await this.history.retained.estimateTableRows()).keys()];
    const each = names.map((name) => `SELECT '${name}' AS name, COUNT(*) AS count FROM ${name}`);
    const rows = await this.database.query<{ name: string; count: number }>(each.join(' UNION ALL '));
    const counts = rows.map(({ name, count }) => [name, Number(count)] as const);
    const objects = this.written.size - this.removed;
    return Object.fromEntries([...counts, ['objects', objects] as const].sort());
  }

  /** A scan of the whole fleet as services and agents do it; the first instance has this in its files, all others what they had. */
  async scan(at: number, ofFirst = 'as ever'): Promise<void> {
    const { scanRequests, scanProgress, scanResults } = this.history;
    const now = new Date(at);
    const answerBy = new Date(at + HOUR);
    const { id: scanId } = await scanRequests.recordScanRequest({}, 'schedule', now);
    const targets = this.instances.map(({ id: instanceId, host }) => ({
      instanceId,
      host,
      folder: instanceId,
    }));
    await scanProgress.startScan(scanId, { targets, answerBy, select: SELECT }, now);
    await mapBounded(WORKERS, this.instances.entries(), async ([n, { id: instanceId, host }]) => {
      await scanProgress.acceptManifest(scanId, instanceId, { host, files: 2, unreadable: 0 }, now);
      await scanProgress.markAnswered(scanId, instanceId, answerBy, now);
      const saw = await this.seen(scanId, instanceId, n === 0 ? ofFirst : 'as ever');
      await scanResults.recordInstanceResult(saw, now);
    });
    await scanResults.completeScan(scanId, [], {}, now);
  }

  /** Contents that were stored, and how many of them the service removed. */
  private readonly written = new Set<string>();
  private removed = 0;

  private async seen(scanId: string, instanceId: string, value: string): Promise<ObservedInstance> {
    const files: ObservedInstance['files'][number][] = [];
    for (const path of ['config.yml', 'other.yml']) {
      const content = Buffer.from(`${path}: ${value}\n`);
      const sha256 = sha256Hex(content);
      if (!this.written.has(sha256)) await this.artifacts.snapshots.storeSnapshot(content);
      this.written.add(sha256);
      const modifiedAt = new Date(START);
      const { length: size } = content;
      files.push({ plugin: 'CMI', path, format: 'yaml', size, modifiedAt, state: 'readable', sha256 });
    }
    const finding = {
      plugin: 'CMI',
      file: 'config.yml',
      path: ['a'],
      kind: 'wrong_value' as const,
      status: 'drift' as const,
      severity: 'high' as const,
      expected: 'b',
      actual: value,
      decidedBy: { scope: 'baseline' as const },
      priority: 200,
      reason: 'universal baseline',
    };
    return { scanId, instanceId, findings: [finding], files, plugins: [], unknownFiles: [] };
  }

  /** What a day leaves behind beside its scans: operations by the clock, logins, keyed requests, questions, measurements. */
  async otherTraces(day: number): Promise<void> {
    const at = new Date(day);
    for (const kind of ['backup.prune', 'backup.drill']) await this.operation(kind, at, () => undefined);
    const rows = (table: string, columns: string, values: readonly unknown[][]): Promise<unknown> =>
      this.database.query(`INSERT INTO ${table} (${columns}) VALUES ?`, [values]);
    const many = <Value>(count: number, make: (n: number) => Value): Value[] =>
      Array.from({ length: count }, (_, n) => make(n));
    const mark = (text: string): string => sha256Hex(text);
    await rows(
      'sessions',
      'session_hash, user_id, csrf_hash, created_at, expires_at',
      many(20, () => [mark(randomUUID()), randomUUID(), mark('c'), at, new Date(day + 12 * HOUR)]),
    );
    await rows(
      'idempotency_keys',
      'actor, request_key, request_hash, begun_at, expires_at',
      many(50, () => ['mia', randomUUID(), mark('r'), at, new Date(day + DAY)]),
    );
    await rows(
      'inspections',
      'id, instance_id, host, requested_at, report',
      this.instances.map(({ id, host }) => [randomUUID(), id, host, at, '{}']),
    );
    await rows(
      'plans',
      'id, title, state, request, approvals_needed, self_approval, created_by, created_at, expires_at, changed_at',
      many(5, () => [randomUUID(), 't', 'expired', '{}', 1, 0, 'mia', at, at, at]),
    );
    await rows(
      'instance_metrics',
      'instance_id, period_start, measured_at, health',
      this.instances.flatMap(({ id }) => many(24, (n) => [id, new Date(day + n * HOUR), at, 'healthy'])),
    );
  }

  /** What the service does each night. */
  async tidied(now: number): Promise<void> {
    const { history, artifacts } = this;
    const settings = daysOfEverything();
    const { signal } = new AbortController();
    const { privateKey } = generateKeyPairSync('ed25519');
    const keys = auditKeysOf({
      deployment: { order_key: new Secret(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()) },
      retention: settings,
    });
    const tidy = new TidyHistory(
      history,
      new ThinOutRecords(history, artifacts, settings, signal),
      new SweepSnapshots(history, artifacts, settings.contents_days, signal),
      new CutAuditTrail(history, settings, keys),
      artifacts,
      observeBackups(new Metrics('test')),
      createLog({ app: 'test', settings: { level: 'silent' } }),
    );
    await this.operation('backup.tidy-history', new Date(now), async (id) => {
      await tidy.tidyHistory(id, true, new Date(now));
      const result = (await history.operations.getOperation(id))?.result as { contents: SweptSnapshots };
      this.removed += result.contents.removed;
      expect(result.contents.stored).toBe(this.written.size - this.removed);
    });
  }

  private async operation(
    kind: string,
    at: Date,
    work: (id: string) => Promise<void> | undefined,
  ): Promise<void> {
    const { operations } = this.history;
    const id = await operations.requestOperation({ kind, requestedBy: 'schedule', jobs: () => [] }, at);
    await work(id);
    await operations.endOperation(id, { state: 'succeeded' }, at);
  }
}

/** What was added, without what was not. */
const added = (before: Counts, after: Counts): Counts =>
  Object.fromEntries(
    Object.keys(after)
      .map((name) => [name, after[name]! - (before[name] ?? 0)] as const)
      .filter(([, count]) => count !== 0),
  );

it('fifty scans of a fleet in which nothing changes add one row each, one for each instance, jobs that go in a day, and no object', async () => {
  await using days = await ManyDays.of(5);
  await days.scan(START);
  const before = await days.held();
  for (let n = 1; n <= 50; n++) await days.scan(START + n * HOUR);
  expect(added(before, await days.held())).toEqual({
    drift_scans: 50,
    scan_instances: 50 * 5,
    // to start, to read and to analyse each instance, to complete
    outbox: 50 * (1 + 2 * 5 + 1),
  });
  await days.tidied(START + 50 * HOUR + 2 * DAY);
  expect(added(before, await days.held())['outbox'] ?? 0).toBeLessThanOrEqual(0);
  await days.tidied(START + 50 * HOUR + (RETENTION_DAYS + 1) * DAY);
  expect(await days.held()).toMatchObject({ drift_scans: 2, scan_instances: 2 * 5 });
});

/** What one day may add, by table, and in objects; a table that is not named may add nothing. */
const budgetOfADay = (size: number, scans: number): Counts => ({
  drift_scans: scans,
  scan_instances: scans * size,
  outbox: scans * (2 + 2 * size),
  finding_changes: scans,
  inspections: size,
  instance_metrics: 24 * size,
  operations: 2,
  plans: 5,
  sessions: 20,
  idempotency_keys: 50,
  objects: 2 * scans,
});

const CASES = isFull
  ? [
      { size: 23, days: 30, scansADay: 24 },
      { size: 200, days: 30, scansADay: 6 },
    ]
  : [{ size: 3, days: 9, scansADay: 2 }];

it.each(CASES)(
  'after $days days of $size instances with $scansADay scans each, database and bucket hold what they held before',
  { timeout: 3 * HOUR },
  async ({ size, days: count, scansADay }) => {
    await using days = await ManyDays.of(size);
    await days.scan(START);
    const budget = budgetOfADay(size, scansADay);
    const held: Counts[] = [];
    const most: Record<string, number> = {};
    for (let day = 0; day < count; day++) {
      const begin = START + day * DAY + HOUR;
      const before = held.at(-1) ?? (await days.held());
      for (let n = 0; n < scansADay; n++)
        await days.scan(begin + (n * (DAY - HOUR)) / scansADay, `day ${day}, scan ${n}`);
      await days.otherTraces(begin);
      for (const [name, rows] of Object.entries(added(before, await days.held())))
        most[name] = Math.max(most[name] ?? 0, rows);
      await days.tidied(begin + DAY - 2 * HOUR);
      held.push(await days.held());
    }
    const [last, earlier] = [held.at(-1)!, held.at(-(RETENTION_DAYS + 2))!];
    const lines = Object.keys({ ...most, ...added({}, last) }).map(
      (name) =>
        `${name}: at most ${most[name] ?? 0} a day (budget ${budget[name] ?? 0}), held ${last[name]!}`,
    );
    console.log(`${size} instances, ${count} days, ${scansADay} scans a day\n${lines.sort().join('\n')}`);
    for (const [name, rows] of Object.entries(most))
      expect(rows, name).toBeLessThanOrEqual(budget[name] ?? 0);
    // Only what is one row for each thing there ever was may still grow, and nothing here is
    expect(added(earlier, last)).toEqual({});
    const scans = (RETENTION_DAYS + 1) * scansADay;
    expect(last['drift_scans']! + last['scan_instances']!).toBeLessThanOrEqual(scans * (size + 1));
    expect(last['outbox']!).toBeLessThanOrEqual(2 * budget['outbox']!);
    // A content waits for its days from the night after it was replaced
    expect(last['objects']!).toBeLessThanOrEqual(2 + (RETENTION_DAYS + 2) * budget['objects']!);
  },
);
