import type { AgentHeartbeat, FoundInstance } from '@archivesmp/contracts/agent';
import { HEARTBEAT_EVERY_SECONDS } from '@archivesmp/contracts/agent';
import type { Heartbeats } from '@archivesmp/bus';
import type { Log } from '@archivesmp/service-kit';
import { setTimeout as wait } from 'node:timers/promises';
import { describeSkew } from '../hub/clock-skew.js';
import type { HubConnection } from '../hub/hub-connection.js';
import type { HostAccess } from '../access/host-access.js';
import type { LocalActions } from '../local/local-actions.js';
import type { AgentFacts } from '../metrics.js';

/** Name and version of this program. */
export interface AgentIdentity {
  readonly host: string;
  readonly version: string;
  readonly startedAt: string;
}

/** Says every few seconds that the agent lives and what it sees; goes on whatever is away. */
export class Heartbeat {
  /** The newest one, also when Redis did not take it. */
  last: AgentHeartbeat | undefined;
  /** When Redis last took one. */
  takenAt: Date | undefined;
  /** Why Redis did not take the last one. */
  redisError: string | undefined;

  constructor(
    private readonly identity: AgentIdentity,
    private readonly access: HostAccess,
    private readonly hub: HubConnection,
    private readonly heartbeats: Heartbeats,
    private readonly actions: Pick<LocalActions, 'marks'>,
    private readonly log: Log,
    private readonly onBeat: AgentFacts['beat'] = () => undefined,
  ) {}

  /** Beats until the signal; the first beat is at once. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.beat();
      await wait(HEARTBEAT_EVERY_SECONDS * 1_000, undefined, { signal }).catch(() => undefined);
    }
  }

  /** One beat. Never throws: what is away is part of the status. */
  async beat(): Promise<AgentHeartbeat> {
    const wasReachable = this.last?.hubReachable;
    const wasSkewed = describeSkew(this.last?.clockSkewSeconds) !== undefined;
    const [sight, hubReachable, marks] = await Promise.all([
      this.access.look(),
      this.hub.probe(),
      this.actions.marks().catch(() => []),
    ]);
    const heartbeat: AgentHeartbeat = {
      ...this.identity,
      at: new Date().toISOString(),
      pid: process.pid,
      hubReachable,
      ...(this.hub.clockSkewSeconds !== undefined && { clockSkewSeconds: this.hub.clockSkewSeconds }),
      instances: sight.instances.map(publicPart),
      ...(sight.error !== undefined && { discoveryError: sight.error }),
      ...(marks.length > 0 && { restartNeeded: marks }),
    };
    this.last = heartbeat;
    if (wasReachable !== hubReachable)
      if (hubReachable) this.log.info({ instances: heartbeat.instances.length }, 'hub reachable');
      else this.log.warn({}, 'hub away, working on');
    const skewed = describeSkew(heartbeat.clockSkewSeconds);
    if (skewed !== undefined && !wasSkewed) this.log.warn({ seconds: heartbeat.clockSkewSeconds }, skewed);
    await this.send(heartbeat);
    this.onBeat(heartbeat, this.takenAt);
    return heartbeat;
  }

  private async send(heartbeat: AgentHeartbeat): Promise<void> {
    try {
      await this.heartbeats.write(heartbeat);
      this.takenAt = new Date();
      if (this.redisError !== undefined) this.log.info({}, 'heartbeat taken again');
      this.redisError = undefined;
    } catch (error) {
      if (this.redisError === undefined) this.log.warn({ err: error }, 'heartbeat not taken');
      this.redisError = (error as Error).message;
    }
  }
}

/** Where an instance lies on this disk stays on this host. */
function publicPart(found: FoundInstance): FoundInstance {
  const { instanceId, folder, name, friendlyName, platform, identified } = found;
  return { instanceId, folder, name, friendlyName, platform, identified };
}
