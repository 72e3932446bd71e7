import type { AgentOrder, InspectionReport, OrderOutcome } from '@archivesmp/contracts/order';
import { fromJson } from '../database/column-text.js';
import type { Database, Sql } from '../database/database.js';
import { measuredStarts } from '../fleet/measured-starts.js';
import { rowKey } from '../database/row-key.js';
import type { ScanInstanceRow } from '../scan/scan.entity.js';
import type { AgentOrderRow, DeploymentStepRow, InspectionRow } from '../deployment/deployment.entity.js';
import type { ConfigFileRow } from './config-file.entity.js';
import type { Filled, StoredRow } from '../database/stored-row.js';

/** A file as it was found now. */
export interface FoundFile {
  /** Relative to the server folder. */
  readonly path: string;
  readonly plugin: string;
  /** Within the folder of its plugin, as scans keep it; left out: scans do not look at it. */
  readonly inPlugin?: string;
  /** null = not there. */
  readonly sha256: string | null;
}

/** What a file held at a time: its sha256, null = not there, undefined = not known what, but something else than now. */
export interface FileSighting {
  readonly at: Date;
  readonly content: string | null | undefined;
}

/** Orders, verdicts and scans of one instance that are looked through. */
const MOST_READINGS = 50;

/** What is known of when files held what, and of when their server was started. */
export class FileReadingReads {
  constructor(private readonly database: Database) {}

  /** By path, in no order: what our orders made of the file, what verdicts, looks and scans found in it. Times are never too early. */
  async listFileSightings(
    instanceId: string,
    files: readonly FoundFile[],
    sql: Sql = this.database,
  ): Promise<ReadonlyMap<string, readonly FileSighting[]>> {
    const known = [...(await written(sql, instanceId)), ...(await judged(sql, instanceId))];
    const scans = await lastScans(sql, instanceId, files);
    const all = new Map<string, FileSighting[]>();
    for (const file of files)
      all.set(file.path, [
        ...known.flatMap(({ contents, at }) => sightingOf(contents, file.path, at)),
        ...scannedAs(file, scans),
      ]);
    const since = earliest(files.flatMap(({ path, sha256 }) => seenWith(sha256, all.get(path)!)));
    // What was found before a file was first known to hold its content says nothing of the time after
    for (const { contents, at } of since === undefined ? [] : await inspectedSince(sql, instanceId, since))
      for (const [path, sightings] of all) sightings.push(...sightingOf(contents, path, at));
    return all;
  }

  /** Restarts and starts that ended well, from the moment the panel was asked, and starts that were measured. */
  async listStartsSince(
    instanceId: string,
    since: Date,
    until: Date,
    sql: Sql = this.database,
  ): Promise<readonly { readonly from: Date }[]> {
    return [
      ...(await ownStarts(sql, instanceId, since)),
      ...(await measuredStarts(sql, instanceId, since, until)),
    ];
  }
}

interface KnownContents {
  readonly contents: Readonly<Record<string, string | null>>;
  readonly at: Date;
}

const sightingOf = (contents: KnownContents['contents'], path: string, at: Date): FileSighting[] => {
  const content = contents[path];
  return content === undefined ? [] : [{ at, content }];
};

const seenWith = (content: string | null, sightings: readonly FileSighting[]): Date[] =>
  sightings.flatMap((one) => (one.content === content ? [one.at] : []));

const earliest = (times: readonly Date[]): Date | undefined =>
  times.length === 0 ? undefined : new Date(Math.min(...times.map((at) => at.getTime())));

/** What changes of ours made of files, and when that was confirmed. */
async function written(sql: Sql, instanceId: string): Promise<KnownContents[]> {
  const rows = await sql.selectRows<
    Filled<StoredRow<AgentOrderRow, 'text' | 'outcome' | 'outcome_at'>, 'outcome' | 'outcome_at'>
  >(
    `SELECT text, outcome, outcome_at FROM agent_orders
      WHERE instance_id = ? AND direction IN ('forward', 'back') AND outcome IS NOT NULL
      ORDER BY fence DESC LIMIT ?`,
    [instanceId, MOST_READINGS],
  );
  return rows.flatMap(({ text, outcome, outcome_at: at }) => {
    if (fromJson<OrderOutcome>(outcome)?.state !== 'applied') return [];
    const { files } = JSON.parse(text) as AgentOrder;
    return [{ contents: Object.fromEntries(files.map(({ path, after }) => [path, after])), at }];
  });
}

