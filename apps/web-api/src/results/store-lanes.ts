const LANES = 8;

/** Stores a few contents at once while the next ones are being read; the reader waits when all lanes are taken. */
export class StoreLanes {
  private readonly running = new Set<Promise<void>>();
  private failure: { readonly error: unknown } | undefined;

  /** Resolves when there is room for another one. Throws what an earlier one threw. */
  async add(work: () => Promise<void>): Promise<void> {
    if (this.failure) throw this.failure.error;
    const run: Promise<void> = work()
      .catch((error: unknown) => void (this.failure ??= { error }))
      .finally(() => this.running.delete(run));
    this.running.add(run);
    if (this.running.size >= LANES) await Promise.race(this.running);
  }

  /** Waits for all. Throws when one failed. */
  async finished(): Promise<void> {
    await Promise.all(this.running);
    if (this.failure) throw this.failure.error;
  }
}
