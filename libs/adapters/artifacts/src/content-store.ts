import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { mapBounded } from '@archivesmp/bounded-work';
import { SHA256 } from '@archivesmp/contracts/agent';
import { Problem } from '@archivesmp/contracts/problem';
import { sha256Hex } from '@archivesmp/digests';
import {
  formsOf,
  keyIn,
  nameIn,
  SEALED,
  type ContentForms,
  type ContentKeys,
  type ContentLocation,
  type Form,
  type RenewedContents,
  type StoredContent,
} from './content-forms.js';
import { decrypt, encrypt } from './keys/content-cipher.js';
import type { ObjectStore } from './object-store.js';
import type { Precondition } from './stored-object.js';

export type { RenewedContents, StoredContent } from './content-forms.js';

const [zip, unzip] = [promisify(gzip), promisify(gunzip)];
const WORKERS = 32;
const READERS = 8;
const KEY_ID = /^[0-9a-f]{16}$/;
/** So long an older form that had nothing is believed to have nothing: another hub may still write it. */
const EMPTY_FOR_MS = 10 * 60_000;

/**
 * Contents by their sha256, each stored once, compressed, and encrypted where there is a key. An encrypted one lies under
 * `sealed/<key>/<2>/<name>`, its name the keyed hash of its sha256: the same for the whole fleet, and no reader of the bucket
 * can check whether it holds a content by guessing it. What lies in an older form (plain, under an earlier key)
 * is read, counted and removed like any other.
 */
export class ContentStore {
  /** The one that is written first. */
  private readonly forms: readonly Form[];
  private readonly emptyUntil = new Map<Form, number>();

  constructor(
    private readonly store: ObjectStore,
    private readonly location: ContentLocation,
    private readonly sealing?: ContentKeys,
  ) {
    this.forms = formsOf(location, sealing);
  }

  /** Writes it where it is not yet. The sha256 must be that of the content. */
  storeContent(sha256: string, content: Buffer): Promise<void> {
    return this.putContent(sha256, content, { ifAbsent: true });
  }

  /** Writes it whatever lies there: what was found damaged is never gone in between. */
  replaceContent(sha256: string, content: Buffer): Promise<void> {
    return this.putContent(sha256, content);
  }

  /** undefined: it is stored in no form. @throws Problem `artifacts.corrupt` when its bytes are damaged */
  async readContent(sha256: string): Promise<Buffer | undefined> {
    // One that is moved into another form just now is missed in both
    return (await this.readOnce(sha256)) ?? (await this.readOnce(sha256));
  }

  async hasContent(sha256: string): Promise<boolean> {
    for (const form of this.forms) {
      if (await this.isEmpty(form)) continue;
      if (await this.store.objectExists(this.location.bucket, keyIn(form, sha256))) return true;
    }
    return false;
  }

