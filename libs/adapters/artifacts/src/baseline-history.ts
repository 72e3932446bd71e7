import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { SHA256 } from '@archivesmp/contracts/agent';
import {
  BASELINE_METADATA_KEY,
  baselineContentKey,
  type BaselineSet,
} from '@archivesmp/contracts/baseline-history';
import { CONFIGS_BUCKET } from '@archivesmp/contracts/baselines';
import { Problem } from '@archivesmp/contracts/problem';
import { sha256Hex } from '@archivesmp/digests';
import type { ObjectStore } from './object-store.js';

const [zip, unzip] = [promisify(gzip), promisify(gunzip)];
const MAX_BYTES = 256 * 1024 * 1024;

/** What baselines were: every content once under its sha256, and `metadata.json` of the set that counts now. */
export class BaselineHistory {
  constructor(private readonly store: ObjectStore) {}

  /** Keeps a content and gives its sha256; keeping it again changes nothing. */
  async storeBaselineContent(content: Buffer): Promise<string> {
    const sha256 = sha256Hex(content);
    await this.store.writeObject(CONFIGS_BUCKET, keyOf(sha256), await zip(content), {
      contentType: 'application/octet-stream',
      contentEncoding: 'gzip',
      when: { ifAbsent: true },
    });
    return sha256;
  }

  /** @throws Problem `resource.not-found`, or `artifacts.corrupt` when the stored bytes are damaged */
  async readBaselineContent(sha256: string): Promise<Buffer> {
    const stored = await this.store.readObject(CONFIGS_BUCKET, keyOf(sha256));
    if (stored === undefined)
      throw new Problem('resource.not-found', `the content ${sha256} of a baseline is not kept`);
    const content = await unzip(stored.content, { maxOutputLength: MAX_BYTES }).catch(() => undefined);
    if (content === undefined || sha256Hex(content) !== sha256)
      throw new Problem('artifacts.corrupt', `the kept bytes of the baseline content ${sha256} are damaged`);
    return content;
  }

  /** Replaces `metadata.json`. */
  async writeBaselineMetadata(set: BaselineSet): Promise<void> {
    await this.store.writeObject(
      CONFIGS_BUCKET,
      BASELINE_METADATA_KEY,
      Buffer.from(JSON.stringify(set, null, 2)),
      {
        contentType: 'application/json',
      },
    );
  }

  /** `metadata.json` as it lies in the bucket; undefined when none was written yet. */
  async readBaselineMetadata(): Promise<BaselineSet | undefined> {
    const stored = await this.store.readObject(CONFIGS_BUCKET, BASELINE_METADATA_KEY);
    return stored && (JSON.parse(stored.content.toString('utf8')) as BaselineSet);
  }
}

function keyOf(sha256: string): string {
  if (!SHA256.test(sha256)) throw new Problem('request.invalid', 'a sha256 is 64 lower-case hex digits');
  return baselineContentKey(sha256);
}
