import { sha256OfStream } from '@archivesmp/digests';

/** The bytes of one file in pieces, so that a JAR is never in memory as a whole. */
export type ContentStream = AsyncIterable<Uint8Array>;

/** sha256 as 64 hex digits; null for a file that does not exist. */
export async function contentHash(content: ContentStream | undefined): Promise<string | null> {
  if (content === undefined) return null;
  return sha256OfStream(content);
}
