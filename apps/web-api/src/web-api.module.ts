import type { HostSettings, Kit } from '@archivesmp/service-kit';
import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access/access.guard.js';
import { ACCESS } from './composition/access.js';
import { BACKUPS } from './composition/backups.js';
import { BASELINES } from './composition/baselines.js';
import { DEPLOYMENTS } from './composition/deployments.js';
import { EXPECTATIONS } from './composition/expectations.js';
import { FINDINGS } from './composition/findings.js';
import { FLEET } from './composition/fleet.js';
import { HOSTS } from './composition/hosts.js';
import { Connections, openConnections } from './composition/open-connections.js';
import { ORDERS } from './composition/orders.js';
import { PLANS } from './composition/plans.js';
import { RESULTS } from './composition/results.js';
import { ROUTES } from './composition/routes.js';
import { SCANS } from './composition/scans.js';
import { HTTP } from './composition/http.js';
import { STORAGE } from './composition/storage.js';
import { settingsProviders, STORES } from './composition/stores.js';
import { EventBroadcast } from './http/event-broadcast.js';
import { IdempotencyInterceptor } from './http/idempotency.interceptor.js';
import { SETTINGS } from './http/web-api.tokens.js';
import { RefuseTypedSecrets } from './secrets/refuse-typed-secrets.guard.js';

@Module({})
export class WebApiModule {
  /** Who plays which part. */
  static register(settings: HostSettings, kit: Kit): DynamicModule {
    return {
      module: WebApiModule,
      controllers: ROUTES,
      providers: [
        { provide: SETTINGS, useValue: settings },
        {
          provide: Connections,
          useFactory: (broadcast: EventBroadcast) => openConnections(settings, kit, broadcast),
          inject: [EventBroadcast],
        },
        ...settingsProviders(settings),
        ...STORES,
        ...HTTP,
        ...ACCESS,
        ...FLEET,
        ...HOSTS,
        ...SCANS,
        ...FINDINGS,
        ...BASELINES,
        ...EXPECTATIONS,
        ...PLANS,
        ...DEPLOYMENTS,
        ...ORDERS,
        ...RESULTS,
        ...BACKUPS,
        ...STORAGE,
        IdempotencyInterceptor,
        { provide: APP_GUARD, useClass: AccessGuard },
        // Guards run in this order, and strangers are told nothing about what they sent
        { provide: APP_GUARD, useClass: RefuseTypedSecrets },
      ],
    };
  }
}
