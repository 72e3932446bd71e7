import { isDamage, type Artifacts } from '@archivesmp/artifacts';
import { mapBounded } from '@archivesmp/bounded-work';
import type { BackupManifest } from '@archivesmp/contracts/backup';
import { Problem } from '@archivesmp/contracts/problem';
import type { IndexedBackup } from '@archivesmp/history';

const WORKERS = 12;
const NAMED = 3;

/** What reading a backup back showed. */
export interface ReadBack {
  readonly files: number;
  readonly bytes: number;
  /** Left out: every byte is there. */
  readonly damage?: string;
}

/** Reads backups back from the bucket. A content that several of them share is read once in the life of this object. */
export class BackupReader {
  private readonly sizes = new Map<string, number | string>();

  constructor(private readonly artifacts: Pick<Artifacts, 'backups'>) {}

  /** @throws Problem `artifacts.unavailable`: then nothing is known of the backup */
  async readBackupBack({ manifestKey, id }: Pick<IndexedBackup, 'manifestKey' | 'id'>): Promise<ReadBack> {
    const manifest = await orDamage(() => this.artifacts.backups.readBackupManifest(manifestKey));
    if (typeof manifest === 'string') return { files: 0, bytes: 0, damage: manifest };
    if (manifest.id !== id)
      return { files: 0, bytes: 0, damage: `${manifestKey} is the manifest of another backup` };
    return this.readContentsBack(manifest);
  }

  private async readContentsBack({ files }: BackupManifest): Promise<ReadBack> {
    const wrong: string[] = [];
    let bytes = 0;
    await mapBounded(WORKERS, files, async ({ path, sha256, size }) => {
      if (sha256 === null) return;
      const read = this.sizes.get(sha256) ?? (await this.sizeOf(sha256));
      if (typeof read === 'string') wrong.push(`${path}: ${read}`);
      else if (read !== size) wrong.push(`${path}: it has ${read} bytes and not ${size}`);
      else bytes += read;
    });
    if (wrong.length === 0) return { files: files.length, bytes };
    const more = wrong.length > NAMED ? ` and ${wrong.length - NAMED} more` : '';
    return { files: files.length, bytes, damage: `${wrong.sort().slice(0, NAMED).join('; ')}${more}` };
  }

  private async sizeOf(sha256: string): Promise<number | string> {
    const content = await orDamage(() => this.artifacts.backups.readContent(sha256));
    const size = typeof content === 'string' ? content : content.length;
    this.sizes.set(sha256, size);
    return size;
  }
}

/** What is missing or damaged, in words; a server that does not answer is no damage. */
async function orDamage<Value extends object>(read: () => Promise<Value>): Promise<Value | string> {
  try {
    return await read();
  } catch (error) {
    const isGone = error instanceof Problem && error.code === 'resource.not-found';
    if (isGone || isDamage(error)) return error.detail;
    throw error;
  }
}
