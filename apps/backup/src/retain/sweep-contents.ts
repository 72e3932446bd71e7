import { counted } from '@archivesmp/contracts/counted';
import type { Artifacts } from '@archivesmp/artifacts';
import { TakeBackupJob } from '@archivesmp/contracts/deployment-jobs';
import type { BackupStores, DeploymentStores, OperationStores, RetentionStores } from '@archivesmp/history';

const DAY_MS = 24 * 3_600_000;

export interface SweptContents {
  readonly contents: number;
  /** Why none was removed this time. */
  readonly contentsLeft?: string;
}

/**
 * Removes contents older than a day that no backup refers to. None while a backup or a change is under way, none that a config
 * file has now: a backup that is written at this moment may be about to refer to it.
 */
export class SweepContents {
  constructor(
    private readonly history: BackupStores & DeploymentStores & OperationStores & RetentionStores,
    private readonly artifacts: Pick<Artifacts, 'backups'>,
  ) {}

  /** @param unreadable how many manifests cannot be read: what they refer to is unknown. @throws Problem of MariaDB or S3 */
  async sweepContents(unreadable: number, now: Date): Promise<SweptContents> {
    const left = await this.whyNot(unreadable);
    if (left !== undefined) return { contents: 0, contentsLeft: left };
    const known = new Set([
      ...(await this.history.backups.listReferencedContents()),
      ...(await this.history.contentNeeds.listContentsOnInstances()),
    ]);
    let contents = 0;
    for await (const stored of this.artifacts.backups.listContents(known)) {
      const old = stored
        .filter(({ writtenAt }) => writtenAt !== undefined && now.getTime() - writtenAt.getTime() > DAY_MS)
        .map(({ sha256 }) => sha256);
      const onInstances = await this.history.backupReads.findContentsOnInstances(old);
      const referenced = await this.history.backups.findReferencedContents(old);
      const needless = old.filter((sha256) => !referenced.has(sha256) && !onInstances.has(sha256));
      await this.artifacts.backups.removeContents(needless);
      contents += needless.length;
    }
    return { contents };
  }

  private async whyNot(unreadable: number): Promise<string | undefined> {
    if (unreadable > 0)
      return `${counted(unreadable, 'manifest')} in the bucket cannot be read, so it is unknown which contents are needed`;
    if ((await this.history.operations.countLiveOperations(TakeBackupJob.name)) > 0)
      return 'backups are being taken';
    const deployments = await this.history.deploymentReads.liveDeployments();
    return deployments.length > 0 ? 'a change is under way' : undefined;
  }
}
