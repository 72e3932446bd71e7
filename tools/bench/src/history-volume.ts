import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  migrate,
  openHistory,
  type DiscoveredInstance,
  type History,
  type HistorySettings,
  type ObservedFinding,
} from '@archivesmp/history';
import { freePort, startPrivateMariadb, stopProcess } from '@archivesmp/private-services';
import { createConnection } from 'mysql2/promise';

const INSTANCES = 20;
const PER_INSTANCE = 5_000;
const PAGE = 500;
const RESCANS = 10;
const START = Date.UTC(2026, 10, 21);
const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;

/** What was measured on a durable MariaDB of one's own. Seconds of wall clock. */
export interface HistoryVolume {
  readonly findings: number;
  readonly insertSeconds: number;
  /** Reading everything back in pages of `pageSize`, as the API does. */
  readonly readSeconds: number;
  readonly pages: number;
  readonly pageSize: number;
  /** 95th percentile of one page, milliseconds; the last pages must not be slower than the first. */
  readonly pageP95Ms: number;
  readonly firstPageMs: number;
  readonly lastPageMs: number;
  /** One page of 100 groups of alike findings, the slower of both orders, milliseconds. */
  readonly groupPageMs: number;
  /** All rescans of the whole fleet together, nothing changed. */
  readonly rescans: number;
  readonly rescanSeconds: number;
  readonly rowsAddedByRescans: number;
}

/**
 * Writes 100,000 findings through the history as scans do, reads them back page by page, and scans ten times more with
 * nothing changed.
 * @throws Error when a finding is lost or repeated on the way, or an unchanged rescan adds a row.
 */
export async function historyVolume(): Promise<HistoryVolume> {
  const stateDir = mkdtempSync(path.join(os.tmpdir(), 'asmp-bench-'));
  try {
    const settings = await emptyDatabase(stateDir);
    await migrate(settings);
    const history = await openHistory(settings);
    try {
      return await measure(history, () => countRows(settings));
    } finally {
      await history.close();
    }
  } finally {
    await stopProcess(stateDir, 'mariadb');
    rmSync(stateDir, { recursive: true, force: true });
  }
}

async function emptyDatabase(stateDir: string): Promise<HistorySettings> {
  const server = await startPrivateMariadb({
    stateDir,
    port: await freePort(),
    password: randomUUID(),
    rootPassword: randomUUID(),
    background: false,
    durable: true,
  });
  const connection = await createConnection(server);
  await connection.query('CREATE DATABASE asmp_bench');
  await connection.end();
  return { ...server, database: 'asmp_bench' };
}

async function countRows(settings: HistorySettings): Promise<number> {
  const connection = await createConnection(settings);
  const [rows] = await connection.query(
    'SELECT (SELECT COUNT(*) FROM findings) + (SELECT COUNT(*) FROM finding_changes) AS count',
  );
  await connection.end();
  return Number((rows as { count: number }[])[0]!.count);
}

async function measure(history: History, rows: () => Promise<number>): Promise<HistoryVolume> {
  const instances = Array.from({ length: INSTANCES }, (_, index) => instanceNumber(index));
  await history.discovery.recordDiscovery(
    { instances, completeHosts: ['bench-1', 'bench-2'] },
    new Date(START),
  );
  const scan = (round: number) => scanFleet(history, instances, new Date(START + round * 3_600_000));
  const insertSeconds = await seconds(() => scan(1));
  const before = await rows();
  const pages = await readAllPages(history);
  const groupPageMs = Math.max(...(await readGroups(history)));
  const rescanSeconds = await seconds(async () => {
    for (let round = 2; round < 2 + RESCANS; round += 1) await scan(round);
  });
  const rowsAddedByRescans = (await rows()) - before;
  if (rowsAddedByRescans !== 0)
    throw new Error(`${RESCANS} unchanged rescans added ${rowsAddedByRescans} rows`);
  const sorted = [...pages].sort((a, b) => a - b);
  return {
    findings: INSTANCES * PER_INSTANCE,
    insertSeconds,
    readSeconds: pages.reduce((sum, ms) => sum + ms, 0) / 1_000,
    pages: pages.length,
    pageSize: PAGE,
    pageP95Ms: sorted[Math.floor(sorted.length * 0.95)]!,
    firstPageMs: pages[0]!,
    lastPageMs: pages.at(-1)!,
    groupPageMs,
    rescans: RESCANS,
    rescanSeconds,
    rowsAddedByRescans,
  };
}

