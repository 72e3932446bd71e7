import type { HostSettings, Kit } from '@archivesmp/service-kit';
import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { openDriftWork, type DriftWork } from './drift-work.js';

const WORK = Symbol('work of drift-analysis');

/** The service inside a Nest application: opened while the application is built, closed with it. */
@Module({})
export class DriftAnalysisModule implements OnApplicationShutdown {
  constructor(@Inject(WORK) private readonly work: DriftWork) {}

  static register(settings: HostSettings, kit: Kit): DynamicModule {
    return {
      module: DriftAnalysisModule,
      providers: [{ provide: WORK, useFactory: () => openDriftWork(settings, kit) }],
    };
  }

  onApplicationShutdown(): Promise<void> {
    return this.work.close();
  }
}
