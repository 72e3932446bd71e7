/** Lets a few pieces of costly work run at once and the others wait in line: password hashing takes 19 MiB each. */
export class SlowWork {
  private running = 0;
  private readonly line: (() => void)[] = [];

  constructor(
    private readonly atOnce: number,
    private readonly mostWaiting: number,
  ) {}

  /** False when the line is so long that the caller should try later. */
  hasRoom(): boolean {
    return this.line.length < this.mostWaiting;
  }

  async runWhenFree<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= this.atOnce) await new Promise<void>((go) => this.line.push(go));
    else this.running += 1;
    try {
      return await work();
    } finally {
      const next = this.line.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}
