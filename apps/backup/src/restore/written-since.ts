import type { BackupObjects as StoredBackups, Snapshots } from '@archivesmp/artifacts';
import type { BackupFile } from '@archivesmp/contracts/backup';
import type { AgentOrder } from '@archivesmp/contracts/order';
import { Problem } from '@archivesmp/contracts/problem';
import type { AgentOrders, IndexedBackup, AgentOrderStatus } from '@archivesmp/history';

/** What changes wrote right after the backups that were taken before them. */
export class FilesWrittenSince {
  constructor(
    private readonly orders: AgentOrders,
    private readonly snapshots: Snapshots,
    private readonly stored: StoredBackups,
  ) {}

  /**
   * The files of this backup as the order left them that it was taken for; undefined when that was not carried out by `until`, or
   * it is not known. Their contents are kept among those of the backups.
   * @param held paths of the files of the backup; the order may speak of more, which are in others
   * @throws Problem of MariaDB or S3
   */
  async after(
    { deploymentId, instanceId, host, takenAt }: IndexedBackup,
    until: Date,
    held: ReadonlySet<string>,
  ): Promise<ReadonlyMap<string, Pick<BackupFile, 'sha256' | 'size'>> | undefined> {
    if (deploymentId === undefined) return undefined;
    const isIts = (one: AgentOrderStatus): boolean =>
      one.instanceId === instanceId && one.createdAt.getTime() === takenAt.getTime();
    const order = (await this.orders.listOrders(deploymentId)).find(isIts);
    if (order?.outcome?.state !== 'applied' || order.outcomeAt === undefined || order.outcomeAt > until)
      return undefined;
    const signed = await this.orders.getOrderForAgent(order.orderId, host);
    if (signed === undefined) return undefined;
    const { files } = JSON.parse(signed.text) as AgentOrder;
    const written = new Map<string, Pick<BackupFile, 'sha256' | 'size'>>();
    for (const { path, after } of files) {
      // An order has a backup for each plugin, and all of its contents for each of them is hundreds of requests to S3
      if (!held.has(path)) continue;
      const size = after === null ? 0 : await this.storeSnapshot(after);
      if (size !== undefined) written.set(path, { sha256: after, size });
    }
    return written;
  }

  /** Size of a content that is kept now; undefined when it is not to be had any more (a JAR, or long ago). */
  private async storeSnapshot(sha256: string): Promise<number | undefined> {
    try {
      const bytes = await this.snapshots.readSnapshot(sha256);
      await this.stored.storeContent(sha256, bytes);
      return bytes.length;
    } catch (error) {
      if (error instanceof Problem && error.code === 'resource.not-found') return undefined;
      throw error;
    }
  }
}
