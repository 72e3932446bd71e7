import { Manifests, Snapshots } from '@archivesmp/artifacts';
import type { InstanceManifest, ManifestReceipt } from '@archivesmp/contracts/agent';
import { Problem } from '@archivesmp/contracts/problem';
import { hasKnownBytes } from '@archivesmp/contracts/vocabulary';
import { ScanProgress } from '@archivesmp/history';
import { LOG, withLogContext, type Log } from '@archivesmp/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../access/caller.js';
import { analyseBy, noLongerWanted } from './answer-deadline.js';
import { hashesOf } from './manifest-hashes.js';

/** First half of an agent's answer: notes what is there and asks for the contents nobody has sent yet. */
@Injectable()
export class ReceiveManifest {
  constructor(
    @Inject(ScanProgress) private readonly progress: ScanProgress,
    @Inject(Manifests) private readonly manifests: Manifests,
    @Inject(Snapshots) private readonly snapshots: Snapshots,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Throws `auth.forbidden` for another host, `resource.not-found`, `resource.conflict` when it comes too late. */
  async run(manifest: InstanceManifest, caller: Caller): Promise<ManifestReceipt> {
    const { scanId, instanceId, host } = manifest;
    if (!caller.agentHosts.includes(host))
      throw new Problem(
        'auth.forbidden',
        `This token may deliver results of ${caller.agentHosts.join(', ')} only.`,
      );
    return withLogContext({ scanId, instanceId, host }, () => this.accept(manifest));
  }

  private async accept(manifest: InstanceManifest): Promise<ManifestReceipt> {
    const { scanId, instanceId, host, files, error } = manifest;
    const now = new Date();
    const unreadable = files.filter(({ state }) => !hasKnownBytes(state) && state !== 'unsettled').length;
    const counts = { host, files: files.length, unreadable };
    if ((await this.progress.acceptManifest(scanId, instanceId, counts, now)) === 'late')
      throw noLongerWanted();
    if (error !== undefined) {
      await this.progress.giveUpInstance(scanId, instanceId, { state: 'failed', reason: error }, now);
      this.log.warn({ reason: error }, 'instance could not be read');
      return { missing: [] };
    }
    await this.manifests.write(manifest);
    const missing = await this.snapshots.missing(hashesOf(manifest));
    this.log.info({ files: files.length, unreadable, missing: missing.length }, 'manifest received');
    if (missing.length > 0) return { missing };
    if ((await this.progress.markAnswered(scanId, instanceId, analyseBy(now), now)) === 'late')
      throw noLongerWanted();
    return { missing };
  }
}
