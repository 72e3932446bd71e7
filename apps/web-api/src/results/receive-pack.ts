import type { Readable } from 'node:stream';
import type { Manifests, Snapshots } from '@archivesmp/artifacts';
import { BoundedWork } from '@archivesmp/bounded-work';
import type { PackAddress, PackReceipt } from '@archivesmp/contracts/agent';
import { Problem } from '@archivesmp/contracts/problem';
import type { ScanProgress, ScanReads } from '@archivesmp/history';
import { withLogContext, type Log } from '@archivesmp/service-kit';
import type { Caller } from '../http/caller.js';
import type { WebApiMetrics } from '../http/web-api-metrics.js';
import { analyseBy, noLongerWanted } from './answer-deadline.js';
import type { LackingContents } from './lacking-contents.js';
import { hashesOf } from './manifest-hashes.js';
import { readPack, type PackedBlob, type PackLimits } from './read-pack.js';

/** Contents that are stored at once, while the next ones are being read. */
const WORKERS = 8;

/** Second half of an agent's answer: stores the contents that the manifest's receipt asked for. */
export class ReceivePack {
  constructor(
    private readonly scans: ScanReads,
    private readonly progress: ScanProgress,
    private readonly manifests: Manifests,
    private readonly snapshots: Snapshots,
    private readonly lacking: LackingContents,
    private readonly limits: PackLimits,
    private readonly metrics: WebApiMetrics,
    private readonly log: Log,
  ) {}

  /** Throws like ReceiveManifest, and `request.invalid` for a pack that is damaged or brings what was not asked for. */
  async receivePack(address: PackAddress, body: Readable, caller: Caller): Promise<PackReceipt> {
    const host = await this.hostOf(address);
    if (!caller.agentHosts.includes(host))
      throw new Problem('auth.forbidden', 'The token of an agent is for the instances of its own host only.');
    return withLogContext({ ...address, host }, () => this.store(address, host, body));
  }

  private async hostOf({ scanId, instanceId }: PackAddress): Promise<string> {
    const scan = await this.scans.getScan(scanId);
    const line = scan?.instances?.find((one) => one.instanceId === instanceId);
    if (line === undefined)
      throw new Problem('resource.not-found', 'There is no such scan, or it does not cover this instance.');
    return line.host;
  }

  private async store(
    { scanId, instanceId }: PackAddress,
    host: string,
    body: Readable,
  ): Promise<PackReceipt> {
    const manifest = await this.manifests.readManifest(scanId, instanceId);
    const wanted = new Set(hashesOf(manifest));
    const stored = new Set<string>();
    let bytes = 0;
    const workers = new BoundedWork(WORKERS);
    const storeBlob = (blob: PackedBlob): Promise<void> => {
      stored.add(blob.sha256);
      bytes += blob.bytes.length;
      return workers.addWork(async () => {
        await this.snapshots.storeSnapshotAs(blob.sha256, blob.bytes);
        this.lacking.recordDelivered(host, blob.sha256);
      });
    };
    try {
      await readPack(body, { ...this.limits, wants: (sha256) => wanted.has(sha256) }, storeBlob);
    } finally {
      await workers.finished();
    }
    this.metrics.packs.inc({ host }, bytes);
    const missing = await this.lacking.selectLacking(
      host,
      (manifest.asked ?? [...wanted]).filter((hash) => !stored.has(hash)),
    );
    this.log.info({ stored: stored.size, bytes, missing: missing.length }, 'pack received');
    const now = new Date();
    if (
      missing.length === 0 &&
      (await this.progress.markAnswered(scanId, instanceId, analyseBy(now), now)) === 'late'
    )
      throw noLongerWanted();
    return { stored: stored.size, missing };
  }
}
