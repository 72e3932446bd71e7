import type { FleetEvent } from '@archivesmp/contracts/events';

/** Hears every event while it listens. */
export type EventListener = (event: FleetEvent) => void;

/** Hands the events of the fleet to everybody connected to this process. */
export class EventBroadcast {
  private readonly listeners = new Set<EventListener>();
  private readonly closers = new Set<() => void>();

  /** How many listen. */
  get size(): number {
    return this.listeners.size;
  }

  publish(event: FleetEvent): void {
    for (const listener of this.listeners) listener(event);
  }

  /** Adds a listener; `onClose` is called when the service stops. Returns how to leave. */
  join(listener: EventListener, onClose: () => void): () => void {
    this.listeners.add(listener);
    this.closers.add(onClose);
    return () => {
      this.listeners.delete(listener);
      this.closers.delete(onClose);
    };
  }

  /** Ends all connections. */
  close(): void {
    for (const end of [...this.closers]) end();
  }
}
