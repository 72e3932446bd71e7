import type { ServiceDefinition } from '@archivesmp/service-kit';
import type { AgentSettings } from './agent-settings.js';
import { ClientAgentModule } from './client-agent.module.js';

/** The agent of one host as a service. */
export const clientAgent: ServiceDefinition<AgentSettings> = {
  name: 'client-agent',
  version: '0.1.0',
  machine: ({ physical_server: name }) => name,
  listen: ({ status: settings }) => ({ host: settings.host, port: settings.port, settings }),
  module: (settings, kit) => ClientAgentModule.register(settings, kit),
};
