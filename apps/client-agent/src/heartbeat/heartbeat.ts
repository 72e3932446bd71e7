import type {
  AgentHeartbeat,
  FoundInstance,
  HeartbeatReceipt,
  RestartMark,
} from '@archivesmp/contracts/agent';
import { HEARTBEAT_EVERY_SECONDS, HEARTBEAT_ROUTE } from '@archivesmp/contracts/agent';
import { sendableJson } from '@archivesmp/contracts/whole-text';
import type { Log } from '@archivesmp/service-kit';
import { setTimeout as wait } from 'node:timers/promises';
import { describeSkew } from '../hub/clock-skew.js';
import type { HubConnection } from '../hub/hub-connection.js';
import type { FileAccess } from '../access/host-access.js';
import type { AgentMetrics } from '../metrics.js';

/** Name and version of this program. */
export interface AgentIdentity {
  readonly host: string;
  readonly version: string;
  readonly startedAt: string;
}

/** The hub says at once whether it took one; a slow one is tried with the next beat. */
const TAKEN_WITHIN_MS = 5_000;
/** One that was not taken is tried again soon: a hub that has just started should not wait for its agents. */
const SOON_SECONDS = 2;

const NEVER = new AbortController().signal;

/** Says every few seconds that the agent lives and what it sees; goes on whatever is unavailable. */
export class Heartbeat {
  /** The newest one, also when the hub did not take it. */
  last: AgentHeartbeat | undefined;
  /** When the hub last took one. */
  takenAt: Date | undefined;
  /** Why the hub did not take the last one. */
  failure: string | undefined;

  constructor(
    private readonly identity: AgentIdentity,
    private readonly access: FileAccess,
    private readonly hub: HubConnection,
    private readonly actions: { marks(): Promise<RestartMark[]> },
    private readonly log: Log,
    private readonly onBeat: AgentMetrics['beat'] = () => undefined,
  ) {}

  /** Beats until the signal; the first beat is at once. */
  async sendHeartbeats(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.sendHeartbeat(signal);
      const seconds = this.failure === undefined ? HEARTBEAT_EVERY_SECONDS : SOON_SECONDS;
      await wait(seconds * 1_000, undefined, { signal }).catch(() => undefined);
    }
  }

  /** One beat. Never throws: what is unavailable is part of the status. */
  async sendHeartbeat(signal: AbortSignal = NEVER): Promise<AgentHeartbeat> {
    const wasReachable = this.last?.hubReachable;
    const wasSkewed = describeSkew(this.last?.clockSkewSeconds) !== undefined;
    const [sight, hubReachable, marks] = await Promise.all([
      this.access.findInstances(),
      this.hub.probe(),
      this.actions.marks().catch(() => []),
    ]);
    const heartbeat: AgentHeartbeat = {
      ...this.identity,
      at: new Date().toISOString(),
      pid: process.pid,
      hubReachable,
      ...(this.hub.clockSkewSeconds !== undefined && { clockSkewSeconds: this.hub.clockSkewSeconds }),
      instances: sight.instances.map(publicInstance),
      ...(sight.error !== undefined && { discoveryError: sight.error }),
      ...(marks.length > 0 && { restartNeeded: marks }),
    };
    this.last = heartbeat;
    if (wasReachable !== hubReachable)
      if (hubReachable) this.log.info({ instances: heartbeat.instances.length }, 'hub reachable');
      else this.log.warn({}, 'hub unavailable, working on');
    const skewed = describeSkew(heartbeat.clockSkewSeconds);
    if (skewed !== undefined && !wasSkewed) this.log.warn({ seconds: heartbeat.clockSkewSeconds }, skewed);
    if (hubReachable) await this.send(heartbeat, signal);
    else this.recordFailure('the hub does not answer');
    this.onBeat(heartbeat, this.takenAt);
    return heartbeat;
  }

  private async send(heartbeat: AgentHeartbeat, signal: AbortSignal): Promise<void> {
    try {
      const answer = await this.hub.callJson({
        method: 'POST',
        path: HEARTBEAT_ROUTE,
        type: 'application/json',
        body: sendableJson(heartbeat),
        signal,
        withinMs: TAKEN_WITHIN_MS,
      });
      this.takenAt = new Date();
      const { refused = 0 } = (answer ?? {}) as Partial<HeartbeatReceipt>;
      this.recordFailure(refused > 0 ? `the hub did not take ${refused} of the instances` : undefined);
    } catch (error) {
      if (!signal.aborted) this.recordFailure((error as Error).message);
    }
  }

  private recordFailure(failure: string | undefined): void {
    if (failure !== undefined && failure !== this.failure)
      this.log.warn({ trouble: failure }, 'heartbeat not taken');
    if (failure === undefined && this.failure !== undefined) this.log.info({}, 'heartbeat taken again');
    this.failure = failure;
  }
}

/** Where an instance lies on this disk stays on this host. */
function publicInstance(found: FoundInstance): FoundInstance {
  const { instanceId, folder, name, friendlyName, platform, identified } = found;
  return { instanceId, folder, name, friendlyName, platform, identified };
}
