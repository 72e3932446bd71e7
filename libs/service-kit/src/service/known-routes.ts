import type { FastifyInstance } from 'fastify';

interface KnownRoute {
  readonly methods: Set<string>;
  readonly pattern: RegExp;
}

/** The addresses that a server has, so that a wrong method can be told apart from a wrong address. */
export class KnownRoutes {
  private readonly byUrl = new Map<string, KnownRoute>();

  /** Notes every route that is registered from now on. */
  observe(server: FastifyInstance): void {
    server.addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat()) this.addRoute(one, url);
    });
  }

  addRoute(method: string, url: string): void {
    const route = this.byUrl.get(url) ?? { methods: new Set<string>(), pattern: patternOf(url) };
    route.methods.add(method.toUpperCase());
    this.byUrl.set(url, route);
  }

  /** Methods that this address takes, sorted; empty when there is no such address. @param address with or without its query */
  methodsAt(address: string): string[] {
    const [path] = address.split('?');
    const methods = new Set<string>();
    for (const { methods: own, pattern } of this.byUrl.values())
      if (pattern.test(path!)) for (const method of own) methods.add(method);
    return [...methods].sort();
  }
}

/** `/plans/:id` takes one piece for `:id`, `/files/*` everything behind the stroke. A `*` alone is the answer for what is nowhere. */
function patternOf(url: string): RegExp {
  if (url === '*' || url === '/*') return /(?!)/;
  const pieces = url.split('/').map((piece) => {
    if (piece === '*') return '.*';
    return piece.startsWith(':') ? '[^/]+' : piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${pieces.join('/')}/?$`);
}
