import { createHash } from 'node:crypto';

/** sha256 as 64 hex digits; null for a file that does not exist. */
export function contentHash(bytes: Uint8Array | undefined): string | null {
  return bytes === undefined ? null : createHash('sha256').update(bytes).digest('hex');
}
