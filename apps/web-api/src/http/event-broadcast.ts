import type { FleetEvent } from '@archivesmp/contracts/events';

/** A client that is connected to this process. */
export interface ConnectedListener {
  /** Id of the user or token it listens with. */
  readonly callerId: string;
  /** Hears every event while it listens. */
  readonly receive: (event: FleetEvent) => void;
  /** The service stops. */
  readonly close: () => void;
}

/** Hands the events of the fleet to every client connected to this process. */
export class EventBroadcast {
  private readonly listeners = new Set<ConnectedListener>();

  /** How many listen. */
  get size(): number {
    return this.listeners.size;
  }

  publish(event: FleetEvent): void {
    for (const { receive } of this.listeners) receive(event);
  }

  /** How many listen with this user or token. */
  countListeners(callerId: string): number {
    return [...this.listeners].filter((one) => one.callerId === callerId).length;
  }

  /** Returns how to leave. */
  join(listener: ConnectedListener): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Ends all connections. */
  close(): void {
    for (const { close } of [...this.listeners]) close();
  }
}
