import { CONFIGS_BUCKET } from '@archivesmp/contracts/baselines';
import type { ObjectStore } from './object-store.js';

/** What the configuration of each instance should be, as one archive per instance; a newer one replaces the older. */
export class RenderedConfigs {
  constructor(private readonly store: ObjectStore) {}

  /** Gives the key of the archive (tar, gzip). @throws Problem `artifacts.unavailable` */
  async storeRenderedConfig(instanceId: string, archive: Buffer): Promise<string> {
    const key = `rendered/${instanceId}.tar.gz`;
    await this.store.writeObject(CONFIGS_BUCKET, key, archive, { contentType: 'application/gzip' });
    return key;
  }
}
