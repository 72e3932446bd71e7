import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedRequest {
  readonly route: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A web server that answers as a test says, and remembers what it was asked. */
export class TestHub {
  readonly received: ReceivedRequest[] = [];

  private constructor(private readonly server: Server) {}

  static async open(answer: (received: ReceivedRequest, response: ServerResponse) => void): Promise<TestHub> {
    const server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => {
        const received = { route: `${request.method} ${request.url}`, headers: request.headers, body };
        hub.received.push(received);
        answer(received, response);
      });
    });
    const hub = new TestHub(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return hub;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

export function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {
    'content-type': status < 400 ? 'application/json' : 'application/problem+json',
  });
  response.end(JSON.stringify(body));
}

export const PROBLEM = {
  type: 'urn:archivesmp:problem:plan.stale',
  title: 'The plan no longer fits what is there',
  status: 409,
  code: 'plan.stale',
  detail: 'DEV01 plugins/CMI/config.yml has another content.',
  help: 'Make a new plan.',
  instance: 'request-1',
  errors: [{ field: 'DEV01 plugins/CMI/config.yml', message: 'planned on aa, now bb' }],
};
