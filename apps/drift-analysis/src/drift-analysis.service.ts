import { hubNeeds } from '@archivesmp/hub-wiring';
import type { HostSettings, ServiceDefinition } from '@archivesmp/service-kit';
import { DriftAnalysisModule } from './drift-analysis.module.js';

/** drift-analysis as a service of its own. */
export const driftAnalysis: ServiceDefinition<HostSettings> = {
  name: 'drift-analysis',
  version: '0.1.0',
  machine: ({ physical_server: name }) => name,
  listen: ({ drift: settings }) => ({ host: settings.host, port: settings.port, settings }),
  needs: hubNeeds,
  module: (settings, kit) => DriftAnalysisModule.register(settings, kit),
};
