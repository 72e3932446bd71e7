import { steadyNow, type SteadyClock } from '@archivesmp/contracts/steady-clock';

export interface AttemptRule {
  /** Failures after which further attempts wait. */
  readonly failures: number;
  readonly withinSeconds: number;
}

interface Window {
  readonly since: number;
  failures: number;
}

/**
 * Counts failed attempts per key in fixed windows, in the memory of this process. Bounded: when too many keys are known,
 * the oldest are forgotten first.
 */
export class AttemptLimit {
  private readonly windows = new Map<string, Window>();

  constructor(
    private readonly rule: AttemptRule,
    private readonly clock: SteadyClock = steadyNow,
    private readonly mostKeys = 10_000,
  ) {}

  /** Seconds to wait before this key may try again; 0 when it may. */
  waitSeconds(key: string): number {
    const window = this.current(key);
    if (window === undefined || window.failures < this.rule.failures) return 0;
    return Math.max(1, Math.ceil((window.since + this.rule.withinSeconds * 1000 - this.clock()) / 1000));
  }

  /** Counts before the work, so that attempts sent at once do not all pass. @returns how to take it back: it was no failure */
  countAttempt(key: string): () => void {
    const window = this.current(key);
    if (window !== undefined) {
      window.failures += 1;
      return () => void (window.failures -= 1);
    }
    this.windows.delete(key);
    const begun: Window = { since: this.clock(), failures: 1 };
    this.windows.set(key, begun);
    if (this.windows.size > this.mostKeys) this.windows.delete(this.windows.keys().next().value!);
    return () => void (begun.failures -= 1);
  }

  /** After a success. */
  forgetAttempts(key: string): void {
    this.windows.delete(key);
  }

  private current(key: string): Window | undefined {
    const window = this.windows.get(key);
    const over = window !== undefined && window.since + this.rule.withinSeconds * 1000 <= this.clock();
    return over ? undefined : window;
  }
}
