import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { SHA256, snapshotKey } from '@archivesmp/contracts/agent';
import { CONFIGS_BUCKET } from '@archivesmp/contracts/baselines';
import { Problem } from '@archivesmp/contracts/problem';
import type { ObjectStore } from './object-store.js';
import { runAtMost } from './run-at-most.js';
import { StoredHashes } from './stored-hashes.js';

const [zip, unzip] = [promisify(gzip), promisify(gunzip)];
const LANES = 32;
/** From so many hashes on, listing folders costs fewer requests than asking one by one. */
const LIST_FROM = 400;
/** A configuration file that unpacks to more than this is none. */
const MAX_BYTES = 256 * 1024 * 1024;

/**
 * Told of every content before it is written or believed to be stored, so that whoever removes contents lets it be. Answers with
 * those of which the store must be asked anew. @throws Problem when it cannot be told: then nothing is written or believed
 */
export type ClaimContents = (hashes: readonly string[]) => Promise<ReadonlySet<string>>;

const NOTHING_DOUBTFUL: ClaimContents = () => Promise.resolve(new Set());
const FOLDERS = Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, '0'));

/** Contents of config files, each stored once, compressed, under its sha256: `snapshots/<2>/<sha256>`. */
export class Snapshots {
  constructor(
    private readonly store: ObjectStore,
    private readonly claim: ClaimContents = NOTHING_DOUBTFUL,
    private readonly stored = new StoredHashes(),
  ) {}

  async has(sha256: string): Promise<boolean> {
    return this.store.exists(CONFIGS_BUCKET, keyOf(sha256));
  }

  /** Those of the given hashes that are not stored yet, each once, in the order given. */
  async missing(hashes: Iterable<string>): Promise<string[]> {
    const wanted = [...new Set(hashes)];
    for (const hash of await this.claim(wanted)) this.stored.forget(hash);
    const asked = wanted.filter((hash) => !this.stored.has(hash));
    const found = await this.found(asked);
    for (const hash of asked) if (found.has(hash)) this.stored.note(hash);
    return asked.filter((hash) => !found.has(hash));
  }

  /** Stores a content and gives its hash; storing it again changes nothing. */
  async write(content: Buffer): Promise<string> {
    const sha256 = sha256Of(content);
    await this.claim([sha256]);
    await this.store.write(CONFIGS_BUCKET, keyOf(sha256), await zip(content), {
      contentType: 'application/octet-stream',
      contentEncoding: 'gzip',
      when: { ifAbsent: true },
    });
    this.stored.note(sha256);
    return sha256;
  }

  /** Stores a content that must have this hash. Throws Problem('artifacts.corrupt') when it has another. */
  async writeAs(sha256: string, content: Buffer): Promise<void> {
    if (sha256Of(content) !== sha256)
      throw new Problem('artifacts.corrupt', `the content that was sent as ${sha256} has another sha256`);
    await this.write(content);
  }

  /** Throws Problem('resource.not-found') or, when the stored bytes are damaged, Problem('artifacts.corrupt'). */
  async read(sha256: string): Promise<Buffer> {
    const stored = await this.store.read(CONFIGS_BUCKET, keyOf(sha256));
    if (stored === undefined) {
      this.stored.forget(sha256);
      throw new Problem('resource.not-found', `there is no snapshot ${sha256}`);
    }
    const content = await unzip(stored.content, { maxOutputLength: MAX_BYTES }).catch(() => undefined);
    if (content === undefined || sha256Of(content) !== sha256)
      throw new Problem('artifacts.corrupt', `the stored bytes of snapshot ${sha256} are damaged`);
    return content;
  }

  /** Every stored content by its sha256, a part of them at a time. */
  async *listed(): AsyncGenerator<readonly string[]> {
    for (const folder of FOLDERS) {
      const objects = await this.store.list(CONFIGS_BUCKET, snapshotKey(folder).slice(0, -folder.length));
      yield objects.map(({ key }) => key.slice(key.lastIndexOf('/') + 1)).filter((name) => SHA256.test(name));
    }
  }

  /** Removes contents. Only for those that nothing names and nobody claims any more. */
  async remove(hashes: readonly string[]): Promise<void> {
    await this.store.remove(CONFIGS_BUCKET, hashes.map(keyOf));
    for (const hash of hashes) this.stored.forget(hash);
  }

  /** Those of the hashes that the store has; it may name others, too. */
  private async found(asked: readonly string[]): Promise<ReadonlySet<string>> {
    if (asked.length < LIST_FROM) {
      const known = await runAtMost(LANES, asked, (hash) => this.has(hash));
      return new Set(asked.filter((_, index) => known[index]));
    }
    const folders = [...new Set(asked.map((hash) => keyOf(hash).slice(0, -hash.length)))];
    const listings = await runAtMost(LANES, folders, (folder) => this.store.list(CONFIGS_BUCKET, folder));
    return new Set(listings.flat().map((object) => object.key.slice(object.key.lastIndexOf('/') + 1)));
  }
}

const sha256Of = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

function keyOf(sha256: string): string {
  if (!SHA256.test(sha256)) throw new Problem('request.invalid', 'a sha256 is 64 lower-case hex digits');
  return snapshotKey(sha256);
}
