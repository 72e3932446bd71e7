import { mapBounded } from '@archivesmp/bounded-work';
import { snapshotKey } from '@archivesmp/contracts/agent';
import { CONFIGS_BUCKET } from '@archivesmp/contracts/baselines';
import { Problem } from '@archivesmp/contracts/problem';
import { sha256Hex } from '@archivesmp/digests';
import type { ContentForms, ContentKeys } from './content-forms.js';
import { ContentStore, type RenewedContents } from './content-store.js';
import type { ObjectStore } from './object-store.js';
import { StoredHashes } from './stored-hashes.js';

const WORKERS = 32;
/** From so many hashes on, listing folders costs fewer requests than asking one by one. */
const LIST_FROM = 400;
const CONTENTS = {
  bucket: CONFIGS_BUCKET,
  plain: snapshotKey('').slice(0, -1),
  word: 'snapshot',
  /** A configuration file that unpacks to more than this is none. */
  maxBytes: 256 * 1024 * 1024,
} as const;

/**
 * Called with every content before it is written or believed to be stored, so that the removal of contents spares it. Answers with
 * those of which the store must be asked anew. @throws Problem when it cannot be told: then nothing is written or believed
 */
export type ClaimContents = (hashes: readonly string[]) => Promise<ReadonlySet<string>>;

const NOTHING_DOUBTFUL: ClaimContents = () => Promise.resolve(new Set());

/** Contents of config files by their sha256, each stored once (`ContentStore`). */
export class Snapshots {
  private readonly contents: ContentStore;

  constructor(
    store: ObjectStore,
    sealing: ContentKeys | undefined,
    private readonly claim: ClaimContents = NOTHING_DOUBTFUL,
    private readonly stored = new StoredHashes(),
  ) {
    this.contents = new ContentStore(store, CONTENTS, sealing);
  }

  hasSnapshot(sha256: string): Promise<boolean> {
    return this.contents.hasContent(sha256);
  }

  /** Those of the given hashes that are not stored yet, each once, in the order given. */
  async findMissingSnapshots(hashes: Iterable<string>): Promise<string[]> {
    const wanted = [...new Set(hashes)];
    for (const hash of await this.claim(wanted)) this.stored.forgetHash(hash);
    const asked = wanted.filter((hash) => !this.stored.hasHash(hash));
    const found = await this.found(asked);
    for (const hash of asked) if (found.has(hash)) this.stored.rememberHash(hash);
    return asked.filter((hash) => !found.has(hash));
  }

  /** Stores a content and gives its hash; storing it again changes nothing. */
  async storeSnapshot(content: Buffer): Promise<string> {
    const sha256 = sha256Hex(content);
    await this.claim([sha256]);
    await this.contents.storeContent(sha256, content);
    this.stored.rememberHash(sha256);
    return sha256;
  }

  /** Stores a content that must have this hash. Throws Problem('artifacts.corrupt') when it has another. */
  async storeSnapshotAs(sha256: string, content: Buffer): Promise<void> {
    if (sha256Hex(content) !== sha256)
      throw new Problem('artifacts.corrupt', `the content that was sent as ${sha256} has another sha256`);
    await this.storeSnapshot(content);
  }

  /** Throws Problem('resource.not-found') or, when the stored bytes are damaged, Problem('artifacts.corrupt'). */
  async readSnapshot(sha256: string): Promise<Buffer> {
    const content = await this.contents.readContent(sha256);
    if (content !== undefined) return content;
    this.stored.forgetHash(sha256);
    const unknown = await this.contents.unlessUnknown();
    throw new Problem('resource.not-found', `there is no snapshot ${sha256}${unknown}`);
  }

  /** Every stored content by its sha256, a part of them at a time. @param known hashes that need not be read to be recognised */
  async *listSnapshots(known: ReadonlySet<string> = new Set()): AsyncGenerator<readonly string[]> {
    for await (const contents of this.contents.listContents(known))
      yield contents.map(({ sha256 }) => sha256);
  }

  /** Where a content is written. */
  contentKey(sha256: string): string {
    return this.contents.keyOf(sha256);
  }

  /** How many lie in which form. */
  countContentForms(): Promise<ContentForms> {
    return this.contents.countContentForms();
  }

  /** Ids of the keys under which contents lie and which the settings do not have. */
  listUnknownKeys(): Promise<string[]> {
    return this.contents.listUnknownKeys();
  }

  /** How many contents lie under a key that the settings do not have. */
  countContentsUnderKey(keyId: string): Promise<number> {
    return this.contents.countContentsUnderKey(keyId);
  }

  /** Removes what lies under a lost key. @throws Problem `resource.conflict` for a key of the settings */
  forgetKey(keyId: string, stopping: AbortSignal): Promise<number> {
    return this.contents.forgetKey(keyId, stopping);
  }

  /** Brings all into the form in which new ones are written. */
  renewContents(stopping: AbortSignal): Promise<RenewedContents> {
    return this.contents.renewContents(stopping);
  }

  /** Removes contents. Only for those that are neither named nor claimed any more. */
  async removeSnapshots(hashes: readonly string[]): Promise<void> {
    await this.contents.removeContents(hashes);
    for (const hash of hashes) this.stored.forgetHash(hash);
  }

  /** Those of the hashes that the store has; it may name others, too. */
  private async found(asked: readonly string[]): Promise<ReadonlySet<string>> {
    if (asked.length < LIST_FROM) {
      const known = await mapBounded(WORKERS, asked, (hash) => this.hasSnapshot(hash));
      return new Set(asked.filter((_, index) => known[index]));
    }
    return this.contents.findStoredContents(asked);
  }
}
