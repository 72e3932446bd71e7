import { ServiceWork } from '@archivesmp/hub-wiring';
import type { Kit } from '@archivesmp/service-kit';
import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { openBackupWork } from './backup-work.js';
import type { BackupHostSettings } from './settings/backup-settings.js';

const WORK = Symbol('work of backup');

/** The service inside a Nest application: opened while the application is built, closed with it. */
@Module({})
export class BackupModule implements OnApplicationShutdown {
  constructor(@Inject(WORK) private readonly work: ServiceWork) {}

  static register(settings: BackupHostSettings, kit: Kit): DynamicModule {
    return {
      module: BackupModule,
      providers: [{ provide: WORK, useFactory: () => openBackupWork(settings, kit) }],
    };
  }

  onApplicationShutdown(): Promise<void> {
    return this.work.close();
  }
}
