import { Transform, type TransformCallback } from 'node:stream';
import { S3Error } from './s3-error.js';
import { sameSignature, scopeText, payloadHash, signText } from './signature.js';
import type { Authentication } from './authentication.js';

const EMPTY_HASH = payloadHash('');
const MAX_LINE = 4_096;
const MAX_CHUNK = 64 * 1024 * 1024;

/**
 * Decodes the `aws-chunked` framing (`<hex length>[;chunk-signature=<hex>]\r\n<bytes>\r\n`, then trailers) and
 * proves each chunk when they are signed. `trailers` is complete when the stream has ended.
 */
export class ChunkedBody extends Transform {
  readonly trailers = new Map<string, string>();
  private readonly signed: boolean;
  private previous: string;
  private pending: Buffer = Buffer.alloc(0);
  private chunk: { length: number; signature: string } | undefined;
  private phase: 'header' | 'data' | 'trailer' | 'done' = 'header';

  constructor(private readonly proof: Authentication) {
    super();
    this.signed = proof.payload.startsWith('STREAMING-AWS4-HMAC-SHA256-PAYLOAD');
    this.previous = proof.signature;
  }

  override _transform(data: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.pending = this.pending.length === 0 ? data : Buffer.concat([this.pending, data]);
    try {
      while (this.step());
      done();
    } catch (error) {
      done(error as Error);
    }
  }

  override _flush(done: TransformCallback): void {
    done(
      this.phase === 'done'
        ? null
        : new S3Error('IncompleteBody', 'The body ended in the middle of a chunk.'),
    );
  }

  /** Takes one header, chunk or trailer off what has arrived; false when more bytes are needed. */
  private step(): boolean {
    if (this.phase === 'done') {
      if (this.pending.length > 0)
        throw new S3Error('InvalidRequest', 'There are bytes after the last chunk.');
      return false;
    }
    return this.phase === 'data' ? this.consumeChunk() : this.consumeLine();
  }

  private consumeLine(): boolean {
    const end = this.pending.indexOf('\r\n');
    if (end > MAX_LINE || (end < 0 && this.pending.length > MAX_LINE))
      throw new S3Error('InvalidRequest', 'A chunk header is too long.');
    if (end < 0) return false;
    const line = this.pending.subarray(0, end).toString('latin1');
    this.pending = this.pending.subarray(end + 2);
    if (this.phase === 'header') this.readHeader(line);
    else this.readTrailer(line);
    return true;
  }

  private readHeader(line: string): void {
    const match = /^([0-9a-fA-F]{1,8})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line);
    const length = parseInt(match?.[1] ?? '', 16);
    if (match === null || length > MAX_CHUNK)
      throw new S3Error('InvalidRequest', 'A chunk header is not <length>;chunk-signature=<signature>.');
    this.chunk = { length, signature: match[2] ?? '' };
    this.phase = 'data';
    if (length > 0) return;
    this.proveChunk(Buffer.alloc(0));
    this.phase = 'trailer';
  }

  private consumeChunk(): boolean {
    const { length } = this.chunk!;
    if (this.pending.length < length + 2) return false;
    const bytes = this.pending.subarray(0, length);
    if (this.pending.toString('latin1', length, length + 2) !== '\r\n')
      throw new S3Error('InvalidRequest', 'A chunk is longer than its header says.');
    this.pending = this.pending.subarray(length + 2);
    this.proveChunk(bytes);
    this.push(bytes);
    this.phase = 'header';
    return true;
  }

  private readTrailer(line: string): void {
    if (line !== '') {
      const offset = line.indexOf(':');
      if (offset < 1) throw new S3Error('InvalidRequest', 'A trailer is not name:value.');
      this.trailers.set(line.slice(0, offset).toLowerCase(), line.slice(offset + 1).trim());
      return;
    }
    this.proveTrailers();
    this.phase = 'done';
  }

  private proveChunk(bytes: Buffer): void {
    if (!this.signed) return;
    const { timestamp, scope, key } = this.proof;
    const text = [
      'AWS4-HMAC-SHA256-PAYLOAD',
      timestamp,
      scopeText(scope),
      this.previous,
      EMPTY_HASH,
      payloadHash(bytes),
    ];
    this.previous = this.expect(signText(key, text.join('\n')), this.chunk!.signature);
  }

  private proveTrailers(): void {
    if (!this.signed || !this.proof.payload.endsWith('-TRAILER')) return;
    const { timestamp, scope, key } = this.proof;
    const given = this.trailers.get('x-amz-trailer-signature') ?? '';
    this.trailers.delete('x-amz-trailer-signature');
    const lines = [...this.trailers].map(([name, value]) => `${name}:${value}\n`).join('');
    const text = ['AWS4-HMAC-SHA256-TRAILER', timestamp, scopeText(scope), this.previous, payloadHash(lines)];
    this.expect(signText(key, text.join('\n')), given);
  }

  private expect(expected: string, given: string): string {
    if (!sameSignature(expected, given))
      throw new S3Error('SignatureDoesNotMatch', 'The signature of a chunk does not match its bytes.');
    return expected;
  }
}
