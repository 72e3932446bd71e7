import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startS3Dev } from '../src/s3-server.js';
import { ACCOUNT, bodyBytesOf, ScratchServer } from './scratch-server.js';

let scratch: ScratchServer;
beforeEach(async () => (scratch = await new ScratchServer().start()));
afterEach(() => scratch.end());

const restart = async () => {
  await scratch.server.close();
  await scratch.start();
};

const filesBelow = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));

describe('what was stored', () => {
  it('is there after a restart, with metadata and listing', async () => {
    const client = scratch.minio();
    await client.makeBucket('kept');
    for (const key of ['b/é+&', 'a', 'b/1'])
      await client.putObject('kept', key, key, undefined, { owner: 'mia' });
    await client.putObject('kept', 'a', 'second');
    await client.putObject('kept', 'gone', 'x');
    await client.removeObject('kept', 'gone');
    const before = await client.statObject('kept', 'a');
    await restart();
    expect(await scratch.minio().statObject('kept', 'a')).toEqual(before);
    const listed = await scratch.minio().listObjectsV2('kept', '', true).toArray();
    expect(listed.map((item) => item.name)).toEqual(['a', 'b/1', 'b/é+&']);
    expect((await bodyBytesOf(await scratch.minio().getObject('kept', 'a'))).toString()).toBe('second');
  });

  it('includes the parts of an unfinished upload', async () => {
    await scratch.minio().makeBucket('kept');
    const object = { Bucket: 'kept', Key: 'big' };
    const { UploadId } = await scratch.aws().send(new CreateMultipartUploadCommand(object));
    const part = new UploadPartCommand({ ...object, UploadId, PartNumber: 1, Body: 'only part' });
    const { ETag } = await scratch.aws().send(part);
    await restart();
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    await scratch.aws().send(new CompleteMultipartUploadCommand({ ...object, UploadId, MultipartUpload }));
    expect((await bodyBytesOf(await scratch.minio().getObject('kept', 'big'))).toString()).toBe('only part');
  });

  it('leaves no bytes behind that no object owns', async () => {
    const client = scratch.minio();
    await client.makeBucket('tidy');
    for (const content of ['1', '2', '3']) await client.putObject('tidy', 'same', content);
    const blobs = path.join(scratch.dir, 'buckets/tidy/blobs');
    expect(filesBelow(blobs)).toHaveLength(1);
    writeFileSync(path.join(blobs, 'orphan'), 'from a killed server');
    writeFileSync(path.join(scratch.dir, 'buckets/tidy/objects/half.json.new'), '{"key":');
    await restart();
    expect(filesBelow(blobs)).toHaveLength(1);
    expect((await bodyBytesOf(await scratch.minio().getObject('tidy', 'same'))).toString()).toBe('3');
  });
});

describe('a server that is killed while it is written to', () => {
  it('has every object that it confirmed, and none half', { timeout: 30_000 }, async () => {
    await scratch.server.close();
    const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
    const env = { ...process.env, S3_ACCESS_KEY: ACCOUNT.accessKey, S3_SECRET_KEY: ACCOUNT.secretKey };
    const args = [main, '--dir', scratch.dir, '--port', String(scratch.server.port)];
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    await once(child.stdout, 'data');
    const client = scratch.minio();
    await client.makeBucket('killed');
    const confirmed: string[] = [];
    const writer = async (name: string) => {
      for (let n = 0; ; n++) {
        await client.putObject('killed', `${name}-${n}`, `${name}-${n}`.repeat(500));
        if (confirmed.push(`${name}-${n}`) === 60) child.kill('SIGKILL');
      }
    };
    await Promise.allSettled(['a', 'b', 'c', 'd'].map(writer));
    await ended;
    await scratch.start();
    const listed = await scratch.minio().listObjectsV2('killed', '', true).toArray();
    const keys = listed.map((item) => item.name!);
    expect(keys).toEqual(expect.arrayContaining(confirmed));
    for (const key of keys)
      expect((await bodyBytesOf(await scratch.minio().getObject('killed', key))).toString()).toBe(
        key.repeat(500),
      );
  });
});

describe('the server itself', () => {
  it('refuses to be reachable from other machines', async () => {
    const plan = { dir: scratch.dir, ...ACCOUNT, host: '0.0.0.0' };
    await expect(startS3Dev(plan)).rejects.toThrow(/loopback addresses only/);
  });
});
