/** S3 refuses what was signed more than 15 minutes off; answers take at most a minute. */
const TOLERANCE_MS = 60_000;

/**
 * The time of day as the S3 server tells it. S3 refuses requests whose signature is dated otherwise, and neither the clock of this
 * host nor that of the server is ours to set: either may be stepped at any moment.
 */
export class ServerClock {
  private aheadMs = 0;

  /** @param machine the clock of this host, in milliseconds */
  constructor(private readonly machine: () => number = () => Date.now()) {}

  /** What a request of this moment is dated. */
  now(): Date {
    return new Date(this.machine() + this.aheadMs);
  }

  /** How far the server is ahead of this host, in milliseconds; 0 while the two are a minute apart at most. */
  get ahead(): number {
    return this.aheadMs;
  }

  /**
   * The server answered: from now on requests are dated as it is.
   * @param date the header `Date`; without one nothing is learned
   * @param signedAt what the answered request was dated
   * @returns whether the request was dated so wrongly that a refusal says nothing about its key
   */
  adjustTo(date: string | null | undefined, signedAt: Date): boolean {
    const server = Date.parse(date ?? '');
    if (Number.isNaN(server)) return false;
    const ahead = server - this.machine();
    this.aheadMs = Math.abs(ahead) > TOLERANCE_MS ? ahead : 0;
    return Math.abs(server - signedAt.getTime()) > TOLERANCE_MS;
  }
}
