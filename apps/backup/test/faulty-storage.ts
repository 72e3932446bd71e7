import {
  createServer,
  request as onwardRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestBucket } from '@archivesmp/testing';

/** Stands before the S3 server and answers 503 in its place for as long as it is told to. */
export class FaultyStorage {
  /** Which requests are refused; none when left out. */
  refuse: ((method: string, path: string) => boolean) | undefined;
  refused = 0;

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async before(target: TestBucket): Promise<FaultyStorage> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const storage = new FaultyStorage(server, (server.address() as AddressInfo).port);
    server.on('request', (request, response) => storage.pass(target, request, response));
    return storage;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private pass(target: TestBucket, request: IncomingMessage, response: ServerResponse): void {
    const { method = 'GET', url: path = '/', headers } = request;
    if (this.refuse?.(method, path) === true) {
      this.refused += 1;
      request.resume();
      response.writeHead(503).end('<Error><Code>SlowDown</Code></Error>');
      return;
    }
    const onward = onwardRequest(
      { host: target.endPoint, port: target.port, method, path, headers },
      (answer) => {
        response.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  }
}
