import {
  AgentHeartbeat,
  HEARTBEAT_HOSTS,
  HEARTBEAT_STALE_SECONDS,
  heartbeatKey,
} from '@archivesmp/contracts/agent';
import { plainToInstance } from 'class-transformer';
import type { Redis } from 'ioredis';
import {
  closeConnection,
  openProducerConnection,
  talkTo,
  type RedisSettings,
  type ReportTrouble,
} from './redis-connection.js';

/** A key lives this long after its last heartbeat: long enough to say how old it is, then the host is silent. */
const KEPT_SECONDS = 24 * 3_600;

/** How one host's agent stands. `silent`: known by name, but nothing it said is left. */
export interface HostLiveness {
  readonly host: string;
  readonly state: 'alive' | 'stale' | 'silent';
  readonly ageSeconds?: number;
  readonly heartbeat?: AgentHeartbeat;
}

/** What agents say of themselves, in Redis. Every method throws Problem `queue.unavailable` when Redis is away. */
export class Heartbeats {
  readonly #redis: Redis;

  constructor(settings: RedisSettings, report: ReportTrouble = () => undefined) {
    this.#redis = openProducerConnection(settings, report);
  }

  async write(heartbeat: AgentHeartbeat): Promise<void> {
    await this.#talk(() =>
      this.#redis
        .multi()
        .set(heartbeatKey(heartbeat.host), JSON.stringify(heartbeat), 'EX', KEPT_SECONDS)
        .sadd(HEARTBEAT_HOSTS, heartbeat.host)
        .exec(),
    );
  }

  /** All hosts that ever said anything, sorted by name. `now` decides their age. */
  async read(now: Date): Promise<HostLiveness[]> {
    return this.#talk(async () => {
      const hosts = (await this.#redis.smembers(HEARTBEAT_HOSTS)).sort();
      if (hosts.length === 0) return [];
      const texts = await this.#redis.mget(hosts.map(heartbeatKey));
      return hosts.map((host, index) => liveness(host, texts[index] ?? null, now));
    });
  }

  /** Forgets a host that was taken out of the fleet. */
  async forget(host: string): Promise<void> {
    await this.#talk(() => this.#redis.multi().del(heartbeatKey(host)).srem(HEARTBEAT_HOSTS, host).exec());
  }

  async close(): Promise<void> {
    await closeConnection(this.#redis);
  }

  async #talk<T>(command: () => Promise<T>): Promise<T> {
    return talkTo(this.#redis, command);
  }
}

function liveness(host: string, text: string | null, now: Date): HostLiveness {
  if (text === null) return { host, state: 'silent' };
  let heartbeat: AgentHeartbeat;
  try {
    heartbeat = plainToInstance(AgentHeartbeat, JSON.parse(text) as object);
  } catch {
    // because a key that is no JSON says nothing about the agent: the host counts as silent
    return { host, state: 'silent' };
  }
  // because: the time in it is of the host's clock, and a wrong clock must neither make the dead look alive nor the other way round
  const saidAt = Date.parse(heartbeat.at) - (heartbeat.clockSkewSeconds ?? 0) * 1_000;
  const ageSeconds = Math.max(0, (now.getTime() - saidAt) / 1_000);
  return { host, state: ageSeconds > HEARTBEAT_STALE_SECONDS ? 'stale' : 'alive', ageSeconds, heartbeat };
}
