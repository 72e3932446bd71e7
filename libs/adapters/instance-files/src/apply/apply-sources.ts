import type { OrderedFile } from './apply-order.js';
import type { ContentStream } from './content-hash.js';

/** One content that an order replaces, as it was read from the disk. */
export interface ReplacedContent {
  readonly file: OrderedFile;
  readonly sha256: string;
  readonly size: number;
  openContent(): ContentStream;
}

/** What applying needs from outside the host. */
export interface ApplySources {
  /** New content by its hash. @throws when it cannot be had */
  openContent(sha256: string): Promise<ContentStream>;
  /** Stores what will be replaced and resolves only when all of it was read back and is the same. */
  backUp(contents: readonly ReplacedContent[]): Promise<void>;
  /** Asked once more right before the first file is touched. @throws {ApplyError} expired */
  stillWanted(): void;
}
