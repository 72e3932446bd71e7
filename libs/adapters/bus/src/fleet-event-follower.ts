import { setTimeout as pause } from 'node:timers/promises';
import { FLEET_EVENT_STREAM, type FleetEvent } from '@archivesmp/contracts/events';
import type { Redis } from 'ioredis';
import { readEntry, type StreamEntry } from './fleet-event-stream.js';
import {
  atMost,
  openWorkerConnection,
  type RedisConnectionSettings,
  type ReportFailure,
} from './redis-connection.js';

const START_WITHIN_MS = 2_000;
/** After an error that is none we know, so that it is not repeated a thousand times a second. */
const REST_MS = 250;

/** How a follower differs from the ordinary one. */
export interface FollowerOptions {
  readonly stream?: string;
  readonly report?: ReportFailure;
  /** How long one read waits for news. */
  readonly blockMs?: number;
}

/**
 * Shows every new event to this process, however many others follow too (fan-out, no group, no acknowledgement).
 * One follower per process feeds all its browsers. Starts at "now"; after an outage or a wiped Redis it goes on by itself.
 */
export class FleetEventFollower {
  private readonly redis: Redis;
  private readonly stream: string;
  private readonly blockMs: number;
  private readonly report: ReportFailure;
  private closed = false;
  private loop: Promise<void> | undefined;

  constructor(settings: RedisConnectionSettings, options: FollowerOptions = {}) {
    this.report = options.report ?? (() => undefined);
    this.redis = openWorkerConnection(settings, 'event follower', this.report);
    this.stream = options.stream ?? FLEET_EVENT_STREAM;
    this.blockMs = options.blockMs ?? 5_000;
  }

  /**
   * Resolves when the follower knows its starting place (from then on no event is missed while Redis stays), or after two
   * seconds while Redis is unavailable: it then begins when Redis comes.
   */
  async startFollowing(onEvent: (event: FleetEvent) => void): Promise<void> {
    const startId = this.startId();
    this.loop = startId.then((newest) => this.follow(newest, onEvent));
    await atMost(startId, START_WITHIN_MS);
  }

  /** Where a key is no stream, the next event of the hub makes one, and all in it is news. */
  private async startId(): Promise<string> {
    while (!this.closed && this.redis.status !== 'end')
      try {
        return (await this.newest()) ?? '0-0';
      } catch (error) {
        await this.reportAndRest(error as Error);
        if ((error as Error).message.startsWith('WRONGTYPE')) break;
      }
    return '0-0';
  }

  private async reportAndRest(error: Error): Promise<void> {
    if (this.closed) return;
    this.report(error, 'event follower');
    await pause(REST_MS);
  }

  private async newest(): Promise<string | undefined> {
    return (await this.redis.xrevrange(this.stream, '+', '-', 'COUNT', 1))[0]?.[0];
  }

  async close(): Promise<void> {
    this.closed = true;
    const connected = this.redis.status === 'ready';
    this.redis.disconnect();
    // What was asked between two attempts to connect is never answered once the attempts have ended.
    if (connected) await this.loop;
  }

  private async follow(from: string, onEvent: (event: FleetEvent) => void): Promise<void> {
    let last = from;
    while (!this.closed) {
      try {
        const answer = await this.redis.xread(
          'COUNT',
          200,
          'BLOCK',
          this.blockMs,
          'STREAMS',
          this.stream,
          last,
        );
        if (answer === null) {
          last = await this.idAfterQuiet(last);
          continue;
        }
        for (const entry of (answer[0]?.[1] ?? []) as StreamEntry[]) {
          last = entry[0];
          this.show(entry, onEvent);
        }
      } catch (error) {
        if (this.redis.status === 'end') return;
        await this.reportAndRest(error as Error);
      }
    }
  }

  /** One event that a listener fails on keeps no other event from any listener. */
  private show(entry: StreamEntry, onEvent: (event: FleetEvent) => void): void {
    const event = readEntry(entry);
    if (event === undefined) return;
    try {
      onEvent(event);
    } catch (error) {
      this.report(error as Error, `follower of ${event.name}`);
    }
  }

  /** A wiped stream restarts its ids below ours when a clock went back: then our place would never be reached again. */
  private async idAfterQuiet(last: string): Promise<string> {
    const newest = await this.newest();
    return newest !== undefined && isOlder(newest, last) ? '0-0' : last;
  }
}

function isOlder(left: string, right: string): boolean {
  const [leftMs = '0', leftSeq = '0'] = left.split('-');
  const [rightMs = '0', rightSeq = '0'] = right.split('-');
  return leftMs === rightMs ? BigInt(leftSeq) < BigInt(rightSeq) : BigInt(leftMs) < BigInt(rightMs);
}
