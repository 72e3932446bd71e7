import diagnostics from 'node:diagnostics_channel';
import type { AnswerCheck } from './answer-check.js';
import { AnswerNotes } from './answer-notes.js';
import { committedDocument } from './api-document.js';

interface Request {
  readonly method: string;
  readonly url: string;
  readonly routeOptions: { readonly url?: string };
}
interface Reply {
  readonly statusCode: number;
  getHeader(name: string): unknown;
  getHeaders(): Record<string, unknown>;
}
/** As much of a Fastify server as is needed here. */
interface Server {
  addHook(name: 'onRoute', hook: (route: { url: string }) => void): void;
  addHook(name: 'onSend', hook: (request: Request, reply: Reply, payload: unknown) => Promise<unknown>): void;
}

/** A server with its own document is checked against it. */
const DOCUMENT_ROUTE = '/openapi.json';
const API = '/api/';

/**
 * From now on every answer of every API server of this process is checked against docs/openapi.json, for every client, and what is wrong
 * is noted in a folder. The answers themselves stay as they are.
 * @returns ends it: writes down how many answers were looked at
 */
export function watchAnswers(dir: string): () => void {
  const notes = new AnswerNotes(dir);
  let check: AnswerCheck | undefined;
  const watch = (message: unknown): void => {
    const { fastify } = message as { fastify: Server };
    let isApi = false;
    fastify.addHook('onRoute', ({ url }) => {
      isApi ||= url === DOCUMENT_ROUTE;
    });
    fastify.addHook('onSend', async (request, reply, payload) => {
      if (!isApi || !request.url.startsWith(API)) return payload;
      // Most programs that load this give no answer at all, and the validator takes its time to load
      check ??= new (await import('./answer-check.js')).AnswerCheck(committedDocument());
      const { method } = request;
      const route = request.routeOptions.url;
      const body = payloadText(payload);
      const faults = check.faults({
        method,
        route,
        status: reply.statusCode,
        contentType: reply.getHeader('content-type')?.toString(),
        headers: reply.getHeaders(),
        body,
      });
      for (const fault of faults) notes.fault(fault, body ?? '');
      const name = route === undefined ? undefined : check.nameAt(method, route);
      if (name !== undefined) notes.countAnswer(name);
      return payload;
    });
  };
  diagnostics.subscribe('fastify.initialization', watch);
  return () => notes.flush();
}

function payloadText(payload: unknown): string | undefined {
  if (typeof payload === 'string') return payload;
  return Buffer.isBuffer(payload) ? payload.toString('utf8') : undefined;
}
