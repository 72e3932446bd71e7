import { setTimeout as pause } from 'node:timers/promises';
import type { FleetEvent } from '@archivesmp/contracts/events';
import type { Redis } from 'ioredis';
import { readEntry, type StreamEntry } from './fleet-event-stream.js';
import { openWorkerConnection, type RedisSettings, type ReportTrouble } from './redis-connection.js';

export interface StreamGroupOptions {
  readonly stream: string;
  /** All processes that share the work name the same group. */
  readonly group: string;
  /** This process; must be unique within the group. */
  readonly consumer: string;
  /** An entry that nobody acknowledged for this long is taken over from its consumer. */
  readonly claimAfterMs?: number;
  /** An entry that failed this often is given up and reported: a poisoned hint must not circle for ever. */
  readonly maxDeliveries?: number;
  readonly blockMs?: number;
  readonly batch?: number;
  readonly report?: ReportTrouble;
}

export type HandleEvent = (event: FleetEvent) => Promise<void>;

/**
 * One consumer of a group on a Redis stream: each entry goes to one consumer, is acknowledged after its handler
 * succeeded, and is delivered again when the handler failed or its consumer died. At least once; handlers are idempotent.
 */
export class StreamGroup {
  readonly #reader: Redis;
  readonly #control: Redis;
  readonly #options: Required<StreamGroupOptions>;
  #closed = false;
  #loop: Promise<void> | undefined;
  #lastClaim = 0;

  constructor(settings: RedisSettings, options: StreamGroupOptions) {
    this.#options = {
      claimAfterMs: 30_000,
      maxDeliveries: 10,
      blockMs: 2_000,
      batch: 50,
      report: () => undefined,
      ...options,
    };
    const where = `consumer of ${options.stream}`;
    this.#reader = openWorkerConnection(settings, where, this.#options.report);
    this.#control = openWorkerConnection(settings, where, this.#options.report);
  }

  get connections(): readonly [Redis, Redis] {
    return [this.#reader, this.#control];
  }

  /** Resolves once the group exists; reading then goes on in the background until `close`. */
  async start(handle: HandleEvent): Promise<void> {
    await this.#ensureGroup('$');
    this.#loop = this.#run(handle);
  }

  /** Takes nothing new, lets the running handler finish (at most `graceMs`), leaves the rest to the other consumers. */
  async close(graceMs = 5_000): Promise<void> {
    this.#closed = true;
    this.#reader.disconnect();
    const abort = new AbortController();
    const late = pause(graceMs, undefined, { signal: abort.signal }).catch(() => undefined);
    await Promise.race([this.#loop ?? Promise.resolve(), late]);
    abort.abort();
    this.#control.disconnect();
    await this.#loop;
  }

  async #run(handle: HandleEvent): Promise<void> {
    while (!this.#closed) {
      try {
        for (const entry of await this.#claimAbandoned()) await this.#deliver(entry, handle);
        for (const entry of await this.#readNew()) await this.#deliver(entry, handle);
      } catch (error) {
        if (this.#closed) return;
        await this.#recover(error as Error);
      }
    }
  }

  async #recover(error: Error): Promise<void> {
    const { report, stream } = this.#options;
    // A wiped Redis lost the group with the stream: everything in the new stream is news, so read it from its start.
    const remedy = error.message.startsWith('NOGROUP') ? this.#ensureGroup('0') : pause(250);
    await remedy.catch((again: Error) => report(again, `consumer of ${stream}`));
    if (!error.message.startsWith('NOGROUP')) report(error, `consumer of ${stream}`);
  }

  async #ensureGroup(from: '$' | '0'): Promise<void> {
    const { stream, group } = this.#options;
    try {
      await this.#control.xgroup('CREATE', stream, group, from, 'MKSTREAM');
    } catch (error) {
      if (!(error as Error).message.startsWith('BUSYGROUP')) throw error;
    }
  }

  async #readNew(): Promise<StreamEntry[]> {
    const { group, consumer, batch, stream } = this.#options;
    const answer = (await this.#reader.xreadgroup(
      'GROUP',
      group,
      consumer,
      'COUNT',
      batch,
      'BLOCK',
      this.#blockFor(),
      'STREAMS',
      stream,
      '>',
    )) as [string, StreamEntry[]][] | null;
    return answer?.[0]?.[1] ?? [];
  }

  /** Never sleep past the moment at which the next abandoned entry may be claimed. */
  #blockFor(): number {
    return Math.max(1, Math.min(this.#options.blockMs, this.#options.claimAfterMs));
  }

  async #claimAbandoned(): Promise<StreamEntry[]> {
    const { stream, group, consumer, claimAfterMs, batch } = this.#options;
    const now = performance.now();
    if (this.#lastClaim > 0 && now - this.#lastClaim < claimAfterMs / 2) return [];
    this.#lastClaim = now;
    const [, entries] = (await this.#control.xautoclaim(
      stream,
      group,
      consumer,
      claimAfterMs,
      '0-0',
      'COUNT',
      batch,
    )) as [string, StreamEntry[]];
    return entries;
  }

  async #deliver(entry: StreamEntry, handle: HandleEvent): Promise<void> {
    // What was read but not begun when closing stays pending, and another consumer claims it.
    if (this.#closed) return;
    const { stream, group } = this.#options;
    const event = readEntry(entry);
    try {
      if (event !== undefined) await handle(event);
    } catch (error) {
      if (!(await this.#isExhausted(entry[0]))) {
        this.#options.report(error as Error, `handler of ${event?.name ?? stream}`);
        return;
      }
      this.#options.report(
        new Error(`event ${entry[0]} is given up after ${this.#options.maxDeliveries} deliveries`, {
          cause: error,
        }),
        `handler of ${event?.name ?? stream}`,
      );
    }
    await this.#control.xack(stream, group, entry[0]);
  }

  async #isExhausted(id: string): Promise<boolean> {
    const { stream, group, maxDeliveries } = this.#options;
    const pending = (await this.#control.xpending(stream, group, id, id, 1)) as [
      string,
      string,
      number,
      number,
    ][];
    return (pending[0]?.[3] ?? 0) >= maxDeliveries;
  }
}
