import { createHmac } from 'node:crypto';
import type { HashedContent } from './sha256.js';

/**
 * HMAC with sha256: says whether two contents are the same, or who wrote one, and without the key nobody can find the content by trying.
 * @param pieces one after the other; where one ends and the next begins does not count
 */
export function keyedHash(key: HashedContent, ...pieces: readonly HashedContent[]): Buffer {
  const hash = createHmac('sha256', key);
  for (const piece of pieces) hash.update(piece);
  return hash.digest();
}

/** The same as 64 lower-case hex digits. */
export const keyedHashHex = (key: HashedContent, ...pieces: readonly HashedContent[]): string =>
  keyedHash(key, ...pieces).toString('hex');
