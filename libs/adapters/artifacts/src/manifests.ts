import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { manifestKey, manifestPrefix, type InstanceManifest } from '@archivesmp/contracts/agent';
import { CONFIGS_BUCKET } from '@archivesmp/contracts/baselines';
import { Problem } from '@archivesmp/contracts/problem';
import type { ObjectStore } from './object-store.js';

const [zip, unzip] = [promisify(gzip), promisify(gunzip)];
const MAX_BYTES = 256 * 1024 * 1024;

/** What each agent said lies on an instance, one compressed JSON object per scan and instance. */
export class Manifests {
  constructor(private readonly store: ObjectStore) {}

  /** Writing again replaces: an agent starts over when a file changed while it was read. */
  async write(manifest: InstanceManifest): Promise<void> {
    const content = await zip(JSON.stringify(manifest));
    await this.store.write(CONFIGS_BUCKET, manifestKey(manifest.scanId, manifest.instanceId), content, {
      contentType: 'application/json',
      contentEncoding: 'gzip',
    });
  }

  /** Throws Problem('resource.not-found') or Problem('artifacts.corrupt'). */
  async read(scanId: string, instanceId: string): Promise<InstanceManifest> {
    const stored = await this.store.read(CONFIGS_BUCKET, manifestKey(scanId, instanceId));
    if (stored === undefined)
      throw new Problem(
        'resource.not-found',
        `there is no manifest of instance ${instanceId} in scan ${scanId}`,
      );
    try {
      const text = await unzip(stored.content, { maxOutputLength: MAX_BYTES });
      return JSON.parse(text.toString('utf8')) as InstanceManifest;
    } catch (error) {
      const detail = `the manifest of instance ${instanceId} in scan ${scanId} is damaged`;
      throw new Problem('artifacts.corrupt', detail, { cause: error });
    }
  }

  /** Removes all manifests of a scan, once its findings are written. */
  async removeScan(scanId: string): Promise<void> {
    const objects = await this.store.list(CONFIGS_BUCKET, manifestPrefix(scanId));
    await this.store.remove(
      CONFIGS_BUCKET,
      objects.map((object) => object.key),
    );
  }
}
