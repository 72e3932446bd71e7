import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { authenticate, type S3Credentials } from './authentication.js';
import { readAddress } from './s3-address.js';
import { S3Disk } from './s3-disk.js';
import { S3Error } from './s3-error.js';
import { S3Exchange } from './s3-exchange.js';
import { routeOf } from './s3-routes.js';
import { xmlDocument } from './xml-writing.js';

export interface S3DevOptions extends S3Credentials {
  /** Everything is kept below this folder. */
  dir: string;
  /** 0 or left out: a free one. */
  port?: number;
  /** Loopback addresses only. */
  host?: string;
  /** Told about errors that are our own fault. */
  onError?: (error: unknown) => void;
}

export interface S3DevServer {
  host: string;
  port: number;
  close(): Promise<void>;
}

/** Requests under way have this long to finish when the server closes. */
const CLOSE_GRACE_MS = 500;
const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/;

/** Starts the server. Refuses any address that other machines can reach: this is for development and tests only. */
export async function startS3Dev(options: S3DevOptions): Promise<S3DevServer> {
  const host = options.host ?? '127.0.0.1';
  if (!LOOPBACK.test(host))
    throw new Error(
      `s3-dev listens on loopback addresses only, not on ${host}: it is no server for production.`,
    );
  const disk = new S3Disk(options.dir);
  const server = createServer((request, response) => void answer(request, response, disk, options));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  return {
    host,
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS).unref();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  disk: S3Disk,
  options: S3DevOptions,
): Promise<void> {
  const requestId = randomUUID();
  response.setHeader('x-amz-request-id', requestId);
  response.setHeader('server', 's3-dev');
  try {
    const address = readAddress(request.url ?? '/');
    const method = request.method ?? 'GET';
    const proof = authenticate({ method, address, headers: request.headers }, options, new Date());
    const exchange = new S3Exchange(request, response, address, proof, disk);
    await routeOf(exchange)(exchange);
  } catch (error) {
    refuse(request, response, error, requestId, options);
  }
}

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
  requestId: string,
  options: S3DevOptions,
): void {
  if (response.headersSent || response.destroyed) {
    response.destroy(); // the client went away, or an answer broke in the middle: it must not look whole
    return;
  }
  if (!(error instanceof S3Error)) options.onError?.(error);
  const refused = error instanceof S3Error ? error : new S3Error('InternalError', 'We made a mistake.');
  request.resume(); // take the rest of the body, else the client never reads the answer
  const silent = request.method === 'HEAD' || refused.status === 304;
  const body = silent ? '' : errorBody(refused, request, requestId);
  if (!silent) response.setHeader('content-type', 'application/xml');
  response.writeHead(refused.status).end(body);
}

function errorBody(error: S3Error, request: IncomingMessage, requestId: string): string {
  return xmlDocument('Error', [
    ['Code', error.code],
    ['Message', error.message],
    ['Resource', (request.url ?? '').split('?')[0]],
    ['RequestId', requestId],
  ]).replace(/ xmlns="[^"]*"/, '');
}
