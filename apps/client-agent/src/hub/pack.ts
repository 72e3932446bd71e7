import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';

/** One content of a pack: its name, its length in bytes, and exactly that many bytes. */
export interface PackEntry {
  readonly sha256: string;
  readonly size: number;
  openContent(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** A gzip stream of `<64 hex sha256><8 hex length><bytes>` (contracts/agent), made while it is sent. */
export function packStream(entries: AsyncIterable<PackEntry> | Iterable<PackEntry>): Readable {
  const gzip = createGzip({ level: 5 });
  const bytes = async function* () {
    for await (const { sha256, size, openContent: read } of entries) {
      yield Buffer.from(`${sha256}${size.toString(16).padStart(8, '0')}`, 'latin1');
      yield* read();
    }
  };
  pipeline(Readable.from(bytes(), { objectMode: false }), gzip, (error) => {
    // The reader of the stream hears the error through the stream itself
    if (error && !gzip.destroyed) gzip.destroy(error);
  });
  return gzip;
}
