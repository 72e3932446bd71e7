import { AgentHeartbeat, HEARTBEAT_STALE_SECONDS } from '@archivesmp/contracts/agent';
import type { SteadyClock } from '@archivesmp/contracts/steady-clock';
import { plainToInstance } from 'class-transformer';

/** How one host's agent stands. `silent`: known by name, but nothing it said is left. */
export interface HostLiveness {
  readonly host: string;
  readonly state: 'alive' | 'stale' | 'silent';
  readonly ageSeconds?: number;
  readonly heartbeat?: AgentHeartbeat;
}

interface Heard {
  readonly text: string;
  readonly heardAt: number;
  readonly ageMsThen: number;
}

/**
 * How old the newest heartbeat of each host is. How old it was when it was first read is told by the times in it and the time of day;
 * from then on it grows by the steady clock, so that setting the time of day makes no agent dead or alive.
 */
export class HeardBeats {
  private readonly heard = new Map<string, Heard>();
  private readonly lookedAt = new Map<string, number>();

  constructor(private readonly steady: SteadyClock) {}

  /** @param text the heartbeat as it was written; null when none is left */
  liveness(host: string, text: string | null, now: Date): HostLiveness {
    const heartbeat = text === null ? undefined : read(text);
    if (text === null || heartbeat === undefined) {
      this.heard.delete(host);
      return { host, state: 'silent' };
    }
    const ageSeconds = this.ageMs(host, text, heartbeat, now) / 1_000;
    return { host, state: ageSeconds > HEARTBEAT_STALE_SECONDS ? 'stale' : 'alive', ageSeconds, heartbeat };
  }

  private ageMs(host: string, text: string, heartbeat: AgentHeartbeat, now: Date): number {
    const at = this.steady();
    const last = this.heard.get(host);
    const lookedAt = this.lookedAt.get(host);
    this.lookedAt.set(host, at);
    if (last?.text === text) return last.ageMsThen + (at - last.heardAt);
    // because: the time in it is of the host's clock, and a wrong clock must neither make the dead look alive nor the other way round
    const saidAt = Date.parse(heartbeat.at) - (heartbeat.clockSkewSeconds ?? 0) * 1_000;
    const toldMs = Math.max(0, now.getTime() - saidAt);
    // because: what was not there at the last look was said since then, whatever the clocks say
    const mostMs = last === undefined || lookedAt === undefined ? Infinity : at - lookedAt;
    const ageMsThen = Math.min(toldMs, mostMs);
    this.heard.set(host, { text, heardAt: at, ageMsThen });
    return ageMsThen;
  }
}

function read(text: string): AgentHeartbeat | undefined {
  try {
    return plainToInstance(AgentHeartbeat, JSON.parse(text) as object);
  } catch {
    // because a key that is no JSON says nothing about the agent: the host counts as silent
    return undefined;
  }
}
