import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What goes wrong between the hub and S3. */
export type S3Fault = 'unavailable' | 'cut' | 'wrong-bytes';

/** Contents and manifests of backups carry their own proof; what a wrong byte does to them must be noticed. */
const PROVEN = /\/(snapshots|objects)\/|manifest\.json$/;

/** Stands between the hub and S3 and forwards everything as it is, until it is told to play a fault. */
export class FaultyS3 {
  /** Requests that a fault hit. */
  hits = 0;
  /** Told of each request before it is passed on. */
  seen: (method: string, url: string) => void = () => undefined;
  private fault: S3Fault | undefined;
  private left = 0;
  private target = 0;
  private readonly server: Server = createServer((from, to) => this.pass(from, to));

  /** @returns the port to be told to the hub */
  async open(target: number): Promise<number> {
    this.target = target;
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  /** So many of the next requests are hit. */
  play(fault: S3Fault, requests: number): void {
    this.fault = fault;
    this.left = requests;
  }

  heal(): void {
    this.left = 0;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private pass(from: IncomingMessage, to: ServerResponse): void {
    this.seen(from.method ?? '', from.url ?? '');
    const fault = this.faultFor(from);
    if (fault === 'cut') return void to.destroy();
    if (fault === 'unavailable') {
      from.resume();
      const body = '<?xml version="1.0"?><Error><Code>SlowDown</Code><Message>later</Message></Error>';
      to.writeHead(503, { 'content-type': 'application/xml' });
      to.end(body);
      return;
    }
    const { method, url, headers } = from;
    const forward = request({ host: '127.0.0.1', port: this.target, method, path: url, headers });
    forward.on('response', (answer) => {
      to.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on('error', () => to.destroy());
      if (fault === undefined) answer.pipe(to);
      else answer.on('data', (chunk: Buffer) => to.write(spoiled(chunk))).on('end', () => to.end());
    });
    forward.on('error', () => to.destroy());
    to.on('close', () => forward.destroy());
    from.pipe(forward);
  }

  private faultFor({ method, url = '' }: IncomingMessage): S3Fault | undefined {
    if (this.left <= 0 || this.fault === undefined) return undefined;
    if (this.fault === 'wrong-bytes' && (method !== 'GET' || !PROVEN.test(url.split('?')[0]!)))
      return undefined;
    this.left -= 1;
    this.hits += 1;
    return this.fault;
  }
}

/** As long as before, so that nothing but the content tells. */
function spoiled(chunk: Buffer): Buffer {
  const copy = Buffer.from(chunk);
  copy[copy.length >> 1]! ^= 0x20;
  return copy;
}
