import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { CopyConditions, type BucketItem } from 'minio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyBytesOf, ScratchServer } from './scratch-server.js';

const scratch = new ScratchServer();
const AWKWARD = [
  'a b+c&d é.yml',
  "it's (1)!*~.yml",
  'ünïcode/日本/😀.txt',
  'a//b',
  '100%.txt',
  '<x>"y".yml',
  'q?=#.txt',
];

beforeAll(() => scratch.start());
afterAll(() => scratch.end());

const list = (bucket: string, prefix = '', recursive = true): Promise<BucketItem[]> =>
  scratch.minio().listObjectsV2(bucket, prefix, recursive).toArray();

describe('the minio client', () => {
  it('makes, lists, checks and removes buckets', async () => {
    const client = scratch.minio();
    await client.makeBucket('first-bucket');
    expect(await client.bucketExists('first-bucket')).toBe(true);
    expect(await client.bucketExists('no-such-bucket')).toBe(false);
    expect((await client.listBuckets()).map((bucket) => bucket.name)).toContain('first-bucket');
    await expect(client.makeBucket('first-bucket')).rejects.toMatchObject({
      code: 'BucketAlreadyOwnedByYou',
    });
    await client.putObject('first-bucket', 'x', 'y');
    await expect(client.removeBucket('first-bucket')).rejects.toMatchObject({ code: 'BucketNotEmpty' });
    await client.removeObject('first-bucket', 'x');
    await client.removeBucket('first-bucket');
    expect(await client.bucketExists('first-bucket')).toBe(false);
  });

  it('stores and reads bytes, headers and metadata', async () => {
    const client = scratch.minio();
    await client.makeBucket('bytes');
    const content = randomBytes(300_000);
    const { etag } = await client.putObject('bytes', 'file.bin', content, content.length, {
      'Content-Type': 'text/yaml',
      'Cache-Control': 'no-store',
      owner: 'mia & co',
    });
    expect(await bodyBytesOf(await client.getObject('bytes', 'file.bin'))).toEqual(content);
    const stat = await client.statObject('bytes', 'file.bin');
    expect(stat).toMatchObject({ size: 300_000, etag });
    expect(stat.metaData).toMatchObject({
      'content-type': 'text/yaml',
      'cache-control': 'no-store',
      owner: 'mia & co',
    });
    expect(await bodyBytesOf(await client.getPartialObject('bytes', 'file.bin', 100, 50))).toEqual(
      content.subarray(100, 150),
    );
    await expect(client.getObject('bytes', 'nothing')).rejects.toMatchObject({ code: 'NoSuchKey' });
    await expect(client.statObject('bytes', 'nothing')).rejects.toMatchObject({ code: 'NotFound' });
    await client.putObject('bytes', 'empty', '');
    expect(await bodyBytesOf(await client.getObject('bytes', 'empty'))).toHaveLength(0);
  });

  it('keeps awkward keys as they are', async () => {
    const client = scratch.minio();
    await client.makeBucket('awkward');
    for (const key of AWKWARD) await client.putObject('awkward', key, key);
    expect((await list('awkward')).map((item) => item.name).sort()).toEqual([...AWKWARD].sort());
    for (const key of AWKWARD) {
      expect((await bodyBytesOf(await client.getObject('awkward', key))).toString()).toBe(key);
      const answer = await fetch(await client.presignedGetObject('awkward', key, 60));
      expect(await answer.text()).toBe(key);
    }
    await client.removeObjects('awkward', AWKWARD);
    expect(await list('awkward')).toEqual([]);
  });

  it('lists more than a thousand keys, whole and by folder', async () => {
    const client = scratch.minio();
    await client.makeBucket('many');
    const keys = Array.from({ length: 2_105 }, (_, n) => `${n % 3}/${String(n).padStart(5, '0')}`);
    for (let start = 0; start < keys.length; start += 100)
      await Promise.all(keys.slice(start, start + 100).map((key) => client.putObject('many', key, 'x')));
    expect((await list('many')).map((item) => item.name)).toEqual([...keys].sort());
    expect((await list('many', '', false)).map((item) => item.prefix)).toEqual(['0/', '1/', '2/']);
    expect(await list('many', '1/')).toHaveLength(702);
    expect(await client.listObjects('many', '', true).toArray()).toHaveLength(2_105);
    await client.removeObjects('many', keys);
    expect(await list('many')).toEqual([]);
  });

  it('uploads in parts, of known and of unknown size', async () => {
    const client = scratch.minio();
    await client.makeBucket('parts');
    const content = randomBytes(12 * 1024 * 1024);
    const parted = Object.assign(scratch.minio(), { partSize: 5 * 1024 * 1024 });
    await parted.putObject('parts', 'known', Readable.from([content]), content.length, { owner: 'mia' });
    await parted.putObject(
      'parts',
      'unknown',
      Readable.from([content.subarray(0, 7_000_000), content.subarray(7_000_000)]),
    );
    for (const key of ['known', 'unknown'])
      expect((await bodyBytesOf(await client.getObject('parts', key))).equals(content)).toBe(true);
    expect((await client.statObject('parts', 'known')).metaData).toMatchObject({ owner: 'mia' });
    expect((await client.statObject('parts', 'known')).etag).toMatch(/-\d$/);
  });

  it('continues and gives up unfinished uploads', async () => {
    const client = scratch.minio();
    await client.makeBucket('unfinished');
    const id = await client.initiateNewMultipartUpload('unfinished', 'big', {});
    expect(await client.findUploadId('unfinished', 'big')).toBe(id);
    const open = await client.listIncompleteUploads('unfinished', '', true).toArray();
    expect(open).toMatchObject([{ key: 'big', uploadId: id }]);
    await client.removeIncompleteUpload('unfinished', 'big');
    expect(await client.findUploadId('unfinished', 'big')).toBeUndefined();
  });

  it('copies under conditions', async () => {
    const client = scratch.minio();
    await client.makeBucket('copies');
    await client.putObject('copies', 'a+b', 'content', undefined, { owner: 'mia' });
    await client.copyObject('copies', 'c', '/copies/a+b');
    expect((await client.statObject('copies', 'c')).metaData).toMatchObject({ owner: 'mia' });
    const other = new CopyConditions();
    other.setMatchETag('0'.repeat(32));
    await expect(client.copyObject('copies', 'd', '/copies/a+b', other)).rejects.toMatchObject({
      code: 'PreconditionFailed',
    });
    await expect(client.copyObject('copies', 'd', '/copies/nothing')).rejects.toMatchObject({
      code: 'NoSuchKey',
    });
  });

  it('is let in with the right secret only', async () => {
    const stranger = scratch.minio({ accessKey: 'asmp-test', secretKey: 'guessed' });
    await expect(stranger.listBuckets()).rejects.toMatchObject({ code: 'SignatureDoesNotMatch' });
    const unknown = scratch.minio({ accessKey: 'nobody', secretKey: 'guessed' });
    await expect(unknown.listBuckets()).rejects.toMatchObject({ code: 'InvalidAccessKeyId' });
  });
});

