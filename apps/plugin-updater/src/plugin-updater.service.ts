import { hubNeeds } from '@archivesmp/hub-wiring';
import type { ServiceDefinition } from '@archivesmp/service-kit';
import { PluginUpdaterModule } from './plugin-updater.module.js';
import type { PluginUpdaterHostSettings } from './settings/plugin-updater-settings.js';

/** plugin-updater as a service of its own. */
export const pluginUpdater: ServiceDefinition<PluginUpdaterHostSettings> = {
  name: 'plugin-updater',
  version: '0.1.0',
  machine: ({ physical_server: name }) => name,
  listen: ({ plugin_updater: settings }) => ({ host: settings.host, port: settings.port, settings }),
  needs: hubNeeds,
  module: (settings, kit) => PluginUpdaterModule.register(settings, kit),
};
