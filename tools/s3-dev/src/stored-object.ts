import type { Checksum } from './checksum.js';

/** The headers of an object that S3 keeps and gives back. */
export const STORED_HEADERS = [
  'content-type',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'expires',
] as const;

/** What is known of an object besides its bytes: one small file each. */
export interface StoredObject {
  key: string;
  /** Name of the file that holds the bytes. */
  blob: string;
  size: number;
  /** Without quotes. */
  etag: string;
  modifiedAt: string;
  headers: Record<string, string>;
  /** Names without `x-amz-meta-`. */
  metadata: Record<string, string>;
  checksum?: Checksum;
}