/** Milliseconds of each page. */
async function readAllPages(history: History): Promise<number[]> {
  const seen = new Set<string>();
  const times: number[] = [];
  let after: string | undefined;
  do {
    const start = performance.now();
    const page = await history.findings.listFindings(
      {},
      { limit: PAGE, ...(after !== undefined && { after }) },
    );
    times.push(performance.now() - start);
    for (const { id } of page.findings) {
      if (seen.has(id)) throw new Error(`finding ${id} came twice`);
      seen.add(id);
    }
    after = page.next;
  } while (after !== undefined);
  if (seen.size !== INSTANCES * PER_INSTANCE)
    throw new Error(`${seen.size} of ${INSTANCES * PER_INSTANCE} findings came back`);
  return times;
}

/** Milliseconds of the first page of groups, in either order. */
async function readGroups(history: History): Promise<number[]> {
  const times: number[] = [];
  for (const sort of ['severity', 'priority'] as const) {
    const start = performance.now();
    const open = { states: ['open', 'recurred'], statuses: ['drift'] } as const;
    const { groups } = await history.findingGroups.listGroups(open, sort, { limit: 100 });
    times.push(performance.now() - start);
    if (groups.some(({ count }) => count !== INSTANCES))
      throw new Error('a group does not have every instance');
  }
  return times;
}

async function scanFleet(
  history: History,
  instances: readonly DiscoveredInstance[],
  now: Date,
): Promise<void> {
  const later = new Date(now.getTime() + 600_000);
  const { id: scanId } = await history.scanRequests.recordScanRequest({}, 'bench', now);
  const targets = instances.map(({ id, host, folder }) => ({ instanceId: id, host, folder }));
  const select = { extensions: ['yml'], maxBytes: 1_000_000, unmanaged: [] };
  await history.scanProgress.startScan(scanId, { targets, answerBy: later, select }, now);
  for (const { id: instanceId, host } of instances) {
    await history.scanProgress.acceptManifest(scanId, instanceId, { host, files: 1, unreadable: 0 }, now);
    await history.scanProgress.markAnswered(scanId, instanceId, later, now);
    const findings = Array.from({ length: PER_INSTANCE }, (_, index) => findingNumber(index));
    const observed = { scanId, instanceId, findings, files: [], plugins: [], unknownFiles: [] };
    await history.scanResults.recordInstanceResult(observed, now);
  }
  await history.scanResults.completeScan(scanId, [], {}, now);
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1_000;
}

const instanceNumber = (index: number): DiscoveredInstance => ({
  id: randomUUID(),
  name: `BENCH${String(index + 1).padStart(2, '0')}`,
  friendlyName: `Bench ${index + 1}`,
  host: `bench-${(index % 2) + 1}`,
  platform: 'paper',
  folder: `BENCH${index + 1}`,
});

const findingNumber = (index: number): ObservedFinding => ({
  plugin: `Plugin${index % 90}`,
  file: `lang/messages_${index % 7}.yml`,
  path: ['settings', 'group', `key-${index}`],
  kind: 'wrong_value',
  status: 'drift',
  severity: SEVERITIES[index % 4]!,
  expected: `the value that should be here, number ${index}`,
  actual: `another one, number ${index}`,
  decidedBy: { scope: 'baseline' },
  priority: 200,
  reason: 'universal baseline',
});
