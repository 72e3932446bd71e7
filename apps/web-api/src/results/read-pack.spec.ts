import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { sha256Hex } from '@archivesmp/digests';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPack, type PackLimits } from './read-pack.js';

const LIMITS: PackLimits = { packBytes: 1_000_000, blobBytes: 100_000, unpackedBytes: 2_000_000 };

const entry = (bytes: Uint8Array, name = sha256Hex(bytes), length = bytes.length) =>
  Buffer.concat([Buffer.from(name + length.toString(16).padStart(8, '0')), bytes]);
const pack = (...blobs: Uint8Array[]) => gzipSync(Buffer.concat(blobs.map((blob) => entry(blob))));

/** The body as the network cuts it. */
const inChunks = (body: Buffer, size: number) =>
  Readable.from(
    Array.from({ length: Math.ceil(body.length / size) }, (_, index) =>
      body.subarray(index * size, (index + 1) * size),
    ),
    { objectMode: false },
  );

async function unpack(body: Readable, limits = LIMITS): Promise<{ sha256: string; bytes: Buffer }[]> {
  const unpacked: { sha256: string; bytes: Buffer }[] = [];
  await readPack(body, limits, async (blob) => void unpacked.push(blob));
  return unpacked;
}

describe('a pack', () => {
  it('gives back every content under its sha256, however the network cuts it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.uint8Array({ maxLength: 300 }), {
          maxLength: 6,
          selector: (blob) => sha256Hex(blob),
        }),
        fc.integer({ min: 1, max: 200 }),
        async (blobs, size) => {
          const unpacked = await unpack(inChunks(pack(...blobs), size));
          expect(unpacked.map(({ sha256 }) => sha256)).toEqual(blobs.map(sha256Hex));
          expect(unpacked.map(({ bytes }) => [...bytes])).toEqual(blobs.map((blob) => [...blob]));
        },
      ),
      { numRuns: 60 },
    );
  });

  const good = Buffer.from('respawn: true');
  it.each([
    ['plain bytes', Buffer.from('not gzip at all'), 'is not gzip'],
    ['a cut off gzip', pack(good, Buffer.alloc(5000, 'x')).subarray(0, 60), 'is not gzip'],
    ['a cut off content', gzipSync(entry(good).subarray(0, 80)), 'ends in the middle'],
    ['a cut off header', gzipSync(entry(good).subarray(0, 20)), 'ends in the middle'],
    ['a header that is none', gzipSync(Buffer.alloc(72, 'z')), 'does not begin with its sha256'],
    ['a content that is not what its name says', gzipSync(entry(good, 'a'.repeat(64))), 'has another sha256'],
  ])('is refused when it is %s', async (_what, body, why) => {
    await expect(unpack(inChunks(body, 7))).rejects.toMatchObject({
      code: 'request.invalid',
      detail: expect.stringContaining(why),
    });
  });

  it.each([
    ['the body', { packBytes: 50 }, 'the body may have 50 bytes'],
    ['one content', { blobBytes: 100 }, 'one content may have 100 bytes'],
    ['everything unpacked', { unpackedBytes: 1000 }, 'everything unpacked may have 1000 bytes'],
  ])('is refused when %s is too large', async (_what, smaller, why) => {
    const body = pack(Buffer.alloc(90_000, 'x'), Buffer.alloc(90_000, 'y'));
    await expect(unpack(inChunks(body, 1000), { ...LIMITS, ...smaller })).rejects.toMatchObject({
      code: 'request.too-large',
      detail: expect.stringContaining(why),
    });
  });

  const [one, two] = [Buffer.from('one'), Buffer.from('two')];
  it.each<[string, Buffer, Partial<PackLimits>, string]>([
    [
      'one that was not asked for',
      pack(one, two),
      { wants: (name) => name === sha256Hex(one) },
      'was not asked for',
    ],
    ['one twice', pack(one, one), {}, 'twice'],
    ['more than were asked for', pack(one, two), { blobs: 1 }, 'more than the 1 contents'],
    [
      'an empty one 100,000 times',
      gzipSync(Buffer.concat(Array.from({ length: 100_000 }, () => entry(Buffer.alloc(0))))),
      { unpackedBytes: 1e9 },
      'twice',
    ],
  ])('is refused when it brings %s, before the bytes are taken', async (_what, body, more, why) => {
    const unpacked: string[] = [];
    const reading = readPack(inChunks(body, 4_000), { ...LIMITS, ...more }, async (blob) => {
      unpacked.push(blob.sha256);
    });
    await expect(reading).rejects.toMatchObject({
      code: 'request.invalid',
      detail: expect.stringContaining(why),
    });
    expect(unpacked.length).toBeLessThanOrEqual(1);
  });

  it('is refused when it unpacks to more than configuration files ever do', async () => {
    const zeros = Buffer.alloc(40_000_000);
    const body = gzipSync(entry(zeros));
    const limits = { packBytes: 1e9, blobBytes: 1e9, unpackedBytes: 1e9 };
    expect(zeros.length / body.length).toBeGreaterThan(500);
    await expect(readPack(inChunks(body, 4_000), limits, async () => undefined)).rejects.toMatchObject({
      code: 'request.invalid',
      detail: expect.stringContaining('200 times its size'),
    });
  });

  it('does not wait for memory that a header only announces', async () => {
    const body = gzipSync(Buffer.concat([entry(good, sha256Hex(good), 0xfffffff)]));
    await expect(unpack(inChunks(body, 10))).rejects.toMatchObject({ code: 'request.too-large' });
  });
});