describe('presigned addresses', () => {
  beforeAll(() => scratch.minio().makeBucket('signed'));

  it('put and get an object', async () => {
    const client = scratch.minio();
    const put = await fetch(await client.presignedPutObject('signed', 'k', 60), {
      method: 'PUT',
      body: 'hello',
    });
    expect(put.status).toBe(200);
    const get = await fetch(
      await client.presignedGetObject('signed', 'k', 60, { 'response-content-type': 'text/x-special' }),
    );
    expect(get.headers.get('content-type')).toBe('text/x-special');
    expect(await get.text()).toBe('hello');
  });

  it('are refused when tampered with, for another method, or without a signature', async () => {
    const client = scratch.minio();
    await client.putObject('signed', 'secret', 'x');
    const address = await client.presignedGetObject('signed', 'k', 60);
    for (const wrong of [
      address.replace('/k?', '/secret?'),
      address.replace('X-Amz-Expires=60', 'X-Amz-Expires=6000'),
    ]) {
      const answer = await fetch(wrong);
      expect(answer.status).toBe(403);
      expect(await answer.text()).toContain('<Code>SignatureDoesNotMatch</Code>');
    }
    expect((await fetch(address, { method: 'DELETE' })).status).toBe(403);
    const anonymous = await fetch(`${scratch.url}/signed/secret`);
    expect(anonymous.status).toBe(403);
    expect(await anonymous.text()).toContain('<Code>AccessDenied</Code>');
  });

  it('are refused after they expired', async () => {
    const past = new Date(Date.now() - 120_000);
    const address = await scratch.minio().presignedUrl('GET', 'signed', 'k', 60, {}, past);
    const answer = await fetch(address);
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('Request has expired');
  });
});
