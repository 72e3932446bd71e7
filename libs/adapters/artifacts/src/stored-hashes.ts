const MOST = 250_000;
/** So long the store is believed to keep what it had; after that it is asked again, in case the bucket was emptied. */
const BELIEVED_MS = 6 * 60 * 60 * 1000;

/**
 * Hashes that were seen in the store not long ago. Contents are removed rarely (and named then for longer than they are believed
 * here), and a scan names tens of thousands of them: asking the store for each at every scan took most of the time of a scan in which nothing had changed.
 */
export class StoredHashes {
  /** Hash → milliseconds of `now` at which it was seen; oldest first. */
  private readonly seen = new Map<string, number>();

  /** @param now milliseconds that only rise */
  constructor(private readonly now: () => number = () => performance.now()) {}

  hasHash(sha256: string): boolean {
    const at = this.seen.get(sha256);
    if (at === undefined) return false;
    if (this.now() - at < BELIEVED_MS) return true;
    this.seen.delete(sha256);
    return false;
  }

  /** Remembers that the store has it; the ones seen longest ago make room. */
  rememberHash(sha256: string): void {
    this.seen.delete(sha256);
    this.seen.set(sha256, this.now());
    if (this.seen.size <= MOST) return;
    const [oldest] = this.seen.keys();
    this.seen.delete(oldest!);
  }

  /** The store turned out not to have it, or not as it was written. */
  forgetHash(sha256: string): void {
    this.seen.delete(sha256);
  }
}
