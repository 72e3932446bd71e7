import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { freshBucket, type TestBucket } from '@archivesmp/testing';
import { Client } from 'minio';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Artifacts, StorageKeys } from '../src/index.js';

const [OLD, NEW] = ['o'.repeat(40), 'n'.repeat(40)];
const text = (content: string): Buffer => Buffer.from(content);
const sha256 = (content: string): string => createHash('sha256').update(content).digest('hex');
const NEVER = new AbortController().signal;

let place: TestBucket;
let opened: Artifacts[];

beforeEach(async () => {
  place = await freshBucket();
  opened = [];
  await open({}).ensureBuckets();
});
afterEach(() => opened.forEach((one) => one.close()));

function open(more: { keys?: StorageKeys; encrypt?: boolean }): Artifacts {
  const artifacts = new Artifacts({ ...place, ...more });
  opened.push(artifacts);
  return artifacts;
}

const vendor = (): Client => {
  const { endPoint, port, accessKey, secretKey, region } = place;
  return new Client({ endPoint, port, useSSL: false, accessKey, secretKey, region });
};

/** Everything in the buckets, as somebody sees it who has the key of the S3 server. */
async function stolen(): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  for (const bucket of ['configs', 'backups'].map((name) => `${place.bucketPrefix}${name}`))
    for await (const { name } of vendor().listObjectsV2(bucket, '', true)) {
      const chunks: Buffer[] = [];
      for await (const chunk of await vendor().getObject(bucket, name!)) chunks.push(chunk as Buffer);
      found.set(`${bucket} ${name!}`, Buffer.concat(chunks));
    }
  return found;
}

const listed = async ({ snapshots }: Artifacts, known?: ReadonlySet<string>): Promise<string[]> =>
  (await Array.fromAsync(snapshots.listed(known))).flat().sort();

describe('contents under a key', () => {
  const SECRET = 'password: "correct horse battery staple"\n';

  it('are stored once, and tell whoever reads the bucket neither what they are nor whether they are there', async () => {
    const artifacts = open({ keys: new StorageKeys(NEW) });
    const another = open({ keys: new StorageKeys(NEW) });
    await artifacts.snapshots.write(text(SECRET));
    await another.snapshots.write(text(SECRET));
    await artifacts.backups.keep(sha256(SECRET), text(SECRET));
    const objects = await stolen();
    expect(objects.size).toBe(2);
    for (const [key, bytes] of objects) {
      expect(key).not.toContain(sha256(SECRET));
      expect(bytes.includes(gzipSync(SECRET).subarray(10, 30))).toBe(false);
      expect(bytes.includes('battery')).toBe(false);
    }
    expect(await another.snapshots.read(sha256(SECRET))).toEqual(text(SECRET));
    expect(await another.backups.read(sha256(SECRET))).toEqual(text(SECRET));
    expect(await listed(another)).toEqual([sha256(SECRET)]);
    expect(await another.snapshots.forms()).toEqual({ current: 1, earlier: 0, plain: 0 });
  });

  it('are found, listed and removed in every form; a new key loses none and stores none twice', async () => {
    const [plain, old] = [open({}), open({ keys: new StorageKeys(OLD) })];
    await plain.snapshots.write(text('a: 1\n'));
    await old.snapshots.write(text('b: 2\n'));
    await old.backups.keep(sha256('b: 2\n'), text('b: 2\n'));
    const now = open({ keys: new StorageKeys(NEW, [OLD]) });
    await now.snapshots.write(text('c: 3\n'));
    const hashes = ['a: 1\n', 'b: 2\n', 'c: 3\n'].map(sha256).sort();
    const others = Array.from({ length: 500 }, (_, n) => n.toString(16).padStart(64, '0'));
    expect(await now.snapshots.missing([...hashes, sha256('d')])).toEqual([sha256('d')]);
    const many = open({ keys: new StorageKeys(NEW, [OLD]) });
    expect(await many.snapshots.missing([...hashes, ...others])).toEqual(others);
    expect(await now.snapshots.forms()).toEqual({ current: 1, earlier: 1, plain: 1 });
    expect(await listed(now)).toEqual(hashes);
    expect(await listed(now, new Set(hashes))).toEqual(hashes);
    for (const content of ['a: 1\n', 'b: 2\n', 'c: 3\n'])
      expect(await now.snapshots.read(sha256(content))).toEqual(text(content));

    expect(await now.snapshots.renew(NEVER)).toEqual({ renewed: 2, damaged: 0 });
    expect(await now.backups.renew(NEVER)).toEqual({ renewed: 1, damaged: 0 });
    expect(await now.snapshots.forms()).toEqual({ current: 3, earlier: 0, plain: 0 });
    const later = open({ keys: new StorageKeys(NEW) });
    expect(await listed(later)).toEqual(hashes);
    expect(await later.backups.read(sha256('b: 2\n'))).toEqual(text('b: 2\n'));
    await later.snapshots.remove(hashes);
    expect(await listed(now)).toEqual([]);
  });

  it('are written plain again when it is turned off, and still read', async () => {
    await open({ keys: new StorageKeys(NEW) }).snapshots.write(text('a: 1\n'));
    const off = open({ keys: new StorageKeys(NEW), encrypt: false });
    await off.snapshots.write(text('b: 2\n'));
    expect(await off.snapshots.read(sha256('a: 1\n'))).toEqual(text('a: 1\n'));
    expect(await off.snapshots.forms()).toEqual({ current: 1, earlier: 0, plain: 1 });
    expect(await off.snapshots.renew(NEVER)).toEqual({ renewed: 1, damaged: 0 });
    expect(await open({}).snapshots.read(sha256('a: 1\n'))).toEqual(text('a: 1\n'));
  });

  it('are not used when somebody altered one, swapped two, or put a plain one in their place', async () => {
    const artifacts = open({ keys: new StorageKeys(NEW) });
    await artifacts.snapshots.write(text('a: 1\n'));
    await artifacts.snapshots.write(text('b: 2\n'));
    const [[one, bytes], [other]] = [...(await stolen())] as [[string, Buffer], [string, Buffer]];
    const put = (place: string, content: Buffer) =>
      vendor().putObject(...(place.split(' ') as [string, string]), content);
    await put(other, bytes);
    await put(one, gzipSync('a: 1\n'));
    for (const content of ['a: 1\n', 'b: 2\n'])
      await expect(artifacts.snapshots.read(sha256(content))).rejects.toMatchObject({
        code: 'artifacts.corrupt',
      });
    expect(await artifacts.snapshots.renew(NEVER)).toEqual({ renewed: 0, damaged: 0 });
    const later = open({ keys: new StorageKeys(OLD, [NEW]) });
    expect(await later.snapshots.renew(NEVER)).toEqual({ renewed: 0, damaged: 2 });
    expect((await stolen()).size).toBe(2);
  });
});
