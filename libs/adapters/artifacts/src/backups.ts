import { whyNotInside } from '@archivesmp/change-plan';
import { backupContentKey, backupManifestKey, BackupManifest } from '@archivesmp/contracts/backup';
import { Problem } from '@archivesmp/contracts/problem';
import { sha256Hex } from '@archivesmp/digests';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import type { ContentForms, ContentKeys } from './content-forms.js';
import { ContentStore, type RenewedContents, type StoredContent } from './content-store.js';
import type { SignedDocuments, SignatureStatus } from './keys/signed-documents.js';
import type { ObjectStore } from './object-store.js';
import { isDamage } from './stored-damage.js';

const BUCKET = 'backups';
const MANIFEST = '/manifest.json';
const CONTENTS = {
  bucket: BUCKET,
  plain: backupContentKey('').slice(0, -1),
  word: 'the backup',
  maxBytes: 1024 * 1024 * 1024,
} as const;

/** A manifest in the bucket that can be read, or what is wrong with it. */
export type ListedBackup =
  | { readonly key: string; readonly manifest: BackupManifest }
  | { readonly key: string; readonly damage: string };

/** A manifest as it lies in the bucket, of any author. */
export interface InspectedManifest {
  readonly manifest: BackupManifest;
  readonly signatureStatus: SignatureStatus;
}

/**
 * Backups as objects: each content once under its sha256, written before the manifest that names it. What has no manifest is
 * no backup yet, and neither has one that is not signed by us. Failures of the server are Problem('artifacts.unavailable').
 */
export class BackupObjects {
  private readonly stored: ContentStore;

  constructor(
    private readonly store: ObjectStore,
    private readonly signed: SignedDocuments,
    sealing?: ContentKeys,
  ) {
    this.stored = new ContentStore(store, CONTENTS, sealing);
  }

  /**
   * Stores a content and reads it back from the server. What is there already is only read back, and replaced if it is damaged.
   * @throws Problem `artifacts.corrupt` when what comes back is something else, or what was given has another sha256
   */
  async storeContent(sha256: string, content: Buffer): Promise<void> {
    if (sha256Hex(content) !== sha256)
      throw new Problem('artifacts.corrupt', `the content that was sent as ${sha256} has another sha256`);
    await this.stored.storeContent(sha256, content);
    try {
      await this.readContent(sha256);
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'artifacts.corrupt') throw error;
      await this.stored.replaceContent(sha256, content);
      await this.readContent(sha256);
    }
  }

  /** @throws Problem `resource.not-found`, or `artifacts.corrupt` when the stored bytes are damaged */
  async readContent(sha256: string): Promise<Buffer> {
    const content = await this.stored.readContent(sha256);
    if (content !== undefined) return content;
    const unknown = await this.stored.unlessUnknown();
    throw new Problem('resource.not-found', `there is no backup of the content ${sha256}${unknown}`);
  }

  /** Writes the manifest, last. Gives its key. Writing the same one again changes nothing. */
  async sealManifest(manifest: BackupManifest): Promise<string> {
    const key = backupManifestKey(manifest);
    await this.store.writeObject(BUCKET, key, this.signed.signDocument(objectLocationOf(key), manifest), {
      contentType: 'application/json',
      when: { ifAbsent: true },
    });
    return key;
  }

  /** @throws Problem `resource.not-found`, `artifacts.not-authentic`: not signed by us for this place, or `artifacts.corrupt` */
  async readBackupManifest(key: string): Promise<BackupManifest> {
    return parsed(key, this.signed.openDocument(objectLocationOf(key), await this.readSealedManifest(key)));
  }

  /** A manifest of any author, for the decision whether it is adopted. @throws Problem `resource.not-found`, `artifacts.corrupt` */
  async inspectManifest(key: string): Promise<InspectedManifest> {
    const { text, signatureStatus } = this.signed.inspectDocument(
      objectLocationOf(key),
      await this.readSealedManifest(key),
    );
    return { manifest: parsed(key, text), signatureStatus };
  }

  /** Signs a manifest that lies there without a signature of ours. What it says must be known to be true. */
  async adoptManifest(key: string, manifest: BackupManifest): Promise<void> {
    const signed = this.signed.signDocument(objectLocationOf(key), manifest);
    await this.store.writeObject(BUCKET, key, signed, { contentType: 'application/json' });
  }

  /** Every backup in the bucket, or below a prefix such as `hetzner/BENT01/`. Damaged manifests are named, not left out. */
  async *listStoredBackups(prefix = ''): AsyncGenerator<ListedBackup> {
    for (const { key } of await this.store.listObjects(BUCKET, prefix)) {
      if (!key.endsWith(MANIFEST)) continue;
      try {
        yield { key, manifest: await this.readBackupManifest(key) };
      } catch (error) {
        if (!isDamage(error)) throw error;
        yield { key, damage: error.detail };
      }
    }
  }

  /** Keys of every manifest in the bucket, without reading them. */
  async listManifestKeys(): Promise<string[]> {
    const objects = await this.store.listObjects(BUCKET, '');
    return objects.map(({ key }) => key).filter((key) => key.endsWith(MANIFEST));
  }

  /** Removes a backup: first its manifest, so that no manifest ever names a content that is gone. */
  async removeManifest(manifestKey: string): Promise<void> {
    await this.store.removeObjects(BUCKET, [manifestKey]);
  }

  /** Every stored content, a part of them at a time. @param known hashes that need not be read to be recognised */
  listContents(known: ReadonlySet<string> = new Set()): AsyncGenerator<readonly StoredContent[]> {
    return this.stored.listContents(known);
  }

  /** Removes contents. Only for those that no manifest names. */
  removeContents(hashes: readonly string[]): Promise<void> {
    return this.stored.removeContents(hashes);
  }

  /** Where a content is written. */
  contentKey(sha256: string): string {
    return this.stored.keyOf(sha256);
  }

  /** How many contents lie in which form. */
  countContentForms(): Promise<ContentForms> {
    return this.stored.countContentForms();
  }

  /** Ids of the keys under which contents lie and which the settings do not have. */
  listUnknownKeys(): Promise<string[]> {
    return this.stored.listUnknownKeys();
  }

  /** How many contents lie under a key that the settings do not have. */
  countContentsUnderKey(keyId: string): Promise<number> {
    return this.stored.countContentsUnderKey(keyId);
  }

  /** Removes what lies under a lost key. @throws Problem `resource.conflict` for a key of the settings */
  forgetKey(keyId: string, stopping: AbortSignal): Promise<number> {
    return this.stored.forgetKey(keyId, stopping);
  }

  /** Brings all contents into the form in which new ones are written. */
  renewContents(stopping: AbortSignal): Promise<RenewedContents> {
    return this.stored.renewContents(stopping);
  }

  private async readSealedManifest(key: string): Promise<Buffer> {
    const stored = await this.store.readObject(BUCKET, key);
    if (stored === undefined) throw new Problem('resource.not-found', `there is no backup ${key}`);
    return stored.content;
  }
}

const objectLocationOf = (key: string): string => `${BUCKET}/${key}`;

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