/** What files held when verdicts were formed after a start: what a server wrote while it started it has read, so it counts from that start on. */
async function judged(sql: Sql, instanceId: string): Promise<KnownContents[]> {
  const rows = await sql.selectRows<StoredRow<DeploymentStepRow, 'detail' | 'begun_at'>>(
    `SELECT verdict.detail, ask.begun_at FROM deployment_steps verdict
       JOIN deployment_instances line ON line.deployment_id = verdict.deployment_id
        AND line.instance_id = verdict.instance_id
       JOIN deployment_steps ask ON ask.deployment_id = line.restarted_by AND ask.instance_id = line.instance_id
        AND ask.attempt = line.restarted_at_fence AND ask.step IN ('ask-restart', 'ask-start')
      WHERE verdict.instance_id = ? AND verdict.step = 'verdict' AND verdict.state = 'done'
        AND verdict.begun_at >= ask.begun_at
      ORDER BY verdict.number DESC LIMIT ?`,
    [instanceId, MOST_READINGS],
  );
  return rows.flatMap(({ detail, begun_at: at }) => {
    const { found } = fromJson<{ readonly found?: KnownContents['contents'] }>(detail) ?? {};
    return found === undefined ? [] : [{ contents: found, at }];
  });
}

/** What agents found since. What was found for a verdict is told by the verdict: a server may rewrite its files until then. */
async function inspectedSince(sql: Sql, instanceId: string, since: Date): Promise<KnownContents[]> {
  const rows = await sql.selectRows<
    Filled<StoredRow<InspectionRow, 'report' | 'reported_at'>, 'report' | 'reported_at'>
  >(
    `SELECT report, reported_at FROM inspections
      WHERE instance_id = ? AND requested_at >= ? AND report IS NOT NULL AND (purpose IS NULL OR purpose <> 'verdict')`,
    [instanceId, since],
  );
  return rows.map(({ report, reported_at: at }) => ({
    contents: Object.fromEntries(
      (fromJson<InspectionReport>(report)?.files ?? []).flatMap(({ path, sha256 }) =>
        // Left out it could not be read, which says nothing of what it held
        sha256 === undefined ? [] : [[path, sha256]],
      ),
    ),
    at,
  }));
}

interface Scans {
  /** By the key of its row: what the last one saw of a file, and since when scans see it. */
  readonly files: ReadonlyMap<string, { readonly sha256: string | null; readonly last_changed_at: Date }>;
  /** Newest first: when what they saw was recorded. */
  readonly times: readonly Date[];
}

async function lastScans(sql: Sql, instanceId: string, files: readonly FoundFile[]): Promise<Scans> {
  const keys = files.flatMap(({ plugin, inPlugin }) =>
    inPlugin === undefined ? [] : [rowKey(plugin, inPlugin)],
  );
  if (keys.length === 0) return { files: new Map(), times: [] };
  const rows = await sql.selectRows<StoredRow<ConfigFileRow, 'file_key' | 'sha256' | 'last_changed_at'>>(
    'SELECT file_key, sha256, last_changed_at FROM config_files WHERE instance_id = ? AND file_key IN (?)',
    [instanceId, keys],
  );
  const times = await sql.selectRows<Filled<StoredRow<ScanInstanceRow, 'finished_at'>, 'finished_at'>>(
    `SELECT finished_at FROM scan_instances WHERE instance_id = ? AND state = 'scanned'
      ORDER BY finished_at DESC LIMIT ?`,
    [instanceId, MOST_READINGS],
  );
  return {
    files: new Map(rows.map((row) => [row.file_key, row])),
    times: times.map(({ finished_at }) => finished_at),
  };
}

/** Scans keep only what they saw last, and when that was new: the scan before that one saw something else. */
function scannedAs({ plugin, inPlugin, sha256 }: FoundFile, { files, times }: Scans): FileSighting[] {
  if (inPlugin === undefined) return [];
  const seen = files.get(rowKey(plugin, inPlugin));
  const other = (at: Date | undefined) => (at === undefined ? [] : [{ at, content: undefined }]);
  if ((seen?.sha256 ?? null) !== sha256) return other(times[0]);
  if (seen === undefined) return [];
  const { last_changed_at: at } = seen;
  return [{ at, content: sha256 }, ...other(times.find((before) => before < at))];
}

async function ownStarts(sql: Sql, instanceId: string, since: Date): Promise<{ from: Date }[]> {
  return sql.selectRows<{ from: Date }>(
    `SELECT ask.begun_at AS \`from\` FROM deployment_steps ask
       JOIN deployment_steps done ON done.deployment_id = ask.deployment_id AND done.instance_id = ask.instance_id
        AND done.attempt = ask.attempt AND done.state = 'done' AND ask.step = CONCAT('ask-', done.step)
      WHERE ask.instance_id = ? AND ask.step IN ('ask-restart', 'ask-start') AND ask.begun_at >= ?`,
    [instanceId, since],
  );
}
