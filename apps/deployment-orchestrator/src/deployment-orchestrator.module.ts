import { ServiceWork } from '@archivesmp/hub-wiring';
import type { HostSettings, Kit } from '@archivesmp/service-kit';
import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { openDeploymentWork } from './deployment-work.js';

const WORK = Symbol('work of deployment-orchestrator');

/** The service inside a Nest application: opened while the application is built, closed with it. */
@Module({})
export class DeploymentOrchestratorModule implements OnApplicationShutdown {
  constructor(@Inject(WORK) private readonly work: ServiceWork) {}

  static register(settings: HostSettings, kit: Kit): DynamicModule {
    return {
      module: DeploymentOrchestratorModule,
      providers: [{ provide: WORK, useFactory: () => openDeploymentWork(settings, kit) }],
    };
  }

  onApplicationShutdown(): Promise<void> {
    return this.work.close();
  }
}
