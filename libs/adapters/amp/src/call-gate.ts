import type { AmpClock } from './amp-settings.js';

/** Lets only so many calls per second and at once through to a panel; the others wait in order. */
export class CallGate {
  private tokens: number;
  private filledAt: number;
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private refill: Promise<void> | undefined;

  constructor(
    private readonly perSecond: number,
    private readonly atOnce: number,
    private readonly clock: AmpClock,
  ) {
    this.tokens = perSecond;
    this.filledAt = clock.now();
  }

  async runCall<T>(call: () => Promise<T>): Promise<T> {
    await new Promise<void>((resolve) => {
      this.waiting.push(resolve);
      this.admit();
    });
    try {
      return await call();
    } finally {
      this.running -= 1;
      this.admit();
    }
  }

  private admit(): void {
    const now = this.clock.now();
    // A clock that steps back must not use up calls that were not made
    const passedMs = Math.max(0, now - this.filledAt);
    this.tokens = Math.min(this.perSecond, this.tokens + (passedMs / 1000) * this.perSecond);
    this.filledAt = now;
    while (this.waiting.length > 0 && this.running < this.atOnce && this.tokens >= 1) {
      this.tokens -= 1;
      this.running += 1;
      this.waiting.shift()?.();
    }
    if (this.waiting.length === 0 || this.running >= this.atOnce || this.refill !== undefined) return;
    const wait = Math.ceil(((1 - this.tokens) / this.perSecond) * 1000);
    this.refill = this.clock.sleep(Math.max(1, wait)).then(() => {
      this.refill = undefined;
      this.admit();
    });
  }
}
