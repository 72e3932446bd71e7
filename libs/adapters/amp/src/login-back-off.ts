import type { AmpClock } from './amp-settings.js';

const FIRST_MS = 60_000;
const LONGEST_MS = 15 * 60_000;

/** After a refused login none is tried for a minute, then two, four ... at most a quarter of an hour: AMP locks addresses out. */
export class LoginBackOff {
  private failures = 0;
  private until = 0;

  constructor(private readonly clock: AmpClock) {}

  /** Whole seconds until the next login may be tried; 0 when it may be tried now. */
  get waitSeconds(): number {
    return Math.max(0, Math.ceil((this.until - this.clock.now()) / 1000));
  }

  failed(): void {
    this.until = this.clock.now() + Math.min(LONGEST_MS, FIRST_MS * 2 ** this.failures);
    this.failures += 1;
  }

  succeeded(): void {
    this.failures = 0;
    this.until = 0;
  }
}
