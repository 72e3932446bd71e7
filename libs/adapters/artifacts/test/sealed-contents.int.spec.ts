import { gzipSync } from 'node:zlib';
import { sha256Hex } from '@archivesmp/digests';
import { freshBucket, vendorClient, type TestBucket } from '@archivesmp/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Artifacts, StorageKeys } from '../src/index.js';

const [OLD, NEW] = ['o'.repeat(40), 'n'.repeat(40)];
const text = (content: string): Buffer => Buffer.from(content);
const NEVER = new AbortController().signal;

let bucket: TestBucket;
let opened: Artifacts[];

beforeEach(async () => {
  bucket = await freshBucket();
  opened = [];
  await open({}).ensureBuckets();
});
afterEach(() => opened.forEach((one) => one.close()));

function open(more: { keys?: StorageKeys; encrypt?: boolean }): Artifacts {
  const artifacts = new Artifacts({ ...bucket, ...more });
  opened.push(artifacts);
  return artifacts;
}

const vendor = () => vendorClient(bucket);

const bucketOf = (name: string): string => `${bucket.bucketPrefix}${name}`;
const put = (where: string, content: Buffer) =>
  vendor().putObject(...(where.split(' ') as [string, string]), content);

async function objectAt(bucket: string, name: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of await vendor().getObject(bucket, name)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Everything in the buckets, as an intruder with the key of the S3 server sees it. */
async function stolen(): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  for (const bucket of ['configs', 'backups'].map(bucketOf))
    for await (const { name } of vendor().listObjectsV2(bucket, '', true)) {
      found.set(`${bucket} ${name!}`, await objectAt(bucket, name!));
    }
  return found;
}

const listed = async ({ snapshots }: Artifacts, known?: ReadonlySet<string>): Promise<string[]> =>
  (await Array.fromAsync(snapshots.listSnapshots(known))).flat().sort();

