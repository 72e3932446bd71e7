import { AsyncResource } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { withLogContext } from '../log/log-context.js';
import type { Log } from '../log/create-log.js';
import type { Metrics } from '../metrics/metrics.js';

const OWN_ID = /^[A-Za-z0-9._-]{8,64}$/;

/** A request's id: what the caller sends as X-Request-Id if it looks like one, else a new UUID. */
export function requestId(headers: Record<string, string | string[] | undefined>): string {
  const sent = headers['x-request-id'];
  return typeof sent === 'string' && OWN_ID.test(sent) ? sent : randomUUID();
}

/** What is told of one answer. */
interface Answered {
  readonly requestId: string;
  readonly method: string;
  /** The route's pattern, never the address: addresses have no bound. */
  readonly route: string;
  readonly status: number;
  readonly ms: number;
}

/** One log line and one observation in the metrics for every answer, also for what never reached a route. */
export class AnswerRecord {
  private readonly seconds;

  constructor(
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.seconds = metrics.histogram({
      name: 'archivesmp_http_request_duration_seconds',
      help: 'Time from the first byte of a request to the last of its answer',
      labels: ['method', 'route', 'status'],
    });
  }

  recordAnswer({ requestId: id, method, route, status, ms }: Answered): void {
    this.seconds.observe({ method: knownMethod(method), route, status: String(status) }, ms / 1000);
    const quiet = route.startsWith('/health') || route === '/metrics';
    const facts = { requestId: id, method: knownMethod(method), route, status, ms: Math.round(ms) };
    this.log[quiet ? 'debug' : 'info'](facts, 'request answered');
  }
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
/** Methods can be made up, and each would be a series of its own. */
const knownMethod = (method: string): string => (METHODS.has(method) ? method : 'other');

/** Gives every request a log context, one log line and one observation in the metrics. */
export function observeRequests(server: FastifyInstance, record: AnswerRecord): void {
  const chains = new WeakMap<FastifyRequest, AsyncResource>();

  server.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    withLogContext({ requestId: request.id }, () => {
      chains.set(request, new AsyncResource('request'));
      done();
    });
  });
  // Reading a body leaves the call chain of onRequest, because the socket's events belong to the connection.
  server.addHook('preValidation', (request, _reply, done) => {
    const chain = chains.get(request);
    if (chain) chain.runInAsyncScope(done);
    else done();
  });
  server.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? UNKNOWN_ROUTE;
    const { method } = request;
    record.recordAnswer({
      requestId: request.id,
      method,
      route,
      status: reply.statusCode,
      ms: reply.elapsedTime,
    });
    done();
  });
}

/** The route of what is no address here. */
export const UNKNOWN_ROUTE = 'unknown';
