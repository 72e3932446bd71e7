import {
  FLEET_EVENT_STREAM,
  FLEET_EVENTS,
  type FleetEvent,
  type FleetEventName,
  type FleetEvents,
} from '@archivesmp/contracts/events';
import type { Redis } from 'ioredis';
import {
  closeConnection,
  openProducerConnection,
  talkTo,
  type RedisConnectionSettings,
  type ReportFailure,
} from './redis-connection.js';

/** About this many events are kept; older ones are trimmed by Redis. */
export const STREAM_LENGTH = 10_000;

/** How a stream differs from the ordinary one. */
export interface FleetEventStreamOptions {
  /** Tests use a stream of their own. */
  readonly stream?: string;
  readonly length?: number;
  readonly report?: ReportFailure;
}

/** One entry as XRANGE and XREADGROUP return it: id, then field and value by turns. */
export type StreamEntry = [id: string, fields: string[] | null];

const STREAM_ID = /^\d{1,19}-\d{1,19}$/;
/** No hint of ours comes near it. */
const MOST_DATA_LENGTH = 4_096;

/** An id that Redis accepts; a Last-Event-ID header is foreign input. */
export const isStreamId = (text: string): boolean => STREAM_ID.test(text);

/**
 * undefined when the entry is none of ours: another program's, a name this version does not know, an id that our Redis did not
 * give, or data that is no short flat object.
 */
export function readEntry([id, fields]: StreamEntry): FleetEvent | undefined {
  if (fields === null || !isStreamId(id)) return undefined;
  const valueOf = (name: string) => {
    const index = fields.findIndex((field, position) => position % 2 === 0 && field === name);
    return index < 0 ? undefined : fields[index + 1];
  };
  const name = valueOf('name') as FleetEventName | undefined;
  if (name === undefined || !FLEET_EVENTS.includes(name)) return undefined;
  const data = readData(valueOf('data') ?? '');
  if (data === undefined) return undefined;
  return { id, name, at: valueOf('at')?.slice(0, 32) ?? '', data: data as FleetEvents[typeof name] };
}

function readData(text: string): object | undefined {
  if (text.length > MOST_DATA_LENGTH) return undefined;
  try {
    const data: unknown = JSON.parse(text);
    if (typeof data !== 'object' || data === null || Array.isArray(data)) return undefined;
    return Object.values(data).every((value) => typeof value !== 'object') ? data : undefined;
  } catch {
    // because an entry that is no JSON was not written by us, and a hint may be lost
    return undefined;
  }
}

/** What Redis says when nothing can be added any more: after the greatest id there is, or because the key is no stream. */
const STREAM_IS_LOST = /^(WRONGTYPE|ERR The (stream has exhausted|ID specified in XADD))/;

/** Publishes hints and reads them back by id. Every method throws Problem `queue.unavailable` when Redis is unavailable. */
export class FleetEventStream {
  private readonly redis: Redis;
  private readonly stream: string;
  private readonly mostEvents: number;
  private readonly report: ReportFailure;

  constructor(settings: RedisConnectionSettings, options: FleetEventStreamOptions = {}) {
    this.report = options.report ?? (() => undefined);
    this.redis = openProducerConnection(settings, this.report);
    this.stream = options.stream ?? FLEET_EVENT_STREAM;
    this.mostEvents = options.length ?? STREAM_LENGTH;
  }

  /** Call after commit. Returns the event's id. */
  async publishFleetEvent<Name extends FleetEventName>(
    name: Name,
    data: FleetEvents[Name],
    at: Date,
  ): Promise<string> {
    const fields = ['name', name, 'at', at.toISOString(), 'data', JSON.stringify(data)];
    const id = await this.talk(() => this.appendEntry(fields));
    return id ?? '';
  }

  /** Hints may be lost, and a stream that takes none is of no use: it makes room for a new one. */
  private async appendEntry(fields: readonly string[]): Promise<string | null> {
    const add = () => this.redis.xadd(this.stream, 'MAXLEN', '~', this.mostEvents, '*', ...fields);
    try {
      return await add();
    } catch (error) {
      if (!STREAM_IS_LOST.test((error as Error).message)) throw error;
      this.report(error as Error, 'the event stream took no more events and was begun anew');
      await this.redis.del(this.stream);
      return add();
    }
  }

  /**
   * Events after `id`, oldest first, for every reader (no group, nothing is consumed). `id` left out or foreign:
   * nothing, because there is no position to resume from. An id older than what is kept yields all that is kept.
   */
  async readEventsAfter(id: string | undefined, limit = 500): Promise<FleetEvent[]> {
    if (id === undefined || !isStreamId(id)) return [];
    const entries = await this.talk(() => this.redis.xrange(this.stream, `(${id}`, '+', 'COUNT', limit));
    return entries.map((entry) => readEntry(entry)).filter((event) => event !== undefined);
  }

  /** Id of the newest event, `0-0` when there is none: start reading from here to see only what comes. */
  async latestId(): Promise<string> {
    const entries = await this.talk(() => this.redis.xrevrange(this.stream, '+', '-', 'COUNT', 1));
    return entries[0]?.[0] ?? '0-0';
  }

  /** How many events are kept now. */
  async length(): Promise<number> {
    return this.talk(() => this.redis.xlen(this.stream));
  }

  async close(): Promise<void> {
    await closeConnection(this.redis);
  }

  private async talk<T>(command: () => Promise<T>): Promise<T> {
    return talkTo(this.redis, command);
  }
}
