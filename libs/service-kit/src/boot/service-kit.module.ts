import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { HealthController } from '../health/health.controller.js';
import { Health } from '../health/health.js';
import type { Log } from '../log/create-log.js';
import { MetricsController } from '../metrics/metrics.controller.js';
import { Metrics } from '../metrics/metrics.js';
import { ProblemFilter } from '../problem/problem.filter.js';
import { ValidationPipe } from '../problem/validation.pipe.js';
import { KnownRoutes } from '../service/known-routes.js';
import { LOG, SERVICE, type ServiceIdentity } from '../service/service-identity.js';

/** What every service has before its module exists. */
export interface Kit {
  service: ServiceIdentity;
  log: Log;
  metrics: Metrics;
  health: Health;
  /** Filled while the service is built. */
  routes: KnownRoutes;
}

/** Log, metrics, health and problem details for one application; global within it and within it only. */
@Module({})
export class ServiceKitModule {
  static withKit(kit: Kit): DynamicModule {
    const shared = [
      { provide: SERVICE, useValue: kit.service },
      { provide: LOG, useValue: kit.log },
      { provide: Metrics, useValue: kit.metrics },
      { provide: Health, useValue: kit.health },
      { provide: KnownRoutes, useValue: kit.routes },
    ];
    return {
      module: ServiceKitModule,
      global: true,
      controllers: [HealthController, MetricsController],
      providers: [
        ...shared,
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useClass: ValidationPipe },
      ],
      exports: shared.map(({ provide }) => provide),
    };
  }
}
