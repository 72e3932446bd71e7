import { sha256Hex } from '@archivesmp/digests';
import type { InjectionToken } from '@archivesmp/service-kit';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { Problem } from '@archivesmp/contracts/problem';

export interface PackLimits {
  /** Compressed bytes of the whole body. */
  readonly packBytes: number;
  /** Bytes of one content. */
  readonly blobBytes: number;
  /** Bytes of all contents together: a small body must not unpack without end. */
  readonly unpackedBytes: number;
  /** How many contents were asked for; left out: as many as `wants` names. */
  readonly blobs?: number;
  /** Whether a content was asked for; the first that was not ends the reading before its bytes are taken. */
  readonly wants?: (sha256: string) => boolean;
}
/** DI token: how large a pack of an agent may be. */
export const PACK_LIMITS: InjectionToken<PackLimits> = Symbol('pack limits');

/** Configuration files are packed to a fifth, seldom to a hundredth: what unpacks further is made to be. */
const MOST_RATIO = 200;
/** So much may be unpacked before the ratio says anything. */
const RATIO_FROM_BYTES = 16 * 1024 * 1024;

export interface PackedBlob {
  readonly sha256: string;
  readonly bytes: Buffer;
}

const HEADER = 72;
const HEADER_FORM = /^[0-9a-f]{64}[0-9a-f]{8}$/;

const invalid = (detail: string): Problem =>
  new Problem('request.invalid', `The pack is not valid: ${detail}.`);
const tooLarge = (what: string, bytes: number): Problem =>
  new Problem('request.too-large', `The pack is too large: ${what} may have ${bytes} bytes.`);

/**
 * Reads a pack: gzip of repeated `<64 hex sha256><8 hex length><bytes>`. Hands over one content at a time, after its
 * sha256 was verified, and reads on when it was taken. Memory is bounded by one content.
 * Throws `request.invalid` or `request.too-large`; contents already handed over stay good.
 */
export async function readPack(
  body: Readable,
  limits: PackLimits,
  onBlob: (blob: PackedBlob) => Promise<void>,
): Promise<void> {
  let received = 0;
  // Not destroyed when reading ends early: the refusal has to travel back over the same connection.
  const chunks = () => body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const chunk of chunks()) {
      received += chunk.length;
      if (received > limits.packBytes) throw tooLarge('the body', limits.packBytes);
      yield chunk;
    }
  }
  try {
    await pipeline(counted, createGunzip(), (unpacked: AsyncIterable<Buffer>) =>
      splitBlobs(unpacked, { ...limits, received: () => received }, onBlob),
    );
  } catch (error) {
    if (error instanceof Problem) {
      await readRest(body, limits.packBytes - received);
      throw error;
    }
    if (body.errored !== null) throw invalid('its sender went away');
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code.startsWith('Z_') || code === 'ERR_TRAILING_JUNK_AFTER_STREAM_END') {
      await readRest(body, limits.packBytes - received);
      throw invalid('it is not gzip');
    }
    throw error;
  }
}

/** A sender that is still writing does not read; what is left of a body of allowed size is taken to its end. */
async function readRest(body: Readable, mostBytes: number): Promise<void> {
  let left = mostBytes;
  try {
    for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>)
      if ((left -= chunk.length) < 0) return;
  } catch {
    // A sender that went away meanwhile needs no answer
  }
}

async function splitBlobs(
  unpacked: AsyncIterable<Buffer>,
  limits: PackLimits & { readonly received: () => number },
  onBlob: (blob: PackedBlob) => Promise<void>,
): Promise<void> {
  let total = 0;
  const seen = new Set<string>();
  let waiting: Buffer[] = [];
  let bytes = 0;
  let header: { sha256: string; length: number } | undefined;
  const cut = (length: number): Buffer => {
    const all = waiting.length === 1 ? waiting[0]! : Buffer.concat(waiting, bytes);
    waiting = [all.subarray(length)];
    bytes -= length;
    return all.subarray(0, length);
  };
  for await (const chunk of unpacked) {
    total += chunk.length;
    if (total > limits.unpackedBytes) throw tooLarge('everything unpacked', limits.unpackedBytes);
    if (total > RATIO_FROM_BYTES + MOST_RATIO * limits.received())
      throw invalid(`it unpacks to more than ${MOST_RATIO} times its size`);
    waiting.push(chunk);
    bytes += chunk.length;
    while (bytes >= (header?.length ?? HEADER)) {
      if (header === undefined) {
        header = readHeader(cut(HEADER), limits);
        refuseUnasked(header.sha256, seen, limits);
      } else {
        await onBlob(verified(header.sha256, cut(header.length)));
        header = undefined;
      }
    }
  }
  if (header !== undefined || bytes > 0) throw invalid('it ends in the middle of a content');
}

/** Before its bytes are taken. */
function refuseUnasked(sha256: string, seen: Set<string>, { wants, blobs = Infinity }: PackLimits): void {
  if (wants?.(sha256) === false) throw invalid('it brings a content that was not asked for');
  if (seen.has(sha256)) throw invalid('it brings a content twice');
  seen.add(sha256);
  if (seen.size > blobs) throw invalid(`it brings more than the ${blobs} contents that were asked for`);
}

function readHeader(raw: Buffer, limits: PackLimits): { sha256: string; length: number } {
  const text = raw.toString('latin1');
  if (!HEADER_FORM.test(text)) throw invalid('a content does not begin with its sha256 and length in hex');
  const length = parseInt(text.slice(64), 16);
  if (length > limits.blobBytes) throw tooLarge('one content', limits.blobBytes);
  return { sha256: text.slice(0, 64), length };
}

function verified(sha256: string, bytes: Buffer): PackedBlob {
  if (sha256Hex(bytes) !== sha256)
    throw invalid(`the content announced as ${sha256.slice(0, 12)}… has another sha256`);
  return { sha256, bytes: Buffer.from(bytes) };
}
