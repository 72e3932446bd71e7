import { setTimeout as wait } from 'node:timers/promises';
import { HubUnavailable } from './hub-connection.js';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;

/** Tries again while the hub is unavailable, for a bounded time, and stops at once when the agent stops. */
export class HubRetryPolicy {
  constructor(
    private readonly forSeconds: number,
    private readonly stopping: AbortSignal,
    private readonly onWait: (waitMs: number, error: HubUnavailable) => void = () => undefined,
  ) {}

  /** @throws the last HubUnavailable when the time is over; anything else at once; AbortError when the agent stops */
  async retryUntilDone<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const until = performance.now() + this.forSeconds * 1_000;
    for (let pause = FIRST_WAIT_MS; ; pause = Math.min(pause * 2, LONGEST_WAIT_MS)) {
      this.stopping.throwIfAborted();
      try {
        return await work(this.stopping);
      } catch (error) {
        if (!(error instanceof HubUnavailable) || performance.now() + pause > until) throw error;
        this.onWait(pause, error);
        await wait(pause, undefined, { signal: this.stopping });
      }
    }
  }
}
