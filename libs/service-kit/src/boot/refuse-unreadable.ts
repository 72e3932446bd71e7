import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { Problem } from '@archivesmp/contracts/problem';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { problemDetails, sendProblem } from '../problem/problem.filter.js';
import { toProblem } from '../problem/to-problem.js';
import { UNKNOWN_ROUTE, type AnswerRecord } from './observe-requests.js';

/** What Node's HTTP parser says of bytes that are no request. */
interface ParserError extends Error {
  readonly code?: string;
}

const BY_PARSER_CODE: Readonly<Record<string, Problem>> = {
  HPE_HEADER_OVERFLOW: new Problem(
    'request.headers-too-large',
    'The headers are larger than 16 KiB together.',
  ),
  ERR_HTTP_REQUEST_TIMEOUT: new Problem('request.too-slow', 'The request did not come to its end in time.'),
};
const NO_REQUEST = new Problem('request.invalid', 'These bytes are no HTTP request.');

/** Answers what never becomes a request of a route as every other refusal: with a problem, an id, a log line and a metric. */
export class UnreadableRequests {
  constructor(private readonly record: AnswerRecord) {}

  /** An address that is no URL. For Fastify's `frameworkErrors`. */
  refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const problem = toProblem(error);
    const requestId = String(request.id);
    void reply.header('x-request-id', requestId);
    sendProblem(reply, problem, requestId);
    this.noteUnreadable(requestId, request.method, problem);
  }

  /** Bytes that are no request. For Fastify's `clientErrorHandler`. */
  refuseBytes(error: ParserError, socket: Socket): void {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    const problem = BY_PARSER_CODE[error.code ?? ''] ?? NO_REQUEST;
    const requestId = randomUUID();
    const body = JSON.stringify(problemDetails(problem, requestId));
    socket.end(
      [
        `HTTP/1.1 ${problem.status} ${problem.title}`,
        'content-type: application/problem+json; charset=utf-8',
        `content-length: ${Buffer.byteLength(body)}`,
        `x-request-id: ${requestId}`,
        'cache-control: no-store',
        'connection: close',
        '',
        body,
      ].join('\r\n'),
    );
    this.noteUnreadable(requestId, 'unreadable', problem);
  }

  private noteUnreadable(requestId: string, method: string, { status }: Problem): void {
    this.record.recordAnswer({ requestId, method, route: UNKNOWN_ROUTE, status, ms: 0 });
  }
}

/** Two Host headers: programs on the way may have read another one than this. */
export function refuseSeveralHosts(server: FastifyInstance): void {
  server.addHook('onRequest', async ({ raw }) => {
    const hosts = raw.rawHeaders.filter((text, index) => index % 2 === 0 && text.toLowerCase() === 'host');
    if (hosts.length > 1) throw new Problem('request.invalid', 'The request names its host more than once.');
  });
}

/**
 * A client that sends a body slower than this is cut off, before it is parsed; what a route reads as a stream is its own matter, and
 * bounded by the time of the whole request.
 * @param isExempt whether a route may take longer
 */
export function cutOffSlowBodies(
  server: FastifyInstance,
  withinMs: number,
  isExempt: (route: string) => boolean,
): void {
  const timers = new WeakMap<FastifyRequest, NodeJS.Timeout>();
  server.addHook('onRequest', async (request) => {
    if (request.raw.complete || isExempt(request.routeOptions.url ?? UNKNOWN_ROUTE)) return;
    const timer = setTimeout(() => request.raw.destroy(), withinMs);
    timer.unref();
    timers.set(request, timer);
    request.raw.once('close', () => clearTimeout(timer));
  });
  server.addHook('preValidation', async (request) => clearTimeout(timers.get(request)));
}
