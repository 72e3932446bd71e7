import type { FoundInstance, InstanceManifest, ManifestFile } from '@archivesmp/contracts/agent';
import type { ReadInstanceData, ReadInstanceResult } from '@archivesmp/contracts/jobs';
import type { Log } from '@archivesmp/service-kit';
import { NotWanted } from '../hub/hub-connection.js';
import type { FileAccess } from '../access/host-access.js';
import { notHere, whyUnread } from '../access/not-here.js';
import { packStream, type PackEntry } from '../hub/pack.js';
import type { HubRetryPolicy } from '../hub/hub-retry-policy.js';
import type { ScanAnswers } from '../hub/scan-results.js';

/** A file that changes between manifest and pack makes both start over; after this many rounds it is unsettled. */
const ROUNDS = 4;
const NOTHING: ReadInstanceResult = { files: 0, sentBlobs: 0 };

/**
 * Reads one instance for the hub: list the files, deliver the manifest, deliver the contents the hub asks for.
 * Safe to run again at any point; the hub takes the newest manifest.
 */
export class ReadInstance {
  constructor(
    private readonly host: string,
    private readonly access: FileAccess,
    private readonly hub: ScanAnswers,
    private readonly retryPolicy: HubRetryPolicy,
    private readonly log: Log,
    /** Waits while an order changes the instance, so that half of a swap is never seen. */
    private readonly whileQuiet: <T>(instanceId: string, work: () => Promise<T>) => Promise<T>,
  ) {}

  /** @throws {HubUnavailable} when the hub stayed unavailable, {Problem} when it refuses, AbortError when the agent stops */
  async readInstance(data: ReadInstanceData): Promise<ReadInstanceResult> {
    try {
      return await this.answer(data);
    } catch (error) {
      if (!(error instanceof NotWanted)) throw error;
      this.log.info({ reason: error.message }, 'answer not wanted any more');
      return NOTHING;
    }
  }

  private async answer(data: ReadInstanceData): Promise<ReadInstanceResult> {
    const restless = new Set<string>();
    let sentBlobs = 0;
    for (let round = 1; ; round++) {
      const { manifest, instance } = await this.readManifest(data, round === ROUNDS ? restless : new Set());
      const { missing } = await this.retryPolicy.retryUntilDone((signal) =>
        this.hub.deliverManifest(manifest, signal),
      );
      if (missing.length === 0 || !instance) return { files: manifest.files.length, sentBlobs };
      const wanted = wantedFiles(manifest.files, missing);
      const receipt = await this.retryPolicy.retryUntilDone((signal) =>
        this.hub.deliverPack(
          data,
          packStream(this.packContents(instance, wanted, data.select.maxBytes)),
          signal,
        ),
      );
      sentBlobs += receipt.stored;
      if (receipt.missing.length === 0) return { files: manifest.files.length, sentBlobs };
      for (const sha256 of receipt.missing) restless.add(wanted.get(sha256)?.path ?? '');
      if (round > ROUNDS) throw new Error('the hub keeps asking for contents that this host does not have');
      this.log.info({ round, changed: receipt.missing.length }, 'files changed while they were sent');
    }
  }

  private async readManifest(
    data: ReadInstanceData,
    restless: ReadonlySet<string>,
  ): Promise<{ manifest: InstanceManifest; instance?: FoundInstance }> {
    const head = {
      scanId: data.scanId,
      instanceId: data.instanceId,
      host: this.host,
      takenAt: new Date().toISOString(),
    };
    const nothing = { files: [], jars: [], pluginFolders: [] };
    try {
      const instance = await this.access.findInstance(data.instanceId, data.folder);
      if (!instance)
        return {
          manifest: { ...head, ...nothing, error: shortenReason(await notHere(this.access, data.folder)) },
        };
      const listing = await this.whileQuiet(data.instanceId, () =>
        this.access.listFiles(instance, data.select, data.plugin),
      );
      const files = listing.files.map((file) => (restless.has(file.path) ? tooRestless(file) : file));
      return { manifest: { ...head, ...listing, files }, instance };
    } catch (error) {
      this.log.warn({ err: error }, 'instance cannot be read');
      return { manifest: { ...head, ...nothing, error: shortenReason(whyUnread(error)) } };
    }
  }

  private async *packContents(
    instance: FoundInstance,
    wanted: ReadonlyMap<string, ManifestFile>,
    maxBytes: number,
  ): AsyncGenerator<PackEntry> {
    for (const [sha256, file] of wanted) {
      // What cannot be read now is simply not in the pack, and the hub says that it is missing
      const read = await this.access.readBlob(instance, file.path, maxBytes).catch(() => undefined);
      if (read?.sha256 === sha256) yield { sha256, size: read.bytes.length, openContent: () => [read.bytes] };
    }
  }
}

/** The contract takes so much of a reason. */
const MOST_OF_A_REASON = 500;
const shortenReason = (reason: string): string => [...reason].slice(0, MOST_OF_A_REASON).join('');

function wantedFiles(files: readonly ManifestFile[], missing: readonly string[]): Map<string, ManifestFile> {
  const wanted = new Set(missing);
  const found = new Map<string, ManifestFile>();
  for (const file of files)
    if (file.sha256 !== undefined && wanted.has(file.sha256) && !found.has(file.sha256))
      found.set(file.sha256, file);
  return found;
}

function tooRestless({ path, size, modifiedAt }: ManifestFile): ManifestFile {
  return {
    path,
    size,
    modifiedAt,
    state: 'unsettled',
    reason: 'it changed each time it was about to be sent; it is looked at again by itself',
  };
}
