import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Stands between the agents and the hub and forwards everything as it is, until it is told to hold deliveries back: so a
 * test can be sure that a scan is half way, and decide when it goes on.
 */
export class Gate {
  /** Deliveries that wait here now. */
  held = 0;
  /** Requests that came from agents so far. */
  seen = 0;
  private letThrough = Infinity;
  private opened = Promise.withResolvers<void>();
  private readonly server: Server = createServer((from, to) => void this.pass(from, to));

  private constructor(private hubPort: number) {}

  static async open(hubPort: number): Promise<Gate> {
    const gate = new Gate(hubPort);
    await once(gate.server.listen(0, '127.0.0.1'), 'listening');
    return gate;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** From now on only so many more deliveries pass; the others wait for `release`. */
  holdAfter(deliveries: number): void {
    this.letThrough = deliveries;
    this.opened = Promise.withResolvers<void>();
  }

  release(): void {
    this.letThrough = Infinity;
    this.opened.resolve();
  }

  /** From now on everything goes to the hub behind this port. */
  leadTo(port: number): void {
    this.hubPort = port;
  }

  async close(): Promise<void> {
    this.release();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async pass(from: IncomingMessage, to: ServerResponse): Promise<void> {
    this.seen += 1;
    if (from.method === 'POST' && this.letThrough-- <= 0) {
      this.held += 1;
      await this.opened.promise;
      this.held -= 1;
    }
    const { method, url, headers } = from;
    const forward = request({ host: '127.0.0.1', port: this.hubPort, method, path: url, headers });
    forward.on('response', (answer) => {
      to.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(to);
      answer.on('error', () => to.destroy());
    });
    // A hub that is unavailable looks to the agent as it would without this gate
    forward.on('error', () => to.destroy());
    to.on('close', () => forward.destroy());
    from.pipe(forward);
  }
}
