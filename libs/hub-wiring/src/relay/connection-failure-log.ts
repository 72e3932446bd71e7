import { steadyNow, type SteadyClock } from '@archivesmp/contracts/steady-clock';
import type { Log } from '@archivesmp/service-kit';

const QUIET_MS = 60_000;

/**
 * Writes connection failures into the log: the first of a connection at once, then at most one line a minute, which says how many
 * were left out. A server that is unavailable would otherwise fill the log with its attempts to connect.
 */
export class ConnectionFailureLog {
  private readonly byConnection = new Map<string, { since: number; left: number }>();

  constructor(
    private readonly log: Pick<Log, 'warn'>,
    private readonly clock: SteadyClock = steadyNow,
  ) {}

  /** `where` is one of a few fixed names. */
  logConnectionFailure(error: unknown, where: string): void {
    const now = this.clock();
    const reported = this.byConnection.get(where);
    if (reported !== undefined && now - reported.since < QUIET_MS) {
      reported.left += 1;
      return;
    }
    this.byConnection.set(where, { since: now, left: 0 });
    this.log.warn({ err: error, where, leftOut: reported?.left ?? 0 }, 'connection failed');
  }
}
