import { hubNeeds } from '@archivesmp/hub-wiring';
import type { HostSettings, ServiceDefinition } from '@archivesmp/service-kit';
import { DeploymentOrchestratorModule } from './deployment-orchestrator.module.js';

/** deployment-orchestrator as a service of its own. */
export const deploymentOrchestrator: ServiceDefinition<HostSettings> = {
  name: 'deployment-orchestrator',
  version: '0.1.0',
  machine: ({ physical_server: name }) => name,
  listen: ({ deployment: settings }) => ({ host: settings.host, port: settings.port, settings }),
  needs: hubNeeds,
  module: (settings, kit) => DeploymentOrchestratorModule.register(settings, kit),
};
