import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** Beside src and dist alike. */
const PAGES = fileURLToPath(new URL('../../public/', import.meta.url));
const SWAGGER_UI = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

/** Addresses of the one page on which the fleet is changed; its scripts show what the address names. */
const CHANGES = [
  '/plans',
  '/plans/:id',
  '/deployments',
  '/deployments/:id',
  '/restart',
  '/backups',
  '/backups/:id',
];

/**
 * The overview at /, the pages on which the fleet is changed, Swagger UI at /docs, and the API document they are made from.
 * Public: they hold no data of the fleet.
 */
export async function servePages(server: FastifyInstance, document: () => object): Promise<void> {
  await server.register(fastifyStatic, { root: PAGES, prefix: '/assets/', index: false });
  servePage(server, '/', join(PAGES, 'index.html'), 'text/html');
  for (const address of CHANGES) servePage(server, address, join(PAGES, 'changes.html'), 'text/html');
  servePage(server, '/docs', join(PAGES, 'docs.html'), 'text/html');
  servePage(server, '/docs/swagger-ui.css', join(SWAGGER_UI, 'swagger-ui.css'), 'text/css');
  servePage(
    server,
    '/docs/swagger-ui-bundle.js',
    join(SWAGGER_UI, 'swagger-ui-bundle.js'),
    'text/javascript',
  );
  serveNotFound(server);
  let text: string | undefined;
  server.get('/openapi.json', (_request, reply) =>
    reply.type('application/json; charset=utf-8').send((text ??= JSON.stringify(document()))),
  );
}

/** A browser at an address that is none gets a page with the way home; programs, and callers of the API, get the problem. */
function serveNotFound(server: FastifyInstance): void {
  let page: Buffer | undefined;
  server.addHook('onSend', async (request, reply, payload) => {
    const isPage = request.method === 'GET' && !request.url.startsWith('/api/');
    if (reply.statusCode !== 404 || !isPage || !/\btext\/html\b/.test(request.headers.accept ?? ''))
      return payload;
    page ??= await readFile(join(PAGES, 'not-found.html'));
    void reply.removeHeader('content-length').type('text/html; charset=utf-8');
    return page;
  });
}

function servePage(server: FastifyInstance, url: string, file: string, type: string): void {
  let content: Buffer | undefined;
  server.get(url, async (_request, reply) => {
    content ??= await readFile(file);
    return reply.type(`${type}; charset=utf-8`).header('cache-control', 'public, max-age=300').send(content);
  });
}
