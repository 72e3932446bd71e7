import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import { AGENT_BODY_BYTES, PACK_CONTENT_TYPE } from '@archivesmp/contracts/agent';
import { cutOffSlowBodies, type HostSettings } from '@archivesmp/service-kit';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { IdentifyCaller } from './access/identify-caller.js';
import { RAW_TYPES } from './http/raw-text.js';
import { openApiDocument } from './http/documents/openapi-document.js';
import { EventBroadcast } from './http/event-broadcast.js';
import { compressAnswers } from './http/compress-answers.js';
import { servePages } from './http/serve-pages.js';

/** People and programs send what fits into this time over any line; agents send packs of hundreds of megabytes. */
const BODY_WITHIN_MS = 20_000;
/** Routes whose JSON names every file of an instance. */
const AGENT_REPORTS = ['/api/results', '/api/results/inspections/:id'];
const FROM_AGENTS = ['/api/results', '/api/agent'];

/** Everything about HTTP that Nest does not do: headers, cookies, body types and limits, pages and the API document. */
export async function configureHttp(app: NestFastifyApplication, settings: HostSettings): Promise<void> {
  const server = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  await server.register(helmet, securityHeaders(settings));
  await server.register(cookie);
  await compressAnswers(server);
  identifyBeforeBodies(server, app.get(IdentifyCaller));
  acceptBodies(server, settings);
  cutOffSlowBodies(server, BODY_WITHIN_MS, (route) => FROM_AGENTS.some((start) => route.startsWith(start)));
  await servePages(server, () => openApiDocument(app));
  // What the API tells is of now and of one caller; only a route that says otherwise may be kept.
  server.addHook('onSend', async (request, reply) => {
    if (request.url.startsWith('/api/') && !reply.hasHeader('cache-control'))
      void reply.header('cache-control', 'no-store');
  });
  server.addHook('preClose', async () => app.get(EventBroadcast).close());
}

function securityHeaders({ http }: HostSettings) {
  const self = ["'self'"];
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: self,
        styleSrc: self,
        imgSrc: ["'self'", 'data:'],
        connectSrc: self,
        fontSrc: self,
        formAction: self,
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    // Only promised where the operators said that they serve https.
    strictTransportSecurity: http.isHttps() ? { maxAge: 31_536_000 } : false,
    frameguard: { action: 'deny' as const },
    referrerPolicy: { policy: 'no-referrer' as const },
    crossOriginEmbedderPolicy: false,
  };
}

const LOGIN = '/api/v1/login';
/** More than a name and a password ever need. */
const LOGIN_LIMIT = 16 * 1024;
const HAS_BODY = new Set(['POST', 'PUT', 'PATCH']);

/** A stranger is turned away before a byte of a body is read; the guard decides the rest. */
function identifyBeforeBodies(server: FastifyInstance, identify: IdentifyCaller): void {
  server.addHook('onRoute', (route) => {
    const hasBody = [route.method].flat().some((method) => HAS_BODY.has(method));
    if (!hasBody || !route.url.startsWith('/api/') || route.url === LOGIN) return;
    route.onRequest = async (request) => {
      await identify.identifyCaller(request);
    };
  });
}

function acceptBodies(server: FastifyInstance, settings: HostSettings): void {
  // A pack stays a stream: it is counted and unpacked while it arrives.
  server.addContentTypeParser(PACK_CONTENT_TYPE, (_request, body, done) => done(null, body));
  server.addContentTypeParser(RAW_TYPES, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  server.addHook('onRoute', (route) => {
    if (route.url === LOGIN) route.bodyLimit = LOGIN_LIMIT;
    if (AGENT_REPORTS.includes(route.url))
      route.bodyLimit = Math.min(settings.http.results_limit, AGENT_BODY_BYTES);
    if (route.url.startsWith('/api/v1/baselines/') || route.url === '/api/v1/deviations')
      route.bodyLimit = settings.drift.max_file_bytes;
  });
}
