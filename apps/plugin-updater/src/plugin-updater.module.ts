import { ServiceWork } from '@archivesmp/hub-wiring';
import type { Kit } from '@archivesmp/service-kit';
import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { openPluginUpdaterWork } from './plugin-updater-work.js';
import type { PluginUpdaterHostSettings } from './settings/plugin-updater-settings.js';

const WORK = Symbol('work of plugin-updater');

/** The service inside a Nest application: opened while the application is built, closed with it. */
@Module({})
export class PluginUpdaterModule implements OnApplicationShutdown {
  constructor(@Inject(WORK) private readonly work: ServiceWork) {}

  static register(settings: PluginUpdaterHostSettings, kit: Kit): DynamicModule {
    return {
      module: PluginUpdaterModule,
      providers: [{ provide: WORK, useFactory: () => openPluginUpdaterWork(settings, kit) }],
    };
  }

  onApplicationShutdown(): Promise<void> {
    return this.work.close();
  }
}
