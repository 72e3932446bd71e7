import { FLEET_EVENT_STREAM, type FleetEvent } from '@archivesmp/contracts/events';
import { BaseRpcContext, Server, type CustomTransportStrategy } from '@nestjs/microservices';
import type { Redis } from 'ioredis';
import { isObservable, lastValueFrom, type Observable } from 'rxjs';
import type { RedisConnectionSettings } from './redis-connection.js';
import { StreamGroup, type StreamGroupOptions } from './stream-group.js';

/** Identifies this transport towards Nest. */
export const REDIS_STREAMS = Symbol('redis-streams');

/** What a handler may ask for with `@Ctx()`: the event as it stood on the stream. */
export class FleetEventContext extends BaseRpcContext<[FleetEvent]> {
  get event(): FleetEvent {
    return this.args[0];
  }
}

type ConnectionListener = (...parameters: unknown[]) => void;

/** How the transport reads; the stream is the one of the fleet unless named. */
export type RedisStreamsServerOptions = Omit<StreamGroupOptions, 'stream'> & { readonly stream?: string };

/**
 * `@EventPattern('drift.scan.completed')` on a Redis stream with a consumer group. The entry is acknowledged when every
 * handler of its pattern succeeded; events without a handler here are acknowledged and passed over.
 */
export class RedisStreamsServer
  extends Server<Record<string, ConnectionListener>>
  implements CustomTransportStrategy
{
  override transportId = REDIS_STREAMS;
  /** We await handlers ourselves, so a failure must come to us and not be swallowed by a log line. */
  override readonly propagatesEventHandlerErrors = true;
  private readonly group: StreamGroup;

  constructor(settings: RedisConnectionSettings, options: RedisStreamsServerOptions) {
    super();
    this.initializeSerializer(undefined as never);
    this.initializeDeserializer(undefined as never);
    this.group = new StreamGroup(settings, { stream: FLEET_EVENT_STREAM, ...options });
    for (const connection of this.group.connections) {
      connection.on('ready', () => this._status$.next('connected'));
      connection.on('reconnecting', () => this._status$.next('reconnecting'));
    }
  }

  listen(callback: (error?: unknown) => void): void {
    this.group
      .startReading((event) => this.dispatch(event))
      .then(
        () => callback(),
        (error: unknown) => callback(error),
      );
  }

  async close(): Promise<void> {
    await this.group.close();
  }

  on(event: string, listener: ConnectionListener): void {
    for (const connection of this.group.connections) connection.on(event, listener);
  }

  unwrap<T>(): T {
    return this.group.connections as readonly [Redis, Redis] as T;
  }

  private async dispatch(event: FleetEvent): Promise<void> {
    const handler = this.getHandlerByPattern(event.name);
    if (handler === null) return;
    const context = new FleetEventContext([event]);
    await this.runWithProcessingHooks(context, async (ended) => {
      const result: unknown = await handler(event.data, context);
      if (isObservable(result))
        await lastValueFrom(result as Observable<unknown>, { defaultValue: undefined });
      ended();
    });
  }
}
