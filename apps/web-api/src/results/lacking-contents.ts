import type { Snapshots } from '@archivesmp/artifacts';
import type { ConfigFileReads } from '@archivesmp/history';
import { RecentHashes } from './recent-hashes.js';

/**
 * Which contents an agent is asked for. It is told of none that it did not deliver itself whether it is stored: otherwise a program with the token of one
 * host could name a sha256 and learn whether any server of the fleet has that very file. Contents that several hosts have
 * are therefore sent by each of them once, and stored once.
 */
export class LackingContents {
  /** What each host delivered to this process; what it delivered before is known by its files. */
  private readonly delivered = new RecentHashes();

  constructor(
    private readonly files: ConfigFileReads,
    private readonly snapshots: Snapshots,
  ) {}

  /** Those of the hashes that the host has to send, each once, in the order given. @throws Problem of MariaDB or S3 */
  async selectLacking(host: string, hashes: readonly string[]): Promise<string[]> {
    const unsure = hashes.filter((sha256) => !this.delivered.hasHash(host, sha256));
    const byFiles = await this.files.findContentsOnHost(host, unsure);
    const isOwn = (sha256: string): boolean => this.delivered.hasHash(host, sha256) || byFiles.has(sha256);
    const gone = new Set(await this.snapshots.findMissingSnapshots(hashes.filter(isOwn)));
    return [...new Set(hashes)].filter((sha256) => !isOwn(sha256) || gone.has(sha256));
  }

  /** The host delivered it, and it is stored. */
  recordDelivered(host: string, sha256: string): void {
    this.delivered.rememberHash(host, sha256);
  }
}
