import type { HostSettings, Kit } from '@archivesmp/service-kit';
import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { DriftWork } from './drift-work.js';

/** The service inside a Nest application: opened while the application is built, closed with it. */
@Module({})
export class DriftAnalysisModule implements OnApplicationShutdown {
  constructor(@Inject(DriftWork) private readonly work: DriftWork) {}

  static with(settings: HostSettings, kit: Kit): DynamicModule {
    return {
      module: DriftAnalysisModule,
      providers: [{ provide: DriftWork, useFactory: () => DriftWork.open(settings, kit) }],
    };
  }

  onApplicationShutdown(): Promise<void> {
    return this.work.close();
  }
}
