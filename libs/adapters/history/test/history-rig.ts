import { randomUUID } from 'node:crypto';
import { instanceStatus } from '@archivesmp/fleet';
import { freshDatabase } from '@archivesmp/testing';
import { createConnection, type Connection } from 'mysql2/promise';
import { afterAll } from 'vitest';
import {
  migrate,
  openHistory,
  type DiscoveredInstance,
  type History,
  type HistorySettings,
  type InstanceChoice,
  type ObservedFinding,
  type ObservedInstance,
  type ScanTarget,
} from '../src/index.js';

/** A migrated database of one's own, a history on it, and a plain connection to look behind its back. */
export interface HistoryRig {
  readonly history: History;
  readonly settings: HistorySettings;
  readonly sql: Connection;
  count(table: string, where?: string): Promise<number>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Databases of this file that are empty again: migrating takes longer than emptying. */
const spare: Omit<HistoryRig, typeof Symbol.asyncDispose>[] = [];
const opened: (() => Promise<void>)[] = [];

afterAll(async () => {
  await Promise.all(opened.map((close) => close()));
});

export async function historyRig(): Promise<HistoryRig> {
  const rig = spare.pop() ?? (await openRig());
  return {
    ...rig,
    [Symbol.asyncDispose]: async () => {
      await empty(rig.sql);
      spare.push(rig);
    },
  };
}

async function openRig(): Promise<Omit<HistoryRig, typeof Symbol.asyncDispose>> {
  const database = await freshDatabase();
  await migrate(database.settings);
  const history = await openHistory(database.settings);
  const sql = await createConnection({ ...database.settings, timezone: 'Z' });
  opened.push(async () => {
    await history.close();
    await sql.end();
    await database.drop();
  });
  return {
    history,
    settings: database.settings,
    sql,
    count: async (table, where = 'TRUE') => {
      const [rows] = await sql.query(`SELECT COUNT(*) AS count FROM ${table} WHERE ${where}`);
      return Number((rows as { count: number }[])[0]!.count);
    },
  };
}

async function empty(sql: Connection): Promise<void> {
  const [tables] = await sql.query("SHOW FULL TABLES WHERE Table_type = 'BASE TABLE'");
  for (const row of tables as Record<string, string>[]) {
    const name = Object.values(row)[0]!;
    if (name === 'audit_chain')
      await sql.query("UPDATE audit_chain SET links = 0, head_seq = 0, head_hash = REPEAT('0', 64)");
    else if (name !== 'schema_migrations') await sql.query(`DELETE FROM ${name}`);
  }
}

export const at = (seconds: number): Date => new Date(Date.UTC(2026, 10, 21, 8, 0, 0) + seconds * 1_000);

/** Instances with the status that the fleet engine gives them. */
export async function statusesOf(history: History, choice: InstanceChoice, now: Date) {
  const records = await history.fleet.listInstanceRecords(choice);
  return records.map((record) => ({ ...record, ...instanceStatus(record, now) }));
}

export const SELECT = { extensions: ['yml'], maxBytes: 1_000_000, unmanaged: [] };

export const anInstance = (name: string, host = 'hetzner', id = randomUUID()): DiscoveredInstance => ({
  id,
  name,
  friendlyName: `The ${name}`,
  host,
  platform: 'paper',
  folder: name,
});

/** Makes the instances known, as discovery does. */
export async function discover(history: History, ...instances: DiscoveredInstance[]) {
  const completeHosts = [...new Set(instances.map((one) => one.host))];
  return history.discovery.recordDiscovery({ instances, completeHosts }, at(0));
}

export const aDrift = (key: string, more: Partial<ObservedFinding> = {}): ObservedFinding => ({
  plugin: 'CMI',
  file: 'config.yml',
  path: ['Settings', key],
  kind: 'wrong_value',
  status: 'drift',
  severity: 'high',
  expected: true,
  actual: false,
  decidedBy: { scope: 'baseline' },
  priority: 200,
  reason: 'universal baseline',
  ...more,
});

export const targetOf = ({ id, host, folder }: DiscoveredInstance): ScanTarget => ({
  instanceId: id,
  host,
  folder,
});

/** A running scan of these instances, all of which have answered. */
export async function answeredScan(
  history: History,
  instances: readonly DiscoveredInstance[],
  scope: { plugin?: string } = {},
  now = at(10),
): Promise<string> {
  const { id } = await history.scanRequests.recordScanRequest(scope, 'mia', now);
  await history.scanProgress.startScan(
    id,
    { targets: instances.map(targetOf), answerBy: at(10_000), select: SELECT },
    now,
  );
  for (const one of instances) await answer(history, id, one, now);
  return id;
}

export async function answer(history: History, scanId: string, one: DiscoveredInstance, now: Date) {
  await history.scanProgress.acceptManifest(scanId, one.id, { host: one.host, files: 1, unreadable: 0 }, now);
  return history.scanProgress.markAnswered(scanId, one.id, at(20_000), now);
}

export const observed = (
  scanId: string,
  instance: DiscoveredInstance,
  findings: readonly ObservedFinding[],
  more: Partial<ObservedInstance> = {},
): ObservedInstance => ({
  scanId,
  instanceId: instance.id,
  findings,
  files: [],
  plugins: [],
  unknownFiles: [],
  ...more,
});

/** One whole scan of one instance that finds exactly this. */
export async function scanOnce(
  history: History,
  instance: DiscoveredInstance,
  findings: readonly ObservedFinding[],
  now: Date,
  more: Partial<ObservedInstance> & { plugin?: string } = {},
) {
  const { plugin, ...rest } = more;
  const scanId = await answeredScan(history, [instance], plugin === undefined ? {} : { plugin }, now);
  const recorded = await history.scanResults.recordInstanceResult(
    observed(scanId, instance, findings, rest),
    now,
  );
  const end = await history.scanResults.completeScan(scanId, [], { instanceIds: [instance.id] }, now);
  return { scanId, recorded, end };
}
