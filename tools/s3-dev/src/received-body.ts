import { createHash, type Hash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Authentication } from './authentication.js';
import { announcedChecksum, runningChecksum, type Checksum, type RunningChecksum } from './checksum.js';
import { ChunkedBody } from './chunked-body.js';
import { S3Error } from './s3-error.js';

export interface ReceivedBody {
  size: number;
  md5: Buffer;
  checksum?: Checksum;
}

const MAX_DOCUMENT = 4 * 1024 * 1024;
/** S3's own limit of one PUT. */
const MAX_OBJECT = 5 * 1024 ** 3;

/** Writes a request's body into a new file and checks every length, hash and signature that came with it. */
export function receiveFile(
  request: IncomingMessage,
  proof: Authentication,
  file: string,
): Promise<ReceivedBody> {
  return receive(request, proof, createWriteStream(file, { flags: 'wx', mode: 0o600 }), MAX_OBJECT);
}

/** Reads a request's body as text, with the same checks. Throws EntityTooLarge over 4 MiB. */
export async function receiveText(request: IncomingMessage, proof: Authentication): Promise<string> {
  const parts: Buffer[] = [];
  const sink = new Writable({
    write: (bytes: Buffer, _encoding, done) => {
      parts.push(bytes);
      done();
    },
  });
  await receive(request, proof, sink, MAX_DOCUMENT);
  return Buffer.concat(parts).toString('utf8');
}

async function receive(
  request: IncomingMessage,
  proof: Authentication,
  sink: Writable,
  limit: number,
): Promise<ReceivedBody> {
  const header = (name: string) => request.headers[name]?.toString();
  const algorithm = announcedChecksum(header);
  const measure = new BodyMeasure(limit, algorithm && runningChecksum(algorithm));
  const chunked = proof.payload.startsWith('STREAMING-') ? new ChunkedBody(proof) : undefined;
  // A refused body must not take the connection with it: the client is still to read why.
  const source = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  if (chunked) await pipeline(source, chunked, measure, sink);
  else await pipeline(source, measure, sink);
  const { size, md5, sha256, checksumValue } = measure.result();
  checkLength(size, header(chunked ? 'x-amz-decoded-content-length' : 'content-length'));
  if (/^[0-9a-f]{64}$/.test(proof.payload) && sha256 !== proof.payload)
    throw new S3Error('XAmzContentSHA256Mismatch', 'The body is not what x-amz-content-sha256 says.');
  const sentMd5 = header('content-md5');
  if (sentMd5 !== undefined && sentMd5 !== md5.toString('base64'))
    throw new S3Error('BadDigest', 'The body is not what Content-MD5 says.');
  if (algorithm === undefined) return { size, md5 };
  const name = `x-amz-checksum-${algorithm}`;
  const sent = header(name) ?? chunked?.trailers.get(name);
  if (sent !== undefined && sent !== checksumValue)
    throw new S3Error('BadDigest', `The body is not what ${name} says.`);
  return { size, md5, checksum: { algorithm, value: checksumValue! } };
}

function checkLength(size: number, announced: string | undefined): void {
  if (announced !== undefined && Number(announced) !== size)
    throw new S3Error('IncompleteBody', 'The body is shorter or longer than it was announced.');
}

/** Passes bytes on and computes what must be known about them on the way. */
class BodyMeasure extends Transform {
  private size = 0;
  private readonly md5: Hash = createHash('md5');
  private readonly sha256: Hash = createHash('sha256');

  constructor(
    private readonly limit: number,
    private readonly checksum: RunningChecksum | undefined,
  ) {
    super();
  }

  override _transform(
    bytes: Buffer,
    _encoding: BufferEncoding,
    done: (error: Error | null, data?: Buffer) => void,
  ) {
    this.size += bytes.length;
    if (this.size > this.limit)
      return done(new S3Error('EntityTooLarge', `The body is larger than ${this.limit} bytes.`));
    this.md5.update(bytes);
    this.sha256.update(bytes);
    this.checksum?.update(bytes);
    return done(null, bytes);
  }

  result() {
    return {
      size: this.size,
      md5: this.md5.digest(),
      sha256: this.sha256.digest('hex'),
      checksumValue: this.checksum?.base64(),
    };
  }
}
