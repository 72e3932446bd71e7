import type { FleetEventName, FleetEvents } from '@archivesmp/contracts/events';
import { ClientProxy, type ReadPacket, type WritePacket } from '@nestjs/microservices';
import { FleetEventStream, type FleetEventStreamOptions } from './fleet-event-stream.js';
import type { RedisConnectionSettings } from './redis-connection.js';

/** The publishing side for Nest: `client.emit('drift.scan.completed', …)` puts one entry on the stream. */
export class RedisStreamsClient extends ClientProxy {
  private readonly stream: FleetEventStream;

  constructor(settings: RedisConnectionSettings, options: FleetEventStreamOptions = {}) {
    super();
    this.stream = new FleetEventStream(settings, options);
  }

  connect(): Promise<void> {
    return Promise.resolve();
  }

  async close(): Promise<void> {
    await this.stream.close();
  }

  unwrap<T>(): T {
    return this.stream as T;
  }

  protected publish(_packet: ReadPacket, callback: (packet: WritePacket) => void): () => void {
    // Answers would make an event a remote call; commands go through the queues.
    callback({ err: new Error('The event stream carries no requests; enqueue a job instead.') });
    return () => undefined;
  }

  protected override async dispatchEvent<T = string>(
    packet: ReadPacket<FleetEvents[FleetEventName]>,
  ): Promise<T> {
    const name = this.normalizePattern(packet.pattern as string) as FleetEventName;
    return (await this.stream.publishFleetEvent(name, packet.data, new Date())) as T;
  }
}
