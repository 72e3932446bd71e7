import { counted } from '@archivesmp/contracts/counted';
import type { Manifests } from '@archivesmp/artifacts';
import { whyNotInside } from '@archivesmp/change-plan';
import type { InstanceManifest, ManifestReceipt } from '@archivesmp/contracts/agent';
import { Problem } from '@archivesmp/contracts/problem';
import { hasKnownBytes } from '@archivesmp/contracts/vocabulary';
import type { ScanProgress } from '@archivesmp/history';
import { withLogContext, type Log } from '@archivesmp/service-kit';
import { assertReportsFor, type Caller } from '../http/caller.js';
import { analyseBy, noLongerWanted } from './answer-deadline.js';
import type { LackingContents } from './lacking-contents.js';
import { hashesOf } from './manifest-hashes.js';

/** First half of an agent's answer: notes what is there and asks for the contents that this host has not sent yet. */
export class ReceiveManifest {
  constructor(
    private readonly progress: ScanProgress,
    private readonly manifests: Manifests,
    private readonly lacking: LackingContents,
    private readonly log: Log,
  ) {}

  /** Throws `auth.forbidden` for another host, `request.invalid` for a path that is none inside the instance, `resource.not-found`, `resource.conflict` when it comes too late. */
  async receiveManifest(manifest: InstanceManifest, caller: Caller): Promise<ManifestReceipt> {
    const { scanId, instanceId, host } = manifest;
    assertReportsFor(caller, host);
    refuseOutside(manifest);
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
    const missing = await this.lacking.selectLacking(host, hashesOf(manifest));
    await this.manifests.storeManifest(manifest, missing);
    this.log.info({ files: files.length, unreadable, missing: missing.length }, 'manifest received');
    if (missing.length > 0) return { missing };
    if ((await this.progress.markAnswered(scanId, instanceId, analyseBy(now), now)) === 'late')
      throw noLongerWanted();
    return { missing };
  }
}

/** Paths of a manifest become rows, backups and targets of plans: the guard of plans is asked here, too. */
function refuseOutside({ files, jars, pluginFolders }: InstanceManifest): void {
  const paths = [...files.map(({ path }) => path), ...jars.map(({ path }) => path)];
  const wrong = [...paths, ...pluginFolders.map((name) => `plugins/${name}`)].flatMap((path) => {
    const message = whyNotInside(path);
    return message === undefined ? [] : [{ field: path, message }];
  });
  if (wrong.length === 0) return;
  throw new Problem(
    'request.invalid',
    `The manifest names ${counted(wrong.length, 'path')} outside the instance.`,
    {
      errors: wrong,
    },
  );
}
