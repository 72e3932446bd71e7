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

/** Gives every request a log context, one log line and one observation in the metrics. */
export function observeRequests(server: FastifyInstance, log: Log, metrics: Metrics): void {
  const seconds = metrics.histogram({
    name: 'archivesmp_http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last of its answer',
    labels: ['method', 'route', 'status'],
  });
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
    // The route's pattern, never the address: addresses have no bound.
    const route = request.routeOptions.url ?? 'unknown';
    seconds.observe(
      { method: request.method, route, status: String(reply.statusCode) },
      reply.elapsedTime / 1000,
    );
    const facts = { requestId: request.id, method: request.method, route, status: reply.statusCode };
    const quiet = route.startsWith('/health') || route === '/metrics';
    log[quiet ? 'debug' : 'info']({ ...facts, ms: Math.round(reply.elapsedTime) }, 'request answered');
    done();
  });
}
