import { createHash } from 'node:crypto';

/** What is hashed: bytes, or a text as UTF-8. */
export type HashedContent = string | Uint8Array;

/** sha256 of a content as 64 lower-case hex digits: the name of contents everywhere, and how tokens and session ids are stored. */
export const sha256Hex = (content: HashedContent): string =>
  createHash('sha256').update(content).digest('hex');

/** sha256 of a content that comes in pieces: while it is read, sent or written, so that it need not be in memory as a whole. */
export class RunningSha256 {
  private readonly hash = createHash('sha256');

  /** Where one piece ends and the next begins does not count: whoever hashes fields puts something between them. */
  add(piece: HashedContent): this {
    this.hash.update(piece);
    return this;
  }

  /** Of everything that was added, as 64 hex digits; nothing can be added afterwards. */
  hex(): string {
    return this.hash.digest('hex');
  }
}

/** sha256 of pieces, one after the other, as 64 hex digits. */
export function sha256OfParts(parts: Iterable<HashedContent>): string {
  const hash = new RunningSha256();
  for (const part of parts) hash.add(part);
  return hash.hex();
}

/** sha256 of everything that comes, as 64 hex digits. */
export async function sha256OfStream(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<string> {
  const hash = new RunningSha256();
  for await (const piece of pieces) hash.add(piece);
  return hash.hex();
}
