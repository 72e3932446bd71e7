import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runAsmp } from '../src/program.js';
import { collectingTerminal } from '../src/terminal/collecting-terminal.js';

/** A hub that answers as it is told, and remembers what it was asked. */
export interface StandInHub extends AsyncDisposable {
  readonly url: string;
  /** `GET /api/v1/instances?…` with what was sent. */
  readonly asked: {
    readonly route: string;
    readonly headers: NodeJS.Dict<string | string[]>;
    readonly body: string;
  }[];
  asmp(...args: string[]): Promise<{ exitCode: number; out: string; err: string }>;
}

/** @param answers by method and path without the query; what is missing is 404, and status 0 no answer at all */
export async function standInHub(
  answers: Readonly<
    Record<string, { readonly status?: number; readonly body?: unknown; readonly etag?: string }>
  >,
): Promise<StandInHub> {
  const asked: { route: string; headers: NodeJS.Dict<string | string[]>; body: string }[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      asked.push({
        route: `${request.method} ${request.url}`,
        headers: request.headers,
        body: Buffer.concat(pieces).toString('utf8'),
      });
      const {
        status = 200,
        body,
        etag,
      } = answers[`${request.method} ${request.url!.split('?')[0]}`] ?? {
        status: 404,
        body: { code: 'resource.not-found', detail: 'Not here.', status: 404 },
      };
      if (status === 0) {
        request.socket.destroy();
        return;
      }
      const type = status < 400 ? 'application/json' : 'application/problem+json';
      response
        .writeHead(status, { 'content-type': type, ...(etag !== undefined && { etag: `"${etag}"` }) })
        .end(body === undefined ? '' : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    asked,
    asmp: async (...args) => {
      const terminal = collectingTerminal();
      const exitCode = await runAsmp(args, terminal);
      return { exitCode, out: terminal.printed.join('\n'), err: terminal.messages.join('\n') };
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