describe('contents under a key', () => {
  const SECRET = 'password: "correct horse battery staple"\n';

  it('are stored once, and tell a reader of the bucket neither what they are nor whether they are there', async () => {
    const artifacts = open({ keys: new StorageKeys(NEW) });
    const another = open({ keys: new StorageKeys(NEW) });
    await artifacts.snapshots.storeSnapshot(text(SECRET));
    await another.snapshots.storeSnapshot(text(SECRET));
    await artifacts.backups.storeContent(sha256Hex(SECRET), text(SECRET));
    const objects = await stolen();
    expect(objects.size).toBe(2);
    for (const [key, bytes] of objects) {
      expect(key).not.toContain(sha256Hex(SECRET));
      expect(bytes.includes(gzipSync(SECRET).subarray(10, 30))).toBe(false);
      expect(bytes.includes('battery')).toBe(false);
    }
    expect(await another.snapshots.readSnapshot(sha256Hex(SECRET))).toEqual(text(SECRET));
    expect(await another.backups.readContent(sha256Hex(SECRET))).toEqual(text(SECRET));
    expect(await listed(another)).toEqual([sha256Hex(SECRET)]);
    expect(await another.snapshots.countContentForms()).toEqual({
      current: 1,
      earlier: 0,
      plain: 0,
      unknown: 0,
    });
  });

  it('are found, listed and removed in every form; a new key loses none and stores none twice', async () => {
    const [plain, old] = [open({}), open({ keys: new StorageKeys(OLD) })];
    await plain.snapshots.storeSnapshot(text('a: 1\n'));
    await old.snapshots.storeSnapshot(text('b: 2\n'));
    await old.backups.storeContent(sha256Hex('b: 2\n'), text('b: 2\n'));
    const now = open({ keys: new StorageKeys(NEW, [OLD]) });
    await now.snapshots.storeSnapshot(text('c: 3\n'));
    const hashes = ['a: 1\n', 'b: 2\n', 'c: 3\n'].map(sha256Hex).sort();
    const others = Array.from({ length: 500 }, (_, n) => n.toString(16).padStart(64, '0'));
    expect(await now.snapshots.findMissingSnapshots([...hashes, sha256Hex('d')])).toEqual([sha256Hex('d')]);
    const many = open({ keys: new StorageKeys(NEW, [OLD]) });
    expect(await many.snapshots.findMissingSnapshots([...hashes, ...others])).toEqual(others);
    expect(await now.snapshots.countContentForms()).toEqual({ current: 1, earlier: 1, plain: 1, unknown: 0 });
    expect(await listed(now)).toEqual(hashes);
    expect(await listed(now, new Set(hashes))).toEqual(hashes);
    for (const content of ['a: 1\n', 'b: 2\n', 'c: 3\n'])
      expect(await now.snapshots.readSnapshot(sha256Hex(content))).toEqual(text(content));

    expect(await now.snapshots.renewContents(NEVER)).toEqual({ renewed: 2, damaged: 0 });
    expect(await now.backups.renewContents(NEVER)).toEqual({ renewed: 1, damaged: 0 });
    expect(await now.snapshots.countContentForms()).toEqual({ current: 3, earlier: 0, plain: 0, unknown: 0 });
    const later = open({ keys: new StorageKeys(NEW) });
    expect(await listed(later)).toEqual(hashes);
    expect(await later.backups.readContent(sha256Hex('b: 2\n'))).toEqual(text('b: 2\n'));
    await later.snapshots.removeSnapshots(hashes);
    expect(await listed(now)).toEqual([]);
  });

  it('are written plain again when it is turned off, and still read', async () => {
    await open({ keys: new StorageKeys(NEW) }).snapshots.storeSnapshot(text('a: 1\n'));
    const off = open({ keys: new StorageKeys(NEW), encrypt: false });
    await off.snapshots.storeSnapshot(text('b: 2\n'));
    expect(await off.snapshots.readSnapshot(sha256Hex('a: 1\n'))).toEqual(text('a: 1\n'));
    expect(await off.snapshots.countContentForms()).toEqual({ current: 1, earlier: 0, plain: 1, unknown: 0 });
    expect(await off.snapshots.renewContents(NEVER)).toEqual({ renewed: 1, damaged: 0 });
    expect(await open({}).snapshots.readSnapshot(sha256Hex('a: 1\n'))).toEqual(text('a: 1\n'));
  });

  it('are not used when one was altered, two were swapped, or a plain one was put in their place', async () => {
    const artifacts = open({ keys: new StorageKeys(NEW) });
    await artifacts.snapshots.storeSnapshot(text('a: 1\n'));
    await artifacts.snapshots.storeSnapshot(text('b: 2\n'));
    const [[one, bytes], [other]] = [...(await stolen())] as [[string, Buffer], [string, Buffer]];
    await put(other, bytes);
    await put(one, gzipSync('a: 1\n'));
    for (const content of ['a: 1\n', 'b: 2\n'])
      await expect(artifacts.snapshots.readSnapshot(sha256Hex(content))).rejects.toMatchObject({
        code: 'artifacts.corrupt',
      });
    expect(await artifacts.snapshots.renewContents(NEVER)).toEqual({ renewed: 0, damaged: 0 });
    const later = open({ keys: new StorageKeys(OLD, [NEW]) });
    expect(await later.snapshots.renewContents(NEVER)).toEqual({ renewed: 0, damaged: 2 });
    expect((await stolen()).size).toBe(2);
  });

  it('of a request for a plan are not to be read either, and no other is taken for it', async () => {
    const [one, other] = ['1', '2'].map((digit) => `00000000-0000-4000-8000-00000000000${digit}`);
    const { changeRequests } = open({ keys: new StorageKeys(NEW) });
    for (const id of [one!, other!]) await changeRequests.storeChangeRequest(id, { to: SECRET, id });
    const bucket = bucketOf('plans');
    const lies = await objectAt(bucket, `requests/${one!}.json`);
    expect(lies.includes('battery')).toBe(false);
    expect(await open({ keys: new StorageKeys(OLD, [NEW]) }).changeRequests.readChangeRequest(one!)).toEqual({
      to: SECRET,
      id: one,
    });
    for (const forged of [lies, text('{"to":"x"}'), lies.subarray(0, 20)]) {
      await put(`${bucket} requests/${other!}.json`, forged);
      await expect(changeRequests.readChangeRequest(other!)).rejects.toMatchObject({
        code: 'artifacts.not-authentic',
      });
    }
    const off = open({ keys: new StorageKeys(NEW), encrypt: false });
    await off.changeRequests.storeChangeRequest(other!, { to: 1 });
    expect(await changeRequests.readChangeRequest(other!)).toEqual({ to: 1 });
    expect(await off.changeRequests.readChangeRequest(one!)).toMatchObject({ to: SECRET });
  });

  it('lose nothing when the settings name the key twice, or the place of the new one holds something damaged', async () => {
    const twice = open({ keys: new StorageKeys(NEW, [OLD, NEW, OLD]) });
    await open({ keys: new StorageKeys(OLD) }).snapshots.storeSnapshot(text('a: 1\n'));
    await twice.snapshots.storeSnapshot(text('b: 2\n'));
    const where = `${bucketOf('configs')} ${twice.snapshots.contentKey(sha256Hex('a: 1\n'))}`;
    await put(where, text('no content at all, but long enough to be taken for one'));
    expect(await twice.snapshots.renewContents(NEVER)).toEqual({ renewed: 1, damaged: 0 });
    for (const content of ['a: 1\n', 'b: 2\n'])
      expect(await twice.snapshots.readSnapshot(sha256Hex(content))).toEqual(text(content));
    expect(await twice.snapshots.countContentForms()).toEqual({
      current: 2,
      earlier: 0,
      plain: 0,
      unknown: 0,
    });
  });
});
