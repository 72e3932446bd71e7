import { createHash } from 'node:crypto';

/** 128 bits of sha256 over the parts, as 32 hex digits. Parts are length-prefixed by JSON, so none can pose as two. */
export const rowKey = (...parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);

/**
 * The same bits written as a UUID of version 5 ("made from a name by a hash"). Not version 8, "made by a rule of one's
 * own": MariaDB 10.11 refuses some of those as values of a uuid column.
 */
export function rowId(...parts: readonly unknown[]): string {
  const hex = rowKey(...parts);
  const variant = ((parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
