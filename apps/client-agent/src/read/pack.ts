import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';

/** One content under its name. */
export interface Blob {
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

/** One entry of a pack before compression: `<64 hex sha256><8 hex length><bytes>` (contracts/agent). */
export function packEntry({ sha256, bytes }: Blob): Buffer {
  const head = Buffer.from(`${sha256}${bytes.length.toString(16).padStart(8, '0')}`, 'latin1');
  return Buffer.concat([head, bytes]);
}

/** A gzip stream of contents, made while it is sent: one content is in memory at a time. */
export function packStream(blobs: AsyncIterable<Blob>): ReadableStream {
  const gzip = createGzip({ level: 5 });
  const entries = async function* () {
    for await (const blob of blobs) yield packEntry(blob);
  };
  pipeline(Readable.from(entries(), { objectMode: false }), gzip, (error) => {
    // because: the reader of the stream hears the error through the stream itself
    if (error && !gzip.destroyed) gzip.destroy(error);
  });
  return Readable.toWeb(gzip) as ReadableStream;
}
