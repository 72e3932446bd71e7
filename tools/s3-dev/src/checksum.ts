import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { crc32c } from './crc32c.js';
import { S3Error } from './s3-error.js';

export const CHECKSUM_ALGORITHMS = ['crc32', 'crc32c', 'sha1', 'sha256'] as const;
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];

/** A checksum that a client sent, or asked to have computed: base64, as on the wire. */
export interface Checksum {
  algorithm: ChecksumAlgorithm;
  value: string;
}

export interface RunningChecksum {
  update(bytes: Buffer): void;
  base64(): string;
}

export function runningChecksum(algorithm: ChecksumAlgorithm): RunningChecksum {
  if (algorithm === 'sha1' || algorithm === 'sha256') {
    const hash = createHash(algorithm);
    return { update: (bytes) => void hash.update(bytes), base64: () => hash.digest('base64') };
  }
  const step = algorithm === 'crc32' ? crc32 : crc32c;
  let crc = 0;
  return {
    update: (bytes) => (crc = step(bytes, crc)),
    base64: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(crc);
      return bytes.toString('base64');
    },
  };
}

/** Which checksum a request carries: in a header, in a trailer that it announces, or as a mere request for one. */
export function announcedChecksum(
  header: (name: string) => string | undefined,
): ChecksumAlgorithm | undefined {
  const trailer = header('x-amz-trailer')?.trim().toLowerCase();
  const requested = header('x-amz-sdk-checksum-algorithm')?.toLowerCase();
  const named = CHECKSUM_ALGORITHMS.find(
    (algorithm) =>
      header(`x-amz-checksum-${algorithm}`) !== undefined ||
      trailer === `x-amz-checksum-${algorithm}` ||
      requested === algorithm,
  );
  const unknown = trailer?.startsWith('x-amz-checksum-') || header('x-amz-checksum-crc64nvme') !== undefined;
  if (named === undefined && unknown)
    throw new S3Error(
      'NotImplemented',
      `Only the checksums ${CHECKSUM_ALGORITHMS.join(', ')} are understood.`,
    );
  return named;
}
