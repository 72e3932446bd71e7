/** More than the contents of a first scan of two hundred servers. */
const MOST = 250_000;

/** Hashes by host, the ones noted longest ago making room. */
export class RecentHashes {
  private readonly seen = new Set<string>();

  constructor(private readonly most = MOST) {}

  hasHash(host: string, sha256: string): boolean {
    return this.seen.has(keyOf(host, sha256));
  }

  rememberHash(host: string, sha256: string): void {
    const key = keyOf(host, sha256);
    this.seen.delete(key);
    this.seen.add(key);
    if (this.seen.size <= this.most) return;
    const [oldest] = this.seen;
    this.seen.delete(oldest!);
  }
}

const keyOf = (host: string, sha256: string): string => `${sha256} ${host}`;
