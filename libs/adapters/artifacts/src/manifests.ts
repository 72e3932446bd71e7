import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { manifestKey, manifestPrefix, type InstanceManifest } from '@archivesmp/contracts/agent';
import { CONFIGS_BUCKET } from '@archivesmp/contracts/baselines';
import { Problem } from '@archivesmp/contracts/problem';
import type { SignedDocuments } from './keys/signed-documents.js';
import type { ObjectStore } from './object-store.js';

const [zip, unzip] = [promisify(gzip), promisify(gunzip)];
const MAX_BYTES = 256 * 1024 * 1024;

/** What an agent reported, and which contents it was asked for: the process that receives them may not be the one that asked. */
export interface StoredManifest extends InstanceManifest {
  readonly asked?: readonly string[];
}

/** What each agent said lies on an instance, one compressed JSON object per scan and instance. */
export class Manifests {
  constructor(
    private readonly store: ObjectStore,
    private readonly signed: SignedDocuments,
  ) {}

  /** Writing again replaces: an agent starts over when a file changed while it was read. */
  async storeManifest(manifest: InstanceManifest, asked: readonly string[]): Promise<void> {
    const key = manifestKey(manifest.scanId, manifest.instanceId);
    const content = await zip(this.signed.signDocument(objectLocationOf(key), { ...manifest, asked }));
    await this.store.writeObject(CONFIGS_BUCKET, key, content, {
      contentType: 'application/json',
      contentEncoding: 'gzip',
    });
  }

  /** @throws Problem `resource.not-found`, `artifacts.corrupt`, or `artifacts.not-authentic`: the hub did not write it */
  async readManifest(scanId: string, instanceId: string): Promise<StoredManifest> {
    const key = manifestKey(scanId, instanceId);
    const stored = await this.store.readObject(CONFIGS_BUCKET, key);
    if (stored === undefined)
      throw new Problem(
        'resource.not-found',
        `there is no manifest of instance ${instanceId} in scan ${scanId}`,
      );
    const damaged = (cause: unknown): Problem => {
      const detail = `the manifest of instance ${instanceId} in scan ${scanId} is damaged`;
      return new Problem('artifacts.corrupt', detail, { cause });
    };
    const unpacked = await unzip(stored.content, { maxOutputLength: MAX_BYTES }).catch((error: unknown) => {
      throw damaged(error);
    });
    const text = this.signed.openDocument(objectLocationOf(key), unpacked);
    try {
      return JSON.parse(text) as StoredManifest;
    } catch (error) {
      throw damaged(error);
    }
  }

  /** Removes all manifests of a scan, once its findings are written. */
  async removeManifestsOfScan(scanId: string): Promise<void> {
    const objects = await this.store.listObjects(CONFIGS_BUCKET, manifestPrefix(scanId));
    await this.store.removeObjects(
      CONFIGS_BUCKET,
      objects.map((object) => object.key),
    );
  }
}

const objectLocationOf = (key: string): string => `${CONFIGS_BUCKET}/${key}`;
