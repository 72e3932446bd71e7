import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetBucketAclCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ScratchServer } from './scratch-server.js';

const scratch = new ScratchServer();
let client: S3Client;
const Bucket = 'aws';

beforeAll(async () => {
  await scratch.start();
  client = scratch.aws();
  await client.send(new CreateBucketCommand({ Bucket }));
});
afterAll(async () => {
  client.destroy();
  await scratch.end();
});

const put = (Key: string, Body: PutObjectCommandInput['Body'], more: Partial<PutObjectCommandInput> = {}) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));

describe('the AWS SDK', () => {
  it('stores text with the checksum it sends by default, and gets it back', async () => {
    await put('text', 'hello', { ContentType: 'text/plain', Metadata: { owner: 'mia' } });
    const got = await client.send(new GetObjectCommand({ Bucket, Key: 'text' }));
    expect(await got.Body!.transformToString()).toBe('hello');
    expect(got).toMatchObject({
      ContentType: 'text/plain',
      Metadata: { owner: 'mia' },
      ChecksumCRC32: 'NhCmhg==',
    });
  });

  it.each(['CRC32', 'CRC32C', 'SHA1', 'SHA256'] as const)(
    'is believed about a %s checksum only when it is true',
    async (name) => {
      await put(`sum-${name}`, 'content', { ChecksumAlgorithm: name });
      const got = await client.send(
        new GetObjectCommand({ Bucket, Key: `sum-${name}`, ChecksumMode: 'ENABLED' }),
      );
      expect(await got.Body!.transformToString()).toBe('content');
      expect(got[`Checksum${name}`]).toMatch(/=$/);
      const wrong = { [`Checksum${name}`]: got[`Checksum${name}`] };
      await expect(put('wrong', 'other content', wrong)).rejects.toMatchObject({ name: 'BadDigest' });
    },
  );

  it('streams with a trailing checksum', async () => {
    const content = randomBytes(400_000);
    await put('streamed', Readable.from([content.subarray(0, 100_000), content.subarray(100_000)]), {
      ContentLength: content.length,
    });
    const got = await client.send(new GetObjectCommand({ Bucket, Key: 'streamed' }));
    expect(Buffer.from(await got.Body!.transformToByteArray()).equals(content)).toBe(true);
    expect(got.ContentEncoding).toBeUndefined();
  });

  it('writes only under the conditions it names', async () => {
    const first = await put('conditional', '1', { IfNoneMatch: '*' });
    await expect(put('conditional', '2', { IfNoneMatch: '*' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
    const second = await put('conditional', '2', { IfMatch: first.ETag });
    await expect(put('conditional', '3', { IfMatch: first.ETag })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
    await expect(put('nothing', '3', { IfMatch: first.ETag })).rejects.toMatchObject({ name: 'NoSuchKey' });
    const read = new GetObjectCommand({ Bucket, Key: 'conditional', IfNoneMatch: second.ETag });
    await expect(client.send(read)).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
    const stale = new GetObjectCommand({ Bucket, Key: 'conditional', IfMatch: first.ETag });
    await expect(client.send(stale)).rejects.toMatchObject({ $metadata: { httpStatusCode: 412 } });
  });

  it('lets exactly one of many writers create an object', async () => {
    const attempts = Array.from({ length: 12 }, (_, n) => put('race', `writer ${n}`, { IfNoneMatch: '*' }));
    const results = await Promise.allSettled(attempts);
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
  });

  it('reads ranges', async () => {
    await put('range', '0123456789');
    const read = async (Range: string) => {
      const got = await client.send(new GetObjectCommand({ Bucket, Key: 'range', Range }));
      return [await got.Body!.transformToString(), got.ContentRange];
    };
    expect(await read('bytes=2-4')).toEqual(['234', 'bytes 2-4/10']);
    expect(await read('bytes=-3')).toEqual(['789', 'bytes 7-9/10']);
    expect(await read('bytes=8-')).toEqual(['89', 'bytes 8-9/10']);
    await expect(read('bytes=10-')).rejects.toMatchObject({ name: 'InvalidRange' });
  });

  it('pages through listings with prefix and delimiter', async () => {
    const keys = ['p/a', 'p/b/1', 'p/b/2', 'p/c & d/+é', 'p/e'];
    for (const key of keys) await put(key, 'x');
    const seen: string[] = [];
    const pages = paginateListObjectsV2({ client, pageSize: 1 }, { Bucket, Prefix: 'p/', Delimiter: '/' });
    for await (const page of pages)
      seen.push(
        ...(page.Contents ?? []).map((o) => o.Key!),
        ...(page.CommonPrefixes ?? []).map((p) => p.Prefix!),
      );
    expect(seen).toEqual(['p/a', 'p/b/', 'p/c & d/', 'p/e']);
    const later = await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'p/', StartAfter: 'p/b/1' }));
    expect(later.Contents!.map((object) => object.Key)).toEqual(keys.slice(2));
    const old = await client.send(new ListObjectsCommand({ Bucket, Prefix: 'p/', MaxKeys: 2 }));
    expect(old).toMatchObject({ IsTruncated: true, NextMarker: 'p/b/1' });
    const encoded = await client.send(
      new ListObjectsV2Command({ Bucket, Prefix: 'p/c', EncodingType: 'url' }),
    );
    expect(encoded.Contents![0]!.Key).toBe('p/c%20%26%20d/%2B%C3%A9');
  });

  it('uploads in parts and says what is wrong with a list of parts', async () => {
    const Key = 'multi';
    const { UploadId } = await client.send(
      new CreateMultipartUploadCommand({ Bucket, Key, Metadata: { a: 'b' } }),
    );
    const send = async (PartNumber: number, Body: Buffer) => {
      const { ETag } = await client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
      return { PartNumber, ETag };
    };
    const big = randomBytes(5 * 1024 * 1024);
    const parts = [await send(1, big), await send(2, Buffer.from('end')), await send(3, Buffer.from('more'))];
    const complete = (Parts: typeof parts) =>
      client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));
    await expect(complete([parts[1]!, parts[0]!])).rejects.toMatchObject({ name: 'InvalidPartOrder' });
    await expect(complete([parts[0]!, parts[1]!, parts[2]!])).rejects.toMatchObject({
      name: 'EntityTooSmall',
    });
    await expect(complete([{ PartNumber: 1, ETag: parts[1]!.ETag }])).rejects.toMatchObject({
      name: 'InvalidPart',
    });
    const listed = await client.send(new ListPartsCommand({ Bucket, Key, UploadId, MaxParts: 2 }));
    expect(listed.Parts!.map((part) => part.Size)).toEqual([big.length, 3]);
    expect(listed.IsTruncated).toBe(true);
    await complete(parts.slice(0, 2));
    const head = await client.send(new HeadObjectCommand({ Bucket, Key }));
    expect(head).toMatchObject({ ContentLength: big.length + 3, Metadata: { a: 'b' } });
    await expect(complete(parts)).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });

  it('aborts an upload', async () => {
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'given-up' }));
    await client.send(new AbortMultipartUploadCommand({ Bucket, Key: 'given-up', UploadId }));
    const parts = new ListPartsCommand({ Bucket, Key: 'given-up', UploadId });
    await expect(client.send(parts)).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });

  it('deletes many and copies with new metadata', async () => {
    await put('old', 'x', { Metadata: { a: '1' } });
    const copy = {
      Bucket,
      Key: 'new',
      CopySource: 'aws/old',
      MetadataDirective: 'REPLACE',
      Metadata: { a: '2' },
    } as const;
    await client.send(new CopyObjectCommand(copy));
    expect((await client.send(new HeadObjectCommand({ Bucket, Key: 'new' }))).Metadata).toEqual({ a: '2' });
    const Delete = { Objects: [{ Key: 'old' }, { Key: 'new' }, { Key: 'a < & é' }] };
    const result = await client.send(new DeleteObjectsCommand({ Bucket, Delete }));
    expect(result.Deleted!.map((object) => object.Key)).toEqual(['old', 'new', 'a < & é']);
    await expect(client.send(new HeadObjectCommand({ Bucket, Key: 'old' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
  });

  it('is told plainly what is not served', async () => {
    const acl = client.send(new GetBucketAclCommand({ Bucket }));
    await expect(acl).rejects.toMatchObject({
      name: 'NotImplemented',
      message: expect.stringContaining('?acl'),
    });
  });
});