  /** Those of many that are stored: by listing folders, which costs fewer requests than asking one by one. */
  async findStoredContents(hashes: readonly string[]): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for (const form of this.forms) {
      if (await this.isEmpty(form)) continue;
      const keys = new Map(hashes.map((sha256) => [keyIn(form, sha256), sha256]));
      const folders = [...new Set([...keys.keys()].map((key) => key.slice(0, key.lastIndexOf('/') + 1)))];
      const listings = await mapBounded(WORKERS, folders, (folder) =>
        this.store.listObjects(this.location.bucket, folder),
      );
      for (const { key } of listings.flat()) {
        const sha256 = keys.get(key);
        if (sha256 !== undefined) found.add(sha256);
      }
    }
    return found;
  }

  /**
   * Every stored content, a part of them at a time. Names of encrypted ones tell nothing, so those that are not among
   * `known` are read to learn what they are; one that is damaged is left out.
   */
  async *listContents(known: ReadonlySet<string> = new Set()): AsyncGenerator<readonly StoredContent[]> {
    for (const form of this.forms) {
      if (await this.isEmpty(form)) continue;
      const { key } = form;
      const byName = key && new Map([...known].map((sha256) => [key.nameOf(sha256), sha256]));
      for await (const objects of this.store.listObjectPages(this.location.bucket, form.prefix)) {
        const contents = await mapBounded(
          READERS,
          objects,
          async ({ key: storedKey, modifiedAt }): Promise<StoredContent | undefined> => {
            const name = nameIn(storedKey);
            if (!SHA256.test(name)) return undefined;
            const sha256 =
              byName === undefined ? name : (byName.get(name) ?? (await this.hashOf(form, storedKey)));
            return sha256 === undefined
              ? undefined
              : { sha256, ...(modifiedAt !== undefined && { writtenAt: new Date(modifiedAt) }) };
          },
        );
        yield contents.filter((content) => content !== undefined);
      }
    }
  }

  /** What is to be said behind "there is none": something lies there that only another key could name. Else empty. */
  async unlessUnknown(): Promise<string> {
    const ids = await this.listUnknownKeys();
    if (ids.length === 0) return '';
    return (
      ` that the keys of the settings can read; others lie under ${ids.join(', ')}, ` +
      'which is neither storage.key nor among storage.earlier_keys'
    );
  }

  /** Removes contents in every form. */
  async removeContents(hashes: readonly string[]): Promise<void> {
    for (const form of this.forms)
      if (!(await this.isEmpty(form)))
        await this.store.removeObjects(
          this.location.bucket,
          hashes.map((sha256) => keyIn(form, sha256)),
        );
  }

  /** How many lie in which form. */
  async countContentForms(): Promise<ContentForms> {
    const count = { current: 0, earlier: 0, plain: 0, unknown: 0 };
    for (const form of this.forms) count[this.wordOf(form)] += await this.countBelow(form.prefix);
    for (const id of await this.listUnknownKeys()) count.unknown += await this.countBelow(`${SEALED}${id}/`);
    return count;
  }

  /** Ids of the keys under which something lies and which the settings do not have: it cannot be read. */
  async listUnknownKeys(): Promise<string[]> {
    const ids = await this.store.listFolders(this.location.bucket, SEALED);
    return ids.filter((id) => KEY_ID.test(id) && this.sealing?.keys.withId(id) === undefined);
  }

  /** How many contents lie under a key that the settings do not have. */
  countContentsUnderKey(keyId: string): Promise<number> {
    return this.countBelow(`${SEALED}${keyId}/`);
  }

  /**
   * Removes everything that lies under a lost key; killed anywhere, the next run goes on.
   * @returns how many contents this run removed
   * @throws Problem `resource.conflict` for a key that the settings have: what lies under it can be read
   */
  async forgetKey(keyId: string, stopping: AbortSignal): Promise<number> {
    if (!KEY_ID.test(keyId) || this.sealing?.keys.withId(keyId) !== undefined)
      throw new Problem(
        'resource.conflict',
        `${keyId} is a key of the settings (storage.key, storage.earlier_keys_file): what lies under it can be read, and stays.`,
      );
    let removed = 0;
    for await (const objects of this.store.listObjectPages(this.location.bucket, `${SEALED}${keyId}/`)) {
      stopping.throwIfAborted();
      await this.store.removeObjects(
        this.location.bucket,
        objects.map(({ key }) => key),
      );
      removed += objects.length;
    }
    return removed;
  }

  /**
   * Brings everything into the form in which new contents are written, one after the other; killed anywhere, each is there in the old form, in the
   * new one, or in both. Damaged ones stay and are counted.
   */
  async renewContents(stopping: AbortSignal): Promise<RenewedContents> {
    const count = { renewed: 0, damaged: 0 };
    for (const form of this.forms.slice(1))
      for await (const objects of this.store.listObjectPages(this.location.bucket, form.prefix))
        await mapBounded(READERS, objects, async ({ key }) => {
          stopping.throwIfAborted();
          if (!SHA256.test(nameIn(key))) return;
          const content = await this.contentAt(form, key);
          if (content === 'gone') return;
          if (content === 'damaged') return void (count.damaged += 1);
          await this.storeAnew(sha256Hex(content), content);
          await this.store.removeObjects(this.location.bucket, [key]);
          count.renewed += 1;
        });
    return count;
  }

  /** Where a content is written. */
  keyOf(sha256: string): string {
    return keyIn(this.forms[0]!, sha256);
  }

  private async putContent(sha256: string, content: Buffer, when?: Precondition): Promise<void> {
    const form = this.forms[0]!;
    const key = keyIn(form, sha256);
    const packed = await zip(content);
    const body = form.key === undefined ? packed : encrypt(this.sealing!.keys, nameIn(key), packed);
    await this.store.writeObject(this.location.bucket, key, body, {
      contentType: 'application/octet-stream',
      ...(form.key === undefined && { contentEncoding: 'gzip' }),
      ...(when !== undefined && { when }),
    });
  }

  /** In the present form, and read back, so that the older one may go. What lies there damaged is replaced. */
  private async storeAnew(sha256: string, content: Buffer): Promise<void> {
    const isThere = async (): Promise<boolean> =>
      Buffer.isBuffer(await this.contentAt(this.forms[0]!, this.keyOf(sha256)));
    await this.storeContent(sha256, content);
    if (await isThere()) return;
    await this.replaceContent(sha256, content);
    if (await isThere()) return;
    throw new Problem(
      'artifacts.corrupt',
      `${this.location.word} ${sha256} was written anew and cannot be read back, so its old copy stays.`,
    );
  }

  private async countBelow(prefix: string): Promise<number> {
    let count = 0;
    for await (const objects of this.store.listObjectPages(this.location.bucket, prefix))
      count += objects.filter(({ key }) => SHA256.test(nameIn(key))).length;
    return count;
  }

  private wordOf({ key }: Form): keyof ContentForms {
    if (key === undefined) return 'plain';
    return key === this.sealing!.keys.current ? 'current' : 'earlier';
  }

  private async readOnce(sha256: string): Promise<Buffer | undefined> {
    for (const form of this.forms) {
      const content = await this.contentAt(form, keyIn(form, sha256));
      if (content === 'gone') continue;
      if (content === 'damaged' || sha256Hex(content) !== sha256)
        throw new Problem(
          'artifacts.corrupt',
          `the stored bytes of ${this.location.word} ${sha256} are damaged`,
        );
      return content;
    }
    return undefined;
  }

  private async contentAt(form: Form, key: string): Promise<Buffer | 'gone' | 'damaged'> {
    const stored = await this.store.readObject(this.location.bucket, key);
    if (stored === undefined) return 'gone';
    const name = nameIn(key);
    const opened =
      form.key === undefined
        ? { content: stored.content }
        : decrypt(this.sealing!.keys, name, stored.content);
    if ('damage' in opened) return 'damaged';
    const content = await unzip(opened.content, { maxOutputLength: this.location.maxBytes }).catch(
      () => undefined,
    );
    if (content === undefined) return 'damaged';
    const sha256 = sha256Hex(content);
    return (form.key?.nameOf(sha256) ?? sha256) === name ? content : 'damaged';
  }

  private async hashOf(form: Form, key: string): Promise<string | undefined> {
    const content = await this.contentAt(form, key);
    return typeof content === 'string' ? undefined : sha256Hex(content);
  }

  /** Whether an older form has nothing at all: then the store is not asked twice for each content. */
  private async isEmpty(form: Form): Promise<boolean> {
    if (form === this.forms[0]) return false;
    if ((this.emptyUntil.get(form) ?? 0) > performance.now()) return true;
    if (!(await this.store.isEmpty(this.location.bucket, form.prefix))) return false;
    this.emptyUntil.set(form, performance.now() + EMPTY_FOR_MS);
    return true;
  }
}
