import { expect, it } from 'vitest';
import { KnownRoutes } from './known-routes.js';

const routes = new KnownRoutes();
for (const [method, url] of [
  ['GET', '/api/v1/plans'],
  ['POST', '/api/v1/plans'],
  ['GET', '/api/v1/plans/:id'],
  ['DELETE', '/api/v1/plans/:id'],
  ['PUT', '/api/v1/baselines/:plugin/*'],
  ['OPTIONS', '*'],
  ['GET', '/a.b'],
] as const)
  routes.addRoute(method, url);

it.each([
  ['/api/v1/plans', ['GET', 'POST']],
  ['/api/v1/plans?limit=3', ['GET', 'POST']],
  ['/api/v1/plans/', ['GET', 'POST']],
  ['/api/v1/plans/7', ['DELETE', 'GET']],
  ['/api/v1/plans/7/8', []],
  ['/api/v1/baselines/CMI/a/b.yml', ['PUT']],
  ['/a.b', ['GET']],
  ['/axb', []],
  ['/nowhere', []],
])('%s takes %j', (address, methods) => {
  expect(routes.methodsAt(address)).toEqual(methods);
});
