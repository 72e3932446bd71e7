import type { FleetEvent } from '@archivesmp/contracts/events';

/** The part of a response that a stream of events needs. */
export interface EventSink {
  write(text: string): unknown;
  end(): unknown;
  destroy(): unknown;
  /** Bytes accepted but not yet sent. */
  readonly writableLength: number;
}

/** A client that lets this much pile up is cut off; it comes back with Last-Event-ID and misses nothing. */
export const MOST_WAITING_BYTES = 256 * 1024;

/** One event in the format of server-sent events. */
export const formatEvent = ({ id, name, at, data }: FleetEvent): string =>
  `id: ${id}\nevent: ${name}\ndata: ${JSON.stringify({ name, at, ...data })}\n\n`;

/** Writes events to one client: first what it missed, then what comes; each once, in order, bounded. */
export class SseStream {
  private early: FleetEvent[] | undefined = [];
  private lastId: string | undefined;
  private over = false;

  constructor(
    private readonly sink: EventSink,
    private readonly mostWaiting = MOST_WAITING_BYTES,
  ) {}

  /** Events that arrive while the missed ones are still being read wait for them. */
  push(event: FleetEvent): void {
    if (this.early === undefined) this.send(event);
    else if (this.early.length < 1000) this.early.push(event);
    else this.cutOff();
  }

  /** Sends what the client missed, then goes live. */
  goLive(missed: readonly FleetEvent[]): void {
    const early = this.early ?? [];
    this.early = undefined;
    const newest = missed.at(-1)?.id ?? '0-0';
    // Only here may one come twice; later ids may begin anew, with a stream that was lost
    for (const event of [...missed, ...early.filter(({ id }) => isLater(id, newest))]) this.send(event);
  }

  /** A comment keeps proxies from closing a quiet connection. */
  keepAlive(): void {
    this.sendText(': still here\n\n');
  }

  /** Ends politely; the client reconnects by itself. */
  endStream(): void {
    this.over = true;
    this.sink.end();
  }

  private send(event: FleetEvent): void {
    if (event.id === this.lastId) return;
    this.lastId = event.id;
    this.sendText(formatEvent(event));
  }

  private sendText(text: string): void {
    if (this.over) return;
    this.sink.write(text);
    if (this.sink.writableLength > this.mostWaiting) this.cutOff();
  }

  private cutOff(): void {
    this.over = true;
    this.sink.destroy();
  }
}

/** Order of stream ids `<milliseconds>-<number>`. */
export function isLater(id: string, than: string): boolean {
  const [a = '0', b = '0'] = id.split('-');
  const [c = '0', d = '0'] = than.split('-');
  return a === c ? BigInt(b) > BigInt(d) : BigInt(a) > BigInt(c);
}
