import { whoseIs, type Whose } from '@archivesmp/baseline';
import type { ObjectContent } from '@archivesmp/artifacts';
import type { BaselineRevisionView } from '@archivesmp/contracts/baseline-history';
import { Problem } from '@archivesmp/contracts/problem';
import { sha256Hex } from '@archivesmp/digests';
import type { BaselineChanges, BegunBaselineChange, BaselineLocation } from '@archivesmp/history';
import { foreignBaselineMessage } from '@archivesmp/hub-wiring';
import { nameOf, type BaselinesInBucket } from './baseline-location.js';

/** A file as it lies in the bucket, and whose it is. */
export interface OwnBaselineFile {
  readonly whose: Exclude<Whose, 'unread'>;
  /** Undefined: there is none. */
  readonly there?: ObjectContent;
  /** What was saved last. */
  readonly saved?: BaselineRevisionView;
}

/**
 * Tells what this hub saved from what others did in the bucket, and records what a hub did there that died before it could. Nothing
 * that others did is believed until a person takes it over (`AdoptInBucket`).
 */
export class OwnBaselineFiles {
  constructor(
    private readonly bucket: BaselinesInBucket,
    private readonly changes: BaselineChanges,
  ) {}

  /** Records what was done and not recorded; nothing is locked while there is none. @throws Problem of MariaDB and S3 */
  async settleAll(): Promise<void> {
    if ((await this.changes.listBegunChanges()).length === 0) return;
    await this.changes.changeBaselinesExclusively(async () => {
      for (const location of await this.changes.listBegunChanges()) await this.settleFile(location);
    });
  }

  /** The same for one file, for a caller that already holds the lock; returns its state then. */
  async settleFile(location: BaselineLocation): Promise<OwnBaselineFile> {
    const begun = await this.begun(location);
    const status = await this.readStatusBeside(location, begun);
    if (begun === undefined) return status;
    if (status.whose !== 'begun') {
      await this.changes.abandonBaselineChange(location);
      return status;
    }
    const { wanted } = begun;
    const content = status.there && wanted.content && { ...wanted.content, revision: status.there.revision };
    const saved = await this.changes.recordBaselineChange(
      { ...wanted, ...(content && { content }) },
      new Date(),
    );
    return { ...status, whose: 'ours', saved };
  }

  /** The status of a file, without changing it. */
  async readStatus(location: BaselineLocation): Promise<OwnBaselineFile> {
    return this.readStatusBeside(location, await this.begun(location));
  }

  /** The file if this hub saved it so; undefined when there is none. @throws Problem `artifacts.not-authentic` with the remedy */
  async readOwnFile(location: BaselineLocation): Promise<ObjectContent | undefined> {
    const status = await this.readStatus(location);
    refuseForeign(location, status);
    return status.there;
  }

  private async readStatusBeside(
    location: BaselineLocation,
    begun: BegunBaselineChange | undefined,
  ): Promise<OwnBaselineFile> {
    const there = await this.bucket.readBaselineFile(location);
    const saved = await this.changes.findLastRevision(location);
    const seen = there && { revision: there.revision, sha256: sha256Hex(there.content) };
    const whose = whoseIs(seen, saved, begun) as OwnBaselineFile['whose'];
    return { whose, ...(there && { there }), ...(saved && { saved }) };
  }

  private async begun(location: BaselineLocation): Promise<BegunBaselineChange | undefined> {
    return (await this.changes.listBegunChanges()).find((one) => nameOf(one) === nameOf(location));
  }
}

/** @throws Problem `artifacts.not-authentic` with the remedy, for what others did in the bucket */
export function refuseForeign(location: BaselineLocation, { whose, saved }: OwnBaselineFile): void {
  if (whose === 'ours' || whose === 'begun') return;
  throw new Problem('artifacts.not-authentic', foreignBaselineMessage(location, whose, saved));
}
