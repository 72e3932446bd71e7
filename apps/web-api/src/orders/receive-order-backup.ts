import type { ProgramActor } from '@archivesmp/contracts/actor';
import { counted } from '@archivesmp/contracts/counted';
import { uuidOfText } from '@archivesmp/digests';
import { serverPath } from '@archivesmp/fleet';
import type { Readable } from 'node:stream';
import type { BackupObjects as StoredBackups } from '@archivesmp/artifacts';
import type { FleetEventStream } from '@archivesmp/bus';
import type { FileLikeness } from '@archivesmp/contracts/agent';
import type { BackupManifest } from '@archivesmp/contracts/backup';
import type { AgentOrder, BackupReceipt } from '@archivesmp/contracts/order';
import { Problem } from '@archivesmp/contracts/problem';
import type {
  AgentOrders,
  BackupIndex,
  ConfigFileReads,
  DeploymentReads,
  FleetReads,
} from '@archivesmp/history';
import { publishHint } from '@archivesmp/hub-wiring';
import type { Log } from '@archivesmp/service-kit';
import type { Caller } from '../http/caller.js';
import { readPack, type PackLimits } from '../results/read-pack.js';
import type { ServeOrder } from './serve-order.js';

/**
 * Takes the very bytes that an order will replace, before they are replaced: stores each, reads it back, and only then says so.
 * One backup per plugin, its manifest last, then the index. Sent again it changes nothing.
 */
export class ReceiveOrderBackup {
  constructor(
    private readonly serve: ServeOrder,
    private readonly orders: AgentOrders,
    private readonly deployments: DeploymentReads,
    private readonly fleet: FleetReads,
    private readonly configFiles: ConfigFileReads,
    private readonly stored: StoredBackups,
    private readonly index: BackupIndex,
    private readonly events: FleetEventStream,
    private readonly limits: PackLimits,
    private readonly log: Log,
  ) {}

  /** @throws Problem `resource.not-found`, `request.invalid`, `request.too-large`, or of S3 */
  async receiveOrderBackup(orderId: string, body: Readable, caller: Caller): Promise<BackupReceipt> {
    const { order } = await this.serve.serveOrder(orderId, caller);
    const replaced = new Set(order.files.map((file) => file.before).filter((before) => before !== null));
    const sizes = new Map<string, number>();
    // A JAR may be larger than any configuration file
    const wants = (sha256: string): boolean => replaced.has(sha256);
    const limits = { ...this.limits, blobBytes: this.limits.packBytes, wants };
    await readPack(body, limits, async ({ sha256, bytes }) => {
      await this.stored.storeContent(sha256, bytes);
      sizes.set(sha256, bytes.length);
    });
    const lacking = [...replaced].filter((sha256) => !sizes.has(sha256));
    if (lacking.length > 0)
      throw new Problem(
        'request.invalid',
        `The pack lacks ${counted(lacking.length, 'content')} that the order replaces.`,
      );
    await this.seal(order, sizes);
    return { orderId, verified: [...sizes.keys()] };
  }

  private async seal(order: AgentOrder, sizes: ReadonlyMap<string, number>): Promise<void> {
    const { instanceId, host, deploymentId, planHash, orderId } = order;
    const [instance] = await this.fleet.listInstances({ instance: instanceId, gone: true });
    const deployment = await this.deployments.findDeploymentStatus(deploymentId);
    const issued = await this.orders.getOrder(orderId);
    const alike = await this.likenesses(order);
    for (const [plugin, files] of Map.groupBy(order.files, (file) => file.plugin)) {
      const manifest: BackupManifest = {
        version: 1,
        id: idOf(orderId, plugin),
        host,
        instanceId,
        instance: instance?.name ?? instanceId,
        plugin,
        takenAt: issued!.createdAt.toISOString(),
        cause: issued!.direction === 'back' ? 'before-restore' : 'before-change',
        takenBy: deployment?.requestedBy ?? ('deployment' satisfies ProgramActor),
        deploymentId,
        planHash,
        files: files.map(({ path, before }) => ({
          path,
          sha256: before,
          size: before === null ? 0 : sizes.get(before)!,
          ...(before !== null && alike.get(`${path} ${before}`)),
        })),
      };
      const manifestKey = await this.stored.sealManifest(manifest);
      const added = await this.index.recordBackup(manifest, manifestKey);
      if (added)
        await publishHint(this.events, this.log, 'backup.taken', { backupId: manifest.id, instanceId });
    }
  }

  /** Mode and owner of what is replaced, where the last scan saw these very bytes. */
  private async likenesses({ instanceId }: AgentOrder): Promise<ReadonlyMap<string, FileLikeness>> {
    const seen = await this.configFiles.listConfigFiles({ instanceIds: [instanceId] });
    return new Map(
      seen.flatMap(({ plugin, path, sha256, like }) =>
        sha256 === undefined || like === undefined
          ? []
          : [[`${serverPath(plugin, path)} ${sha256}`, like] as const],
      ),
    );
  }
}

/** The same order always makes the same backup, so that a repeated request adds none. */
const idOf = (orderId: string, plugin: string): string => uuidOfText(`${orderId} ${plugin}`);
