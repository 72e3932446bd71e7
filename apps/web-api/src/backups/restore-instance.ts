import { createHash } from 'node:crypto';
import type { Backups as StoredBackups } from '@archivesmp/artifacts';
import {
  SEVERAL_PLUGINS,
  type BackupManifest,
  type RestoreInstanceRequest,
} from '@archivesmp/contracts/backup';
import type { PlanView } from '@archivesmp/contracts/plan';
import type { InstanceView } from '@archivesmp/contracts/fleet';
import { Problem } from '@archivesmp/contracts/problem';
import type { BackupCoverage, BackupReads, Backups, IndexedBackup } from '@archivesmp/history';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../http/caller.js';
import type { RecordChangeRequest } from '../plans/record-change-request.js';
import type { KnownFleet } from '../fleet/known-fleet.js';
import { composeState, type BackupAtTime } from './compose-state.js';
import type { WrittenSince } from './written-since.js';

/**
 * Brings an instance back to how it was at a time: the newest whole backup of each plugin until then, and over it what was
 * backed up and written by changes since, become one backup of several plugins, each file with where it comes from; and that
 * one becomes a plan. The plan keeps it from being thinned out.
 */
export class RestoreInstance {
  constructor(
    private readonly known: KnownFleet,
    private readonly coverage: BackupCoverage,
    private readonly reads: BackupReads,
    private readonly written: WrittenSince,
    private readonly stored: StoredBackups,
    private readonly index: Backups,
    private readonly requestPlan: RecordChangeRequest,
  ) {}

  /** @throws Problem `resource.not-found` when there is no such instance, or no backup of it until then; `request.invalid` for a time to come */
  async run(wanted: RestoreInstanceRequest, caller: Caller, request: FastifyRequest): Promise<PlanView> {
    const { at, plugins, title, asIs } = wanted;
    const until = new Date(at);
    assertPast(until);
    const instance = await this.known.oneInstance(wanted.instance);
    const choice = { instanceId: instance.id, until, ...(plugins !== undefined && { plugins }) };
    const newest = await this.coverage.newestWhole(choice);
    const parts = await this.coverage.partsSince(choice);
    assertAll([...newest, ...parts], instance, wanted);
    const backup = await this.together(newest, parts, instance, until, caller);
    const name = title ?? `${instance.name} as it was at ${until.toISOString()}`;
    return this.requestPlan.run(
      { title: name.slice(0, 200), backup, ...(asIs === true && { asIs }) },
      caller,
      request,
    );
  }

  /** Id of the backup that holds the files of all of these. Made again it is the same. */
  private async together(
    whole: readonly IndexedBackup[],
    parts: readonly IndexedBackup[],
    instance: InstanceView,
    until: Date,
    caller: Caller,
  ): Promise<string> {
    const ids = [...whole, ...parts].map(({ id }) => id).sort();
    const held = await this.reads.filesOfAll(ids);
    const filesOf = (backup: IndexedBackup): BackupAtTime => ({ backup, files: held.get(backup.id)! });
    const changes: BackupAtTime[] = [];
    for (const part of parts) {
      const its = filesOf(part);
      const wrote = await this.written.after(part, until, new Set(its.files.map(({ path }) => path)));
      changes.push({ ...its, ...(wrote !== undefined && { wrote }) });
    }
    const files = composeState(whole.map(filesOf), changes);
    const contents = files.map(({ path, sha256 }) => `${path} ${sha256}`);
    const manifest: BackupManifest = {
      version: 1,
      id: idOf([instance.id, until.toISOString(), ...ids, ...contents]),
      host: instance.host,
      instanceId: instance.id,
      instance: instance.name,
      plugin: SEVERAL_PLUGINS,
      takenAt: until.toISOString(),
      cause: 'by-hand',
      takenBy: caller.name,
      reason: `put together to restore them: ${whole.length} whole backups and ${parts.length} from before changes`,
      files,
    };
    await this.index.record(manifest, await this.stored.seal(manifest));
    return manifest.id;
  }
}

/** People's clocks and ours differ by this much without anybody being wrong. */
const SLACK_MS = 60_000;

/** @throws Problem `request.invalid`: what an instance will be like nobody knows, and "now" is no wish for a restore */
function assertPast(until: Date): void {
  const now = new Date();
  if (until.getTime() <= now.getTime() + SLACK_MS) return;
  const message = `${until.toISOString()} is in the future; name a time that has passed`;
  throw new Problem('request.invalid', `at: ${message}.`, { errors: [{ field: 'at', message }] });
}

function assertAll(
  newest: readonly IndexedBackup[],
  { name }: InstanceView,
  { at, plugins }: RestoreInstanceRequest,
): void {
  if (newest.length === 0)
    throw new Problem('resource.not-found', `There is no backup of ${name} from ${at} or before.`);
  const lacking = plugins?.filter((plugin) => !newest.some((one) => one.plugin === plugin)) ?? [];
  if (lacking.length > 0)
    throw new Problem(
      'resource.not-found',
      `There is no backup of ${lacking.join(', ')} on ${name} from ${at} or before.`,
    );
}

function idOf(parts: readonly string[]): string {
  const hex = createHash('sha256').update(parts.join(' ')).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
