import { maskedLine } from '@archivesmp/secrets';

/** Resolves when the dependency works; otherwise throws with a sentence an operator understands. */
export type HealthCheck = () => Promise<unknown>;

/** How one dependency stands, as /health/ready tells it. */
export interface DependencyHealth {
  name: string;
  state: 'up' | 'down';
  /** Milliseconds the answer took. */
  latencyMs: number;
  /** Why it is down. */
  error?: string;
}

/** What a service needs from outside, each with a check. Adapters' owners add theirs at start. */
export class Health {
  private readonly checks = new Map<string, HealthCheck>();

  constructor(private readonly withinMs = 5_000) {}

  /** Adds a dependency under the name shown at /health/ready. A name can be taken only once. */
  addCheck(name: string, check: HealthCheck): void {
    if (this.checks.has(name)) throw new Error(`The dependency ${name} already has a health check`);
    this.checks.set(name, check);
  }

  /** Asks all dependencies at once; one that does not answer in time is down. */
  async ask(): Promise<DependencyHealth[]> {
    return Promise.all([...this.checks].map(([name, check]) => this.askOne(name, check)));
  }

  private async askOne(name: string, check: HealthCheck): Promise<DependencyHealth> {
    const start = performance.now();
    const latencyMs = (): number => Math.round(performance.now() - start);
    try {
      await this.inTime(check);
      return { name, state: 'up', latencyMs: latencyMs() };
    } catch (error) {
      // A health answer reports the failure instead of failing itself.
      return { name, state: 'down', latencyMs: latencyMs(), error: describe(error) };
    }
  }

  private async inTime(check: HealthCheck): Promise<void> {
    const { promise, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => reject(new Error(`does not answer within ${this.withinMs} ms`)),
      this.withinMs,
    );
    try {
      await Promise.race([check(), promise]);
    } finally {
      clearTimeout(timer);
    }
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'failed without a reason';
  const inner = error instanceof AggregateError ? (error.errors[0] as Error | undefined) : undefined;
  return maskedLine(error.message || inner?.message || error.name).slice(0, 300);
}
