import type { Artifacts } from '@archivesmp/artifacts';
import { BoundedCache } from './bounded-cache.js';

const CACHE_BYTES = 64 * 1024 * 1024;
const READERS = 12;

/** Contents of config files by sha256. What was read last stays in memory, up to 64 MB. */
export class ConfigContents {
  private readonly cache = new BoundedCache<Buffer>(CACHE_BYTES);

  constructor(private readonly artifacts: Pick<Artifacts, 'snapshots'>) {}

  /** @throws Problem `resource.not-found`, `artifacts.corrupt` or `artifacts.unavailable` */
  async read(sha256: string): Promise<Buffer> {
    const known = this.cache.get(sha256);
    if (known !== undefined) return known;
    const content = await this.artifacts.snapshots.read(sha256);
    this.cache.put(sha256, content, content.length);
    return content;
  }

  /** Several at once; each hash is read once. */
  async readAll(hashes: Iterable<string>): Promise<ReadonlyMap<string, Buffer>> {
    const wanted = [...new Set(hashes)];
    const found = new Map<string, Buffer>();
    let next = 0;
    const lane = async (): Promise<void> => {
      for (let at = next++; at < wanted.length; at = next++)
        found.set(wanted[at]!, await this.read(wanted[at]!));
    };
    await Promise.all(Array.from({ length: Math.min(READERS, wanted.length) }, lane));
    return found;
  }
}
