import { HostSettings, LOG, Metrics, parseSettings, type Kit } from '@archivesmp/service-kit';
import type { FactoryProvider, Provider, Type } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { describe, expect, it } from 'vitest';
import { WebApiModule } from './web-api.module.js';

const SETTINGS = {
  physical_server: 'hetzner',
  minio: { access_key: 'a', secret_key: 'b', endpoint: '127.0.0.1:9000' },
  mariadb: { username: 'a', password: 'b' },
};
const settings = parseSettings(HostSettings, JSON.stringify(SETTINGS), 'host.yaml', {});

/** What the kit and Nest bring themselves. */
const BROUGHT: readonly unknown[] = [LOG, Metrics, Reflector];

const tokenOf = (provider: Provider): unknown =>
  typeof provider === 'function' ? provider : provider.provide;
const isFactory = (provider: Provider): provider is FactoryProvider => 'useFactory' in provider;

/** What a decorated class is given: what `@Inject` says of its parameters. */
const injectedInto = (type: Type): unknown[] =>
  ((Reflect.getMetadata('self:paramtypes', type) ?? []) as { param: unknown }[]).map(({ param }) => param);

function asked(provider: Provider): readonly unknown[] {
  if (typeof provider === 'function') return injectedInto(provider as Type);
  if ('useClass' in provider) return injectedInto(provider.useClass);
  return isFactory(provider) ? (provider.inject ?? []) : [];
}

describe('the parts of the web API', () => {
  const { providers = [], controllers = [] } = WebApiModule.register(settings, {} as Kit);
  const provided = new Set([...providers.map(tokenOf), ...BROUGHT]);

  it('are each put together from parts that are there', () => {
    const lacking = providers.flatMap((provider) =>
      asked(provider)
        .filter((part) => !provided.has(part))
        .map((part) => [tokenOf(provider), part]),
    );
    expect(lacking).toEqual([]);
  });

  it('are all there that a route is given', () => {
    const lacking = controllers.flatMap((type) =>
      injectedInto(type)
        .filter((part) => !provided.has(part))
        .map((part) => [type, part]),
    );
    expect(lacking).toEqual([]);
    expect(injectedInto(controllers[0]!)).not.toEqual([]);
  });

  it('are each there once, and none for nobody', () => {
    // Guards have a token of Nest, interceptors are named by the routes they stand at.
    const tokens = providers
      .filter((provider) => typeof provider !== 'function')
      .map(tokenOf)
      .filter((token) => typeof token !== 'string');
    expect(tokens.filter((token, index) => tokens.indexOf(token) !== index)).toEqual([]);
    const wanted = new Set([
      ...providers.flatMap(asked),
      ...controllers.flatMap((type) => injectedInto(type)),
    ]);
    const idle = tokens.filter((token) => !wanted.has(token));
    expect(idle).toEqual([]);
  });
});
