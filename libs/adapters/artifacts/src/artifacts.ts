import type { ArtifactsSettings } from './artifacts-settings.js';
import { AuditCheckpoints } from './audit-checkpoints.js';
import { BackupObjects } from './backups.js';
import { BaselineHistory } from './baseline-history.js';
import { Baselines } from './baselines.js';
import { DeviationsObject } from './deviations-document.js';
import { SignedDocuments } from './keys/signed-documents.js';
import { Manifests } from './manifests.js';
import { ObjectStore } from './object-store.js';
import { RenderedConfigs } from './rendered-configs.js';
import { ChangeRequests } from './change-requests.js';
import { Snapshots, type ClaimContents } from './snapshots.js';
import { lackOf, probeStore, type Capability } from './store-probe.js';

/** Everything the product keeps as objects. Every failure of the server is Problem('artifacts.unavailable'). */
export class Artifacts {
  readonly auditCheckpoints: AuditCheckpoints;
  readonly backups: BackupObjects;
  readonly baselines: Baselines;
  readonly baselineHistory: BaselineHistory;
  readonly rendered: RenderedConfigs;
  readonly deviations: DeviationsObject;
  readonly changeRequests: ChangeRequests;
  readonly snapshots: Snapshots;
  readonly manifests: Manifests;
  private readonly store: ObjectStore;

  /** @param claim told of contents before they are written or believed to be stored; left out where none are removed */
  constructor(settings: ArtifactsSettings, claim?: ClaimContents) {
    this.store = new ObjectStore(settings);
    const signed = new SignedDocuments(settings.keys);
    this.auditCheckpoints = new AuditCheckpoints(this.store, signed);
    const { keys, encrypt = true } = settings;
    const sealing = keys && { keys, encrypt };
    this.backups = new BackupObjects(this.store, signed, sealing);
    this.baselines = new Baselines(this.store);
    this.baselineHistory = new BaselineHistory(this.store);
    this.rendered = new RenderedConfigs(this.store);
    this.deviations = new DeviationsObject(this.store);
    this.changeRequests = new ChangeRequests(this.store, signed, sealing);
    this.snapshots = new Snapshots(this.store, sealing, claim);
    this.manifests = new Manifests(this.store, signed);
  }

  /** Makes the buckets that are missing; at start-up. */
  ensureBuckets(): Promise<void> {
    return this.store.ensureBuckets();
  }

  /**
   * Has the server show what it can do. What it lacks is told by `ping` and by every conditional write from then on.
   * @returns each capability, also those that nothing here needs
   * @throws Problem `artifacts.unsuitable` when something needed is missing; `artifacts.unavailable`
   */
  async probeStore(): Promise<Capability[]> {
    this.store.refuse(undefined);
    const capabilities = await probeStore(this.store);
    const lack = lackOf(capabilities);
    this.store.refuse(lack);
    if (lack !== undefined) throw lack;
    return capabilities;
  }

  /** For the health check: rejects within three seconds when the server does not answer or refuses our key. */
  ping(): Promise<void> {
    return this.store.ping();
  }

  /** Ids of the keys under which contents lie and which the settings do not have: those cannot be read. @throws Problem of S3 */
  async listUnknownKeys(): Promise<string[]> {
    const [ofSnapshots, ofBackups] = [
      await this.snapshots.listUnknownKeys(),
      await this.backups.listUnknownKeys(),
    ];
    return [...new Set([...ofSnapshots, ...ofBackups])];
  }

  close(): void {
    this.store.close();
  }
}
