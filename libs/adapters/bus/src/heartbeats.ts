import { HEARTBEAT_HOSTS, heartbeatKey, type AgentHeartbeat } from '@archivesmp/contracts/agent';
import { steadyNow, type SteadyClock } from '@archivesmp/contracts/steady-clock';
import type { Redis } from 'ioredis';
import { HeardBeats, type HostLiveness } from './heard-beats.js';
import {
  closeConnection,
  openProducerConnection,
  talkTo,
  type RedisSettings,
  type ReportTrouble,
} from './redis-connection.js';

/** A key lives this long after its last heartbeat: long enough to say how old it is, then the host is silent. */
const KEPT_SECONDS = 24 * 3_600;

/** What agents say of themselves, in Redis. Every method throws Problem `queue.unavailable` when Redis is away. */
export class Heartbeats {
  readonly #redis: Redis;
  readonly #heard: HeardBeats;

  constructor(
    settings: RedisSettings,
    report: ReportTrouble = () => undefined,
    steady: SteadyClock = steadyNow,
  ) {
    this.#redis = openProducerConnection(settings, report);
    this.#heard = new HeardBeats(steady);
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

  /** All hosts that ever said anything, sorted by name. `now` decides the age of what was not heard before. */
  async read(now: Date): Promise<HostLiveness[]> {
    return this.#talk(async () => {
      const hosts = (await this.#redis.smembers(HEARTBEAT_HOSTS)).sort();
      if (hosts.length === 0) return [];
      const texts = await this.#redis.mget(hosts.map(heartbeatKey));
      return hosts.map((host, index) => this.#heard.liveness(host, texts[index] ?? null, now));
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
