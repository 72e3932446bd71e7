import { HEARTBEAT_STALE_SECONDS, type AgentHeartbeat, type HostLiveness } from '@archivesmp/contracts/agent';
import type { SteadyClock } from '@archivesmp/contracts/steady-clock';

/** A heartbeat as it is kept. */
export interface KeptBeat {
  readonly heartbeat: AgentHeartbeat;
  /** How many there were of this host; tells one from the next. */
  readonly number: number;
  /** When the hub took it, by the time of day of that hub. */
  readonly takenAt: Date;
}

interface FirstReading {
  readonly number: number;
  readonly readAt: number;
  readonly ageMsThen: number;
}

/**
 * How old the newest heartbeat of each host is. How old it was when it was first read is told by when the hub took it and the time of
 * day; from then on it grows by the steady clock, so that setting the time of day makes no agent dead or alive.
 */
export class HeartbeatAges {
  private readonly readings = new Map<string, FirstReading>();
  private readonly checkedAt = new Map<string, number>();

  constructor(private readonly steady: SteadyClock) {}

  liveness(host: string, kept: KeptBeat, now: Date): HostLiveness {
    const ageSeconds = this.ageMs(host, kept, now) / 1_000;
    const state = ageSeconds > HEARTBEAT_STALE_SECONDS ? 'stale' : 'alive';
    return { host, state, ageSeconds, receivedAt: kept.takenAt, heartbeat: kept.heartbeat };
  }

  private ageMs(host: string, { number, takenAt }: KeptBeat, now: Date): number {
    const at = this.steady();
    const last = this.readings.get(host);
    const checkedAt = this.checkedAt.get(host);
    this.checkedAt.set(host, at);
    if (last?.number === number) return last.ageMsThen + (at - last.readAt);
    const recordedMs = Math.max(0, now.getTime() - takenAt.getTime());
    // What was not there at the last look was said since then, whatever the clocks say
    const mostMs = last === undefined || checkedAt === undefined ? Infinity : at - checkedAt;
    const ageMsThen = Math.min(recordedMs, mostMs);
    this.readings.set(host, { number, readAt: at, ageMsThen });
    return ageMsThen;
  }
}
