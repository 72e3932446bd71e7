import { sha256Hex, uuidOfHash } from '@archivesmp/digests';

/** 128 bits of sha256 over the parts, as 32 hex digits. Parts are length-prefixed by JSON, so none can pose as two. */
export const rowKey = (...parts: readonly unknown[]): string => sha256Hex(JSON.stringify(parts)).slice(0, 32);

/** The same bits as a UUID, for rows whose id is a `uuid` column. */
export const rowId = (...parts: readonly unknown[]): string => uuidOfHash(rowKey(...parts));
