import type { Artifacts } from '@archivesmp/artifacts';
import type { StorageView } from '@archivesmp/contracts/storage';
import { storageKeysOf } from '@archivesmp/hub-wiring';
import type { HostSettings } from '@archivesmp/service-kit';

/** How what rests in S3 is protected; lists the buckets. */
export class ReadStorage {
  constructor(
    private readonly artifacts: Artifacts,
    private readonly settings: HostSettings,
  ) {}

  /** @throws Problem of S3 */
  async readStorage(): Promise<StorageView> {
    const { storage } = this.settings;
    const keys = storageKeysOf(storage);
    const unknownKeys = await this.artifacts.listUnknownKeys();
    return {
      ...(keys !== undefined && { key: keys.current.id }),
      earlierKeys: keys === undefined ? 0 : keys.all.length - 1,
      unknownKeys,
      unknownContents: await Promise.all(
        unknownKeys.map(async (key) => ({ key, contents: await this.contentsUnder(key) })),
      ),
      encrypts: keys !== undefined && storage.encrypt,
      snapshots: await this.artifacts.snapshots.countContentForms(),
      backups: await this.artifacts.backups.countContentForms(),
    };
  }

  /** How many contents lie under a key, of whatever kind. */
  async contentsUnder(key: string): Promise<number> {
    const { snapshots, backups } = this.artifacts;
    return (await snapshots.countContentsUnderKey(key)) + (await backups.countContentsUnderKey(key));
  }
}
