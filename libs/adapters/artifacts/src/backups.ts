import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { createHash } from 'node:crypto';
import { whyNotInside } from '@archivesmp/change-plan';
import { SHA256 } from '@archivesmp/contracts/agent';
import { backupContentKey, backupManifestKey, BackupManifest } from '@archivesmp/contracts/backup';
import { Problem } from '@archivesmp/contracts/problem';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import type { SignedDocuments, Standing } from './keys/signed-documents.js';
import type { ObjectStore } from './object-store.js';
import { isDamage } from './stored-damage.js';

const [zip, unzip] = [promisify(gzip), promisify(gunzip)];
const BUCKET = 'backups';
const MANIFEST = '/manifest.json';
const MAX_BYTES = 1024 * 1024 * 1024;

/** A manifest in the bucket that can be read, or what is wrong with it. */
export type ListedBackup =
  | { readonly key: string; readonly manifest: BackupManifest }
  | { readonly key: string; readonly damage: string };

/** A manifest as it lies in the bucket, whoever wrote it. */
export interface InspectedManifest {
  readonly manifest: BackupManifest;
  readonly standing: Standing;
}

/**
 * Backups as objects: each content once under its sha256, written before the manifest that names it. What has no manifest is
 * no backup yet, and neither has one that is not signed by us. Failures of the server are Problem('artifacts.unavailable').
 */
export class Backups {
  constructor(
    private readonly store: ObjectStore,
    private readonly signed: SignedDocuments,
  ) {}

  /**
   * Stores a content and reads it back from the server. What is there already is only read back, and replaced if it is damaged.
   * @throws Problem `artifacts.corrupt` when what comes back is something else, or what was given has another sha256
   */
  async keep(sha256: string, content: Buffer): Promise<void> {
    if (sha256Of(content) !== sha256)
      throw new Problem('artifacts.corrupt', `the content that was sent as ${sha256} has another sha256`);
    const stored = await zip(content);
    const how = { contentType: 'application/octet-stream', contentEncoding: 'gzip' };
    await this.store.write(BUCKET, keyOf(sha256), stored, { ...how, when: { ifAbsent: true } });
    try {
      await this.read(sha256);
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'artifacts.corrupt') throw error;
      await this.store.write(BUCKET, keyOf(sha256), stored, how);
      await this.read(sha256);
    }
  }

  /** @throws Problem `resource.not-found`, or `artifacts.corrupt` when the stored bytes are damaged */
  async read(sha256: string): Promise<Buffer> {
    const stored = await this.store.read(BUCKET, keyOf(sha256));
    if (stored === undefined)
      throw new Problem('resource.not-found', `there is no backup of the content ${sha256}`);
    const content = await unzip(stored.content, { maxOutputLength: MAX_BYTES }).catch(() => undefined);
    if (content === undefined || sha256Of(content) !== sha256)
      throw new Problem('artifacts.corrupt', `the stored bytes of the backup ${sha256} are damaged`);
    return content;
  }

  /** Writes the manifest, last. Gives its key. Writing the same one again changes nothing. */
  async seal(manifest: BackupManifest): Promise<string> {
    const key = backupManifestKey(manifest);
    await this.store.write(BUCKET, key, this.signed.sign(placeOf(key), manifest), {
      contentType: 'application/json',
      when: { ifAbsent: true },
    });
    return key;
  }

  /** @throws Problem `resource.not-found`, `artifacts.not-authentic`: not signed by us for this place, or `artifacts.corrupt` */
  async readManifest(key: string): Promise<BackupManifest> {
    return parsed(key, this.signed.open(placeOf(key), await this.stored(key)));
  }

  /** A manifest whoever wrote it, for those who decide whether it is taken over. @throws Problem `resource.not-found`, `artifacts.corrupt` */
  async inspectManifest(key: string): Promise<InspectedManifest> {
    const { text, standing } = this.signed.inspect(placeOf(key), await this.stored(key));
    return { manifest: parsed(key, text), standing };
  }

  /** Signs a manifest that lies there without a signature of ours. What it says must be known to be true. */
  async adoptManifest(key: string, manifest: BackupManifest): Promise<void> {
    const signed = this.signed.sign(placeOf(key), manifest);
    await this.store.write(BUCKET, key, signed, { contentType: 'application/json' });
  }

  /** Every backup in the bucket, or below a prefix such as `hetzner/BENT01/`. Damaged manifests are named, not left out. */
  async *list(prefix = ''): AsyncGenerator<ListedBackup> {
    for (const { key } of await this.store.list(BUCKET, prefix)) {
      if (!key.endsWith(MANIFEST)) continue;
      try {
        yield { key, manifest: await this.readManifest(key) };
      } catch (error) {
        if (!isDamage(error)) throw error;
        yield { key, damage: error.detail };
      }
    }
  }

  /** Keys of every manifest in the bucket, without reading them. */
  async manifestKeys(): Promise<string[]> {
    const objects = await this.store.list(BUCKET, '');
    return objects.map(({ key }) => key).filter((key) => key.endsWith(MANIFEST));
  }

  /** Removes a backup: first its manifest, so that no manifest ever names a content that is gone. */
  async remove(manifestKey: string): Promise<void> {
    await this.store.remove(BUCKET, [manifestKey]);
  }

  /** sha256 of every stored content, with the time it was written. */
  async contents(): Promise<{ sha256: string; writtenAt: Date | undefined }[]> {
    const objects = await this.store.list(BUCKET, 'objects/');
    return objects.map(({ key, modifiedAt }) => ({
      sha256: key.slice(key.lastIndexOf('/') + 1),
      writtenAt: modifiedAt === undefined ? undefined : new Date(modifiedAt),
    }));
  }

  /** Removes contents. Only for those that no manifest names. */
  async removeContents(hashes: readonly string[]): Promise<void> {
    await this.store.remove(BUCKET, hashes.map(keyOf));
  }

  private async stored(key: string): Promise<Buffer> {
    const stored = await this.store.read(BUCKET, key);
    if (stored === undefined) throw new Problem('resource.not-found', `there is no backup ${key}`);
    return stored.content;
  }
}

const placeOf = (key: string): string => `${BUCKET}/${key}`;

function parsed(key: string, content: string): BackupManifest {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (error) {
    throw new Problem('artifacts.corrupt', `${key} is no JSON`, { cause: error });
  }
  const manifest = plainToInstance(BackupManifest, value);
  const [mistake] =
    value === null || typeof value !== 'object' ? [{ property: 'it' }] : validateSync(manifest);
  if (mistake !== undefined)
    throw new Problem('artifacts.corrupt', `${key} is damaged: ${mistake.property} is wrong`);
  const wrong = whyNotABackup(key, manifest);
  if (wrong !== undefined) throw new Problem('artifacts.corrupt', `${key} is damaged: ${wrong}`);
  return manifest;
}

/** Its paths become targets of plans and files of drills, so the guard of plans is asked; undefined when all is well. */
function whyNotABackup(key: string, manifest: BackupManifest): string | undefined {
  for (const { path } of [...manifest.files, ...(manifest.leftOut ?? [])]) {
    const outside = whyNotInside(path);
    if (outside !== undefined) return `${JSON.stringify(path)} cannot be restored: ${outside}`;
  }
  return backupManifestKey(manifest) === key ? undefined : 'what it says belongs to another place';
}

const sha256Of = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

function keyOf(sha256: string): string {
  if (!SHA256.test(sha256)) throw new Problem('request.invalid', 'a sha256 is 64 lower-case hex digits');
  return backupContentKey(sha256);
}
