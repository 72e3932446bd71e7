import { backup } from '@archivesmp/backup';
import { deploymentOrchestrator } from '@archivesmp/deployment-orchestrator';
import { driftAnalysis } from '@archivesmp/drift-analysis';
import { pluginUpdater } from '@archivesmp/plugin-updater';
import type { Kit, ServiceDefinition } from '@archivesmp/service-kit';
import { webApi } from '@archivesmp/web-api';
import type { DynamicModule } from '@nestjs/common';
import type { HubSettings } from './hub-settings.js';

/** The services of the hub. A new one is a line here, and a line in package.json and tsconfig.json. */
const SERVICES: readonly ServiceDefinition<HubSettings>[] = [
  webApi,
  driftAnalysis,
  deploymentOrchestrator,
  backup,
  pluginUpdater,
];

/** The root of all hub services in one process. */
export class HubModule {
  static register(settings: HubSettings, kit: Kit): DynamicModule {
    return {
      module: HubModule,
      imports: SERVICES.map((service) => service.module(settings, kit)),
    };
  }
}

/** All hub services behind the one port of the web API: the default on a single machine. */
export const hub: ServiceDefinition<HubSettings> = {
  ...webApi,
  name: 'hub',
  version: '0.1.0',
  module: (settings, kit) => HubModule.register(settings, kit),
};
