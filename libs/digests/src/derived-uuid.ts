import { createHash } from 'node:crypto';
import { sha256Hex } from './sha256.js';

/**
 * UUID of version 5 (RFC 9562, section 5.5): the same name in the same name space always gets the same id.
 * @param namespace its bytes; empty: what the name alone gives
 */
export function uuidOfName(namespace: Uint8Array, name: string): string {
  return written(createHash('sha1').update(namespace).update(name, 'utf8').digest('hex'), variantOf);
}

/**
 * An id for a text that says all that it is made of: repeating a request or a job gives the same id. Stored in rows and objects, so its form
 * never changes. Written as version 5, not 8 ("made by a rule of one's own"): MariaDB 10.11 refuses some of those in a uuid column.
 */
export const uuidOfText = (text: string): string => written(sha256Hex(text), () => '8');

/** The same of the first 32 of some hex digits that are a hash already, with one bit pattern more kept of them. */
export const uuidOfHash = (hex: string): string => written(hex, variantOf);

/** The digit that says how a UUID is laid out, with the two bits beside it taken from the hash. */
const variantOf = (digit: string): string => ((parseInt(digit, 16) & 0x3) | 0x8).toString(16);

function written(hex: string, variant: (digit: string) => string): string {
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    `${variant(hex.slice(16, 17))}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
