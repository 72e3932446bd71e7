import { Catch, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { Problem, type ProblemDetails } from '@archivesmp/contracts/problem';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { KnownRoutes } from '../service/known-routes.js';
import { LOG } from '../service/service-identity.js';
import type { Log } from '../log/create-log.js';
import { toProblem } from './to-problem.js';

/** Answers every failure as RFC 9457 problem details with a code, a help sentence and the request id. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    @Inject(LOG) private readonly log: Log,
    @Inject(KnownRoutes) private readonly routes: KnownRoutes,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = this.wrongMethod(request, reply) ?? toProblem(thrown);
    this.report(problem, thrown, request);
    // A stream that already began can only be cut off.
    if (reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    // A client that is still sending a body has to stop, as it will not be read, and this connection is of no more use.
    if (!request.raw.complete) void reply.header('connection', 'close');
    sendProblem(reply, problem, String(request.id));
  }

  /** The address is right and the method is not: says which ones it takes. */
  private wrongMethod(request: FastifyRequest, reply: FastifyReply): Problem | undefined {
    if (!request.is404) return undefined;
    const methods = this.routes.methodsAt(request.url);
    if (methods.length === 0 || methods.includes(request.method)) return undefined;
    void reply.header('allow', methods.join(', '));
    return new Problem('request.method-not-allowed', `This address takes ${methods.join(', ')}.`);
  }

  private report(problem: Problem, thrown: unknown, request: FastifyRequest): void {
    const facts = { problem: problem.code, method: request.method, route: request.routeOptions?.url };
    if (problem.code === 'internal') this.log.error({ ...facts, err: thrown }, 'request failed unexpectedly');
    else if (problem.status >= 500) this.log.warn({ ...facts, err: thrown }, 'request failed');
    else this.log.debug({ ...facts, detail: problem.detail }, 'request refused');
  }
}

/** Answers with a problem; also for what the HTTP server refuses before any route is found. */
export function sendProblem(reply: FastifyReply, problem: Problem, requestId: string): void {
  const retryAfter = problem.options.retryAfterSeconds;
  if (retryAfter !== undefined) void reply.header('retry-after', String(Math.max(1, Math.ceil(retryAfter))));
  if (problem.status === 401) void reply.header('www-authenticate', 'Bearer');
  void reply
    .status(problem.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(JSON.stringify(problemDetails(problem, requestId)));
}

/** The body of a problem answer. `requestId` is what the user quotes and the log carries. */
export function problemDetails(problem: Problem, requestId: string): ProblemDetails {
  return {
    type: `urn:archivesmp:problem:${problem.code}`,
    title: problem.title,
    status: problem.status,
    code: problem.code,
    detail: problem.detail,
    help: problem.help,
    instance: requestId,
    ...(problem.options.errors && { errors: problem.options.errors }),
  };
}
