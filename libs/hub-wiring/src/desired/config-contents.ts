import type { Artifacts } from '@archivesmp/artifacts';
import { mapBounded } from '@archivesmp/bounded-work';
import { BoundedCache } from './bounded-cache.js';

const CACHE_BYTES = 64 * 1024 * 1024;
const READERS = 12;

/** Contents of config files by sha256. What was read last stays in memory, up to 64 MB. */
export class ConfigContents {
  private readonly cache = new BoundedCache<Buffer>(CACHE_BYTES);

  constructor(private readonly artifacts: Pick<Artifacts, 'snapshots'>) {}

  /** @throws Problem `resource.not-found`, `artifacts.corrupt` or `artifacts.unavailable` */
  async readConfigContent(sha256: string): Promise<Buffer> {
    const known = this.cache.getValue(sha256);
    if (known !== undefined) return known;
    const content = await this.artifacts.snapshots.readSnapshot(sha256);
    this.cache.putValue(sha256, content, content.length);
    return content;
  }

  /** Several at once; each hash is read once. */
  async readConfigContents(hashes: Iterable<string>): Promise<ReadonlyMap<string, Buffer>> {
    const found = new Map<string, Buffer>();
    await mapBounded(READERS, new Set(hashes), async (hash) =>
      found.set(hash, await this.readConfigContent(hash)),
    );
    return found;
  }
}
