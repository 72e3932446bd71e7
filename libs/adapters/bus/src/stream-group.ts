import { setTimeout as pause } from 'node:timers/promises';
import type { FleetEvent } from '@archivesmp/contracts/events';
import type { Redis } from 'ioredis';
import { readEntry, type StreamEntry } from './fleet-event-stream.js';
import {
  atMost,
  openWorkerConnection,
  type RedisConnectionSettings,
  type ReportFailure,
} from './redis-connection.js';

/** Where a group reads, and how long it lets others try. */
export interface StreamGroupOptions {
  readonly stream: string;
  /** All processes that share the work name the same group. */
  readonly group: string;
  /** This process; must be unique within the group. */
  readonly consumer: string;
  /** An entry that was not acknowledged for this long is taken over from its consumer. */
  readonly claimAfterMs?: number;
  /** An entry that failed this often is given up and reported: a poisoned hint must not circle for ever. */
  readonly maxDeliveries?: number;
  readonly blockMs?: number;
  readonly batch?: number;
  readonly report?: ReportFailure;
}

const START_WITHIN_MS = 2_000;
/** After an error that is none we know, so that it is not repeated a thousand times a second. */
const REST_MS = 250;
/** What Redis says to a reader of a stream (7.0) or of a group (always) that is no longer there. */
const GROUP_IS_LOST = /^(NOGROUP|UNBLOCKED)/;

/** Handles one event; what it throws leaves the event to be delivered again. */
export type HandleEvent = (event: FleetEvent) => Promise<void>;

/**
 * One consumer of a group on a Redis stream: each entry goes to one consumer, is acknowledged after its handler
 * succeeded, and is delivered again when the handler failed or its consumer died. At least once; handlers are idempotent.
 */
export class StreamGroup {
  private readonly reader: Redis;
  private readonly control: Redis;
  private readonly options: Required<StreamGroupOptions>;
  private closed = false;
  private loop: Promise<void> | undefined;
  private lastClaim = 0;
  private claimFrom = '0-0';

  constructor(settings: RedisConnectionSettings, options: StreamGroupOptions) {
    this.options = {
      claimAfterMs: 30_000,
      maxDeliveries: 10,
      blockMs: 2_000,
      batch: 50,
      report: () => undefined,
      ...options,
    };
    const where = `consumer of ${options.stream}`;
    this.reader = openWorkerConnection(settings, where, this.options.report);
    this.control = openWorkerConnection(settings, where, this.options.report);
  }

  get connections(): readonly [Redis, Redis] {
    return [this.reader, this.control];
  }

  /**
   * Reads in the background until `close`. Resolves once the group exists (from then on no event is missed), or after two
   * seconds while Redis is unavailable: it then begins when Redis comes.
   */
  async startReading(handle: HandleEvent): Promise<void> {
    const located = new Promise<void>((resolve) => {
      this.loop = this.readUntilClosed(handle, resolve);
    });
    await atMost(located, START_WITHIN_MS);
  }

  /** Takes nothing new, lets the running handler finish (at most `graceMs`), leaves the rest to the other consumers. */
  async close(graceMs = 5_000): Promise<void> {
    this.closed = true;
    const ended = this.loop ?? Promise.resolve();
    this.reader.disconnect();
    // Without Redis the loop waits on its commands; cutting the connection ends them.
    if (this.control.status === 'ready') await atMost(ended, graceMs);
    this.control.disconnect();
    await atMost(ended, graceMs);
  }

  private async readUntilClosed(handle: HandleEvent, located: () => void): Promise<void> {
    let group: '$' | '0' | undefined = '$';
    while (!this.closed) {
      try {
        if (group !== undefined) await this.ensureGroup(group);
        group = undefined;
        located();
        for (const entry of await this.claimAbandoned()) await this.deliver(entry, handle);
        for (const entry of await this.readNew()) await this.deliver(entry, handle);
      } catch (error) {
        if (this.closed) return;
        // A wiped Redis lost the group with the stream: everything in the new stream is news, so read from its start.
        if (GROUP_IS_LOST.test((error as Error).message)) group = '0';
        else await this.reportAndRest(error as Error);
      }
    }
  }

  private async reportAndRest(error: Error): Promise<void> {
    this.options.report(error, `consumer of ${this.options.stream}`);
    await pause(REST_MS);
  }

  private async ensureGroup(from: '$' | '0'): Promise<void> {
    const { stream, group } = this.options;
    try {
      await this.control.xgroup('CREATE', stream, group, from, 'MKSTREAM');
    } catch (error) {
      if (!(error as Error).message.startsWith('BUSYGROUP')) throw error;
    }
  }

  private async readNew(): Promise<StreamEntry[]> {
    const { group, consumer, batch, stream } = this.options;
    const answer = (await this.reader.xreadgroup(
      'GROUP',
      group,
      consumer,
      'COUNT',
      batch,
      'BLOCK',
      this.blockFor(),
      'STREAMS',
      stream,
      '>',
    )) as [string, StreamEntry[]][] | null;
    return answer?.[0]?.[1] ?? [];
  }

  /** Never sleep past the moment at which the next abandoned entry may be claimed. */
  private blockFor(): number {
    return Math.max(1, Math.min(this.options.blockMs, this.options.claimAfterMs));
  }

  private async claimAbandoned(): Promise<StreamEntry[]> {
    const { stream, group, consumer, claimAfterMs, batch } = this.options;
    const now = performance.now();
    if (this.lastClaim > 0 && now - this.lastClaim < claimAfterMs / 2) return [];
    this.lastClaim = now;
    const [next, entries] = (await this.control.xautoclaim(
      stream,
      group,
      consumer,
      claimAfterMs,
      this.claimFrom,
      'COUNT',
      batch,
    )) as [string, StreamEntry[]];
    // Redis looks through a part of the pending entries at a time; the rest is looked at in the next round.
    this.claimFrom = next;
    return entries;
  }

  private async deliver(entry: StreamEntry, handle: HandleEvent): Promise<void> {
    // What was read but not begun when closing stays pending, and another consumer claims it.
    if (this.closed) return;
    const { stream, group } = this.options;
    const event = readEntry(entry);
    try {
      if (event !== undefined) await handle(event);
    } catch (error) {
      if (!(await this.isExhausted(entry[0]))) {
        this.options.report(error as Error, `handler of ${event?.name ?? stream}`);
        return;
      }
      this.options.report(
        new Error(`event ${entry[0]} is given up after ${this.options.maxDeliveries} deliveries`, {
          cause: error,
        }),
        `handler of ${event?.name ?? stream}`,
      );
    }
    await this.control.xack(stream, group, entry[0]);
  }

  private async isExhausted(id: string): Promise<boolean> {
    const { stream, group, maxDeliveries } = this.options;
    const pending = (await this.control.xpending(stream, group, id, id, 1)) as [
      string,
      string,
      number,
      number,
    ][];
    return (pending[0]?.[3] ?? 0) >= maxDeliveries;
  }
}
