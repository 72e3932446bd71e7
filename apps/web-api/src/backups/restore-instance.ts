import { createHash } from 'node:crypto';
import { Backups as StoredBackups } from '@archivesmp/artifacts';
import {
  SEVERAL_PLUGINS,
  type BackupManifest,
  type RestoreInstanceRequest,
} from '@archivesmp/contracts/backup';
import type { PlanView } from '@archivesmp/contracts/deployment';
import type { InstanceView } from '@archivesmp/contracts/fleet';
import { Problem } from '@archivesmp/contracts/problem';
import { BackupCoverage, BackupReads, Backups, type IndexedBackup } from '@archivesmp/history';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../access/caller.js';
import { RequestPlanUseCase } from '../changes/request-plan.js';
import { KnownFleet } from '../fleet/known-fleet.js';

/**
 * Brings an instance back to how it was at a time: the newest whole backup of each plugin until then becomes one backup of
 * several plugins, which costs no content, and that one becomes a plan. The plan keeps it from being thinned out.
 */
@Injectable()
export class RestoreInstance {
  constructor(
    @Inject(KnownFleet) private readonly known: KnownFleet,
    @Inject(BackupCoverage) private readonly coverage: BackupCoverage,
    @Inject(BackupReads) private readonly reads: BackupReads,
    @Inject(StoredBackups) private readonly stored: StoredBackups,
    @Inject(Backups) private readonly index: Backups,
    @Inject(RequestPlanUseCase) private readonly requestPlan: RequestPlanUseCase,
  ) {}

  /** @throws Problem `resource.not-found` when there is no such instance, or no backup of it until then */
  async run(wanted: RestoreInstanceRequest, caller: Caller, request: FastifyRequest): Promise<PlanView> {
    const { at, plugins, title } = wanted;
    const until = new Date(at);
    const instance = await this.known.oneInstance(wanted.instance);
    const newest = await this.coverage.newestWhole({
      instanceId: instance.id,
      until,
      ...(plugins !== undefined && { plugins }),
    });
    assertAll(newest, instance, wanted);
    const backup = await this.together(newest, instance, until, caller);
    const name = title ?? `${instance.name} as it was at ${until.toISOString()}`;
    return this.requestPlan.run({ title: name.slice(0, 200), backup }, caller, request);
  }

  /** Id of the backup that holds the files of all of these. Made again it is the same. */
  private async together(
    parts: readonly IndexedBackup[],
    instance: InstanceView,
    until: Date,
    caller: Caller,
  ): Promise<string> {
    const files = await this.reads.filesOfAll(parts.map(({ id }) => id));
    const ids = parts.map(({ id }) => id).sort();
    const manifest: BackupManifest = {
      version: 1,
      id: idOf([instance.id, until.toISOString(), ...ids]),
      host: instance.host,
      instanceId: instance.id,
      instance: instance.name,
      plugin: SEVERAL_PLUGINS,
      takenAt: until.toISOString(),
      cause: 'by-hand',
      takenBy: caller.name,
      reason: `the newest backups of ${parts.length} plugins until then, put together to restore them`,
      files: parts.flatMap(({ id }) => files.get(id)!),
    };
    await this.index.record(manifest, await this.stored.seal(manifest));
    return manifest.id;
  }
}

function assertAll(
  newest: readonly IndexedBackup[],
  { name }: InstanceView,
  { at, plugins }: RestoreInstanceRequest,
): void {
  if (newest.length === 0)
    throw new Problem('resource.not-found', `There is no whole backup of ${name} from ${at} or before.`);
  const lacking = plugins?.filter((plugin) => !newest.some((one) => one.plugin === plugin)) ?? [];
  if (lacking.length > 0)
    throw new Problem(
      'resource.not-found',
      `There is no whole backup of ${lacking.join(', ')} on ${name} from ${at} or before.`,
    );
}

function idOf(parts: readonly string[]): string {
  const hex = createHash('sha256').update(parts.join(' ')).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
