import { sha256Hex } from '@archivesmp/digests';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ContentKeys } from './content-forms.js';
import { ContentStore } from './content-store.js';
import { StorageKeys } from './keys/storage-keys.js';
import type { ObjectStore } from './object-store.js';

const STORED_AT = { bucket: 'backups', plain: 'objects/', word: 'the backup', maxBytes: 1_000_000 } as const;
const [ONE, TWO] = ['1'.repeat(40), '2'.repeat(40)];
const CONTENTS = ['a', 'b', 'c', 'd'].map((text) => Buffer.from(text));
const NEVER = new AbortController().signal;

const sealing = (encrypt: boolean, current: string, ...earlier: string[]): ContentKeys => ({
  keys: new StorageKeys(current, earlier),
  encrypt,
});
/** Settings that know both keys, in every order, written twice, and with encryption off. */
const WHOLE = [
  sealing(true, ONE, TWO),
  sealing(true, TWO, ONE),
  sealing(true, TWO, ONE, TWO, ONE),
  sealing(false, ONE, TWO),
  sealing(false, TWO, ONE),
];
/** Those that lack one: of a hub that was not restarted yet, or was given the wrong key. */
const LACKING = [undefined, sealing(true, ONE), sealing(true, TWO), sealing(false, TWO)];

/** A bucket in memory whose server goes away after some requests; the last one may have been carried out or not. */
class Bucket {
  readonly objects = new Map<string, Buffer>();
  left = Infinity;
  isLastDone = false;

  readonly store = {
    readObject: async (_bucket: string, key: string) =>
      this.ask(() => {
        const content = this.objects.get(key);
        return content && { content, revision: '' };
      }),
    objectExists: async (_bucket: string, key: string) => this.ask(() => this.objects.has(key)),
    listObjectPages: (_bucket: string, prefix: string) => this.pagesOf(prefix),
    listFolders: async (_bucket: string, prefix: string) =>
      this.ask(() => [...new Set(this.below(prefix).map((key) => key.slice(prefix.length).split('/')[0]!))]),
    isEmpty: async (_bucket: string, prefix: string) => this.ask(() => this.below(prefix).length === 0),
    writeObject: async (_bucket: string, key: string, content: Buffer, { when }: { when?: object }) =>
      this.ask(() => {
        if (when !== undefined && this.objects.has(key)) return undefined;
        this.objects.set(key, content);
        return 'revision';
      }),
    removeObjects: async (_bucket: string, keys: readonly string[]) =>
      this.ask(() => {
        for (const key of keys) this.objects.delete(key);
      }),
  } as unknown as ObjectStore;

  private ask<Answer>(answer: () => Answer): Answer {
    this.left -= 1;
    if (this.left >= 0) return answer();
    if (this.left === -1 && this.isLastDone) answer();
    throw new Error('the server is unavailable');
  }

  private async *pagesOf(prefix: string): AsyncGenerator<{ key: string }[]> {
    for (let last = ''; ;) {
      const keys = this.ask(() => this.below(prefix).filter((key) => key > last)).slice(0, 2);
      yield keys.map((key) => ({ key }));
      if (keys.length < 2) return;
      last = keys.at(-1)!;
    }
  }

  private below(prefix: string): string[] {
    return [...this.objects.keys()].filter((key) => key.startsWith(prefix)).sort();
  }
}

const step = fc.record({
  does: fc.constantFrom('write', 'replace', 'renew', 'remove', 'spoil'),
  content: fc.nat({ max: CONTENTS.length - 1 }),
  by: fc.oneof(fc.constantFrom(...WHOLE), fc.constantFrom(...LACKING)),
  left: fc.oneof(fc.constant(Infinity), fc.nat({ max: 40 })),
  isLastDone: fc.boolean(),
});

it('no change of keys, and no death in the middle of one, loses a content or reads another for it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const bucket = new Bucket();
      const opened = (by: ContentKeys | undefined): ContentStore =>
        new ContentStore(bucket.store, STORED_AT, by);
      const stored = new Set<string>();
      const spoilt = new Set<string>();
      for (const { does, content, by, left, isLastDone } of steps) {
        const bytes = CONTENTS[content]!;
        const sha256 = sha256Hex(bytes);
        const store = opened(by);
        Object.assign(bucket, { left, isLastDone });
        // Dying anywhere is the point
        const isWhole = await carriedOut(store, does, sha256, bytes, bucket).catch(() => false);
        Object.assign(bucket, { left: Infinity });
        const isStored = isWhole && (does === 'write' || does === 'replace');
        if (isStored && (await isReadable(store, sha256))) stored.add(sha256);
        if (does === 'remove') stored.delete(sha256);
        if (does === 'spoil') spoilt.add(sha256);
        for (const hash of stored)
          for (const one of WHOLE)
            if (!spoilt.has(hash)) expect(await isReadable(opened(one), hash)).toBe(true);
      }
      const last = opened(WHOLE[0]);
      const { damaged } = await last.renewContents(NEVER);
      if (spoilt.size === 0) expect(damaged).toBe(0);
      for (const hash of stored) expect(await isReadable(last, hash)).toBe(true);
      const listed = (await Array.fromAsync(last.listContents(stored))).flat().map(({ sha256 }) => sha256);
      expect(listed).toEqual(expect.arrayContaining([...stored]));
      if (damaged === 0)
        expect(await last.countContentForms()).toMatchObject({ earlier: 0, plain: 0, unknown: 0 });
    }),
    { numRuns: 120 },
  );
});

const isReadable = (store: ContentStore, sha256: string): Promise<boolean> =>
  store.readContent(sha256).then(
    (content) => content !== undefined && sha256Hex(content) === sha256,
    () => false,
  );

/** `spoil`: an intruder puts junk where a renewal would write it, as long as nothing lies there. */
async function carriedOut(
  store: ContentStore,
  does: string,
  sha256: string,
  bytes: Buffer,
  bucket: Bucket,
): Promise<boolean> {
  if (does === 'write') await store.storeContent(sha256, bytes);
  else if (does === 'replace') await store.replaceContent(sha256, bytes);
  else if (does === 'renew') await store.renewContents(NEVER);
  else if (does === 'remove') await store.removeContents([sha256]);
  else if (!bucket.objects.has(store.keyOf(sha256)))
    bucket.objects.set(store.keyOf(sha256), Buffer.from('junk'));
  return true;
}
