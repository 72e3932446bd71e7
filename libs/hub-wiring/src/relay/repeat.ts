import type { Log } from '@archivesmp/service-kit';

const LONGEST_PAUSE_MS = 5_000;

/**
 * Runs a short task again and again, never twice at a time, with a pause in between; `wake` cuts the pause short.
 * A failing task is logged once per outage and tried again a little later.
 */
export class Repeat {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private again = false;
  private stopped = false;
  private failures = 0;

  constructor(
    private readonly name: string,
    private readonly everyMs: number,
    private readonly task: () => Promise<unknown>,
    private readonly log: Log,
  ) {}

  startRepeating(): void {
    this.plan(0);
  }

  /** Run soon; while a run is under way, once more after it. */
  wake(): void {
    if (this.running) this.again = true;
    else this.plan(0);
  }

  /** Waits for a run under way. */
  async stopRepeating(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private plan(afterMs: number): void {
    if (this.stopped) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.running = this.runOnce().finally(() => {
        this.running = undefined;
        const pause = this.again
          ? 0
          : Math.min(this.everyMs * 2 ** this.failures, Math.max(this.everyMs, LONGEST_PAUSE_MS));
        this.again = false;
        this.plan(pause);
      });
    }, afterMs);
  }

  private async runOnce(): Promise<void> {
    try {
      await this.task();
      if (this.failures > 0) this.log.info({ task: this.name }, 'task works again');
      this.failures = 0;
    } catch (error) {
      if (this.failures === 0) this.log.warn({ task: this.name, err: error }, 'task failed, trying again');
      this.failures = Math.min(this.failures + 1, 6);
    }
  }
}
