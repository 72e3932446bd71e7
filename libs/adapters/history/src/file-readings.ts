import type { AgentOrder, OrderOutcome } from '@archivesmp/contracts/order';
import { fromJson } from './column-text.js';
import type { Database, Sql } from './database.js';
import { measuredStarts } from './measured-starts.js';

/** A file as it was found now. */
export interface FoundFile {
  /** Relative to the server folder. */
  readonly path: string;
  readonly plugin: string;
  /** Within the folder of its plugin, as scans keep it. */
  readonly inPlugin: string;
  /** null = not there. */
  readonly sha256: string | null;
}

/** What is known of when files got their content, and when their server started since. */
export interface FileReadings {
  /** By path: when the file was first known to hold this content; undefined = not known. */
  readonly since: ReadonlyMap<string, Date | undefined>;
  /** Starts that ended well, ours and measured ones. */
  readonly starts: readonly { readonly from: Date }[];
}

/** Orders and verdicts of one instance that are looked through; what was before is told by scans. */
const LOOKED_THROUGH = 50;

/** Since when files hold what they hold, and which starts of the server came after. */
export class FileReadingReads {
  constructor(private readonly database: Database) {}

  /** @param now until when starts are looked for */
  async of(
    instanceId: string,
    files: readonly FoundFile[],
    now: Date,
    sql: Sql = this.database,
  ): Promise<FileReadings> {
    const written = await writtenLast(sql, instanceId);
    const scanned = await scannedSince(sql, instanceId);
    const judged = await judgedSince(sql, instanceId);
    const since = new Map(
      files.map(({ path, plugin, inPlugin, sha256: content }) => {
        const own = written.get(path);
        const seen = scanned.get(keyOf(plugin, inPlugin));
        const times = [
          ...(own !== undefined && own.content === content ? [own.at] : []),
          ...(seen !== undefined && seen.content === content ? [seen.at] : []),
          ...judged.flatMap(({ found, at }) => (found[path] === content ? [at] : [])),
        ];
        return [path, times.toSorted((one, other) => one.getTime() - other.getTime())[0]] as const;
      }),
    );
    const known = [...since.values()].filter((at) => at !== undefined);
    if (known.length === 0) return { since, starts: [] };
    const oldest = new Date(Math.min(...known.map((at) => at.getTime())));
    const starts = [
      ...(await ownStarts(sql, instanceId, oldest)),
      ...(await measuredStarts(sql, instanceId, oldest, now)),
    ];
    return { since, starts };
  }
}

interface ContentSince {
  readonly content: string | null;
  readonly at: Date;
}

/** By path: what the last change of ours made of it, and when that was confirmed. */
async function writtenLast(sql: Sql, instanceId: string): Promise<ReadonlyMap<string, ContentSince>> {
  const rows = await sql.rows<{ text: string; outcome: string; outcome_at: Date }>(
    `SELECT text, outcome, outcome_at FROM agent_orders
      WHERE instance_id = ? AND direction IN ('forward', 'back') AND outcome IS NOT NULL
      ORDER BY fence DESC LIMIT ?`,
    [instanceId, LOOKED_THROUGH],
  );
  const last = new Map<string, ContentSince>();
  for (const { text, outcome, outcome_at: at } of rows) {
    if (fromJson<OrderOutcome>(outcome)?.state !== 'applied') continue;
    for (const { path, after } of (JSON.parse(text) as AgentOrder).files)
      if (!last.has(path)) last.set(path, { content: after, at });
  }
  return last;
}

const keyOf = (plugin: string, path: string): string => JSON.stringify([plugin, path]);

/** By place: what scans saw, and since when they see it. */
async function scannedSince(sql: Sql, instanceId: string): Promise<ReadonlyMap<string, ContentSince>> {
  const rows = await sql.rows<{ plugin: string; path: string; sha256: string; last_changed_at: Date }>(
    `SELECT plugin, path, sha256, last_changed_at FROM config_files WHERE instance_id = ? AND sha256 IS NOT NULL`,
    [instanceId],
  );
  return new Map(
    rows.map(({ plugin, path, sha256, last_changed_at: at }) => [
      keyOf(plugin, path),
      { content: sha256, at },
    ]),
  );
}

interface Judged {
  readonly found: Readonly<Record<string, string | null>>;
  readonly at: Date;
}

/**
 * What files held when verdicts were formed after a start: what a server wrote while it started it has read, so it counts from that start
 * on. Newest first.
 */
async function judgedSince(sql: Sql, instanceId: string): Promise<readonly Judged[]> {
  const rows = await sql.rows<{ detail: string; begun_at: Date }>(
    `SELECT verdict.detail, ask.begun_at FROM deployment_steps verdict
       JOIN deployment_instances line ON line.deployment_id = verdict.deployment_id
        AND line.instance_id = verdict.instance_id
       JOIN deployment_steps ask ON ask.deployment_id = line.restarted_by AND ask.instance_id = line.instance_id
        AND ask.attempt = line.restarted_at_fence AND ask.step IN ('ask-restart', 'ask-start')
      WHERE verdict.instance_id = ? AND verdict.step = 'verdict' AND verdict.state = 'done'
        AND verdict.begun_at >= ask.begun_at
      ORDER BY verdict.number DESC LIMIT ?`,
    [instanceId, LOOKED_THROUGH],
  );
  return rows.flatMap(({ detail, begun_at: at }) => {
    const { found } = fromJson<{ readonly found?: Judged['found'] }>(detail) ?? {};
    return found === undefined ? [] : [{ found, at }];
  });
}

/** Restarts and starts that this product asked for and that ended well, from the moment the panel was asked. */
async function ownStarts(sql: Sql, instanceId: string, since: Date): Promise<{ from: Date }[]> {
  return sql.rows<{ from: Date }>(
    `SELECT ask.begun_at AS \`from\` FROM deployment_steps ask
       JOIN deployment_steps done ON done.deployment_id = ask.deployment_id AND done.instance_id = ask.instance_id
        AND done.attempt = ask.attempt AND done.state = 'done' AND ask.step = CONCAT('ask-', done.step)
      WHERE ask.instance_id = ? AND ask.step IN ('ask-restart', 'ask-start') AND ask.begun_at >= ?`,
    [instanceId, since],
  );
}
