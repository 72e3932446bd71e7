/** Work that comes piece by piece and runs a few at a time, while the next pieces are being read. */
export class BoundedWork {
  private readonly running = new Set<Promise<void>>();
  private failure: { readonly error: unknown } | undefined;

  /** @param width how many pieces run at a time */
  constructor(private readonly width: number) {}

  /** Begins a piece; resolves when there is room for another one. Throws what an earlier one threw, and begins nothing then. */
  async addWork(work: () => Promise<void>): Promise<void> {
    if (this.failure) throw this.failure.error;
    const run: Promise<void> = work()
      .catch((error: unknown) => void (this.failure ??= { error }))
      .finally(() => this.running.delete(run));
    this.running.add(run);
    if (this.running.size >= this.width) await Promise.race(this.running);
  }

  /** Waits for everything that was begun. Throws what the first one threw that failed. */
  async finished(): Promise<void> {
    await Promise.all(this.running);
    if (this.failure) throw this.failure.error;
  }
}
