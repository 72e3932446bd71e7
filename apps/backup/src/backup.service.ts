import { hubNeeds } from '@archivesmp/hub-wiring';
import type { ServiceDefinition } from '@archivesmp/service-kit';
import { BackupModule } from './backup.module.js';
import type { BackupHostSettings } from './settings/backup-settings.js';

/** backup as a service of its own. */
export const backup: ServiceDefinition<BackupHostSettings> = {
  name: 'backup',
  version: '0.1.0',
  machine: ({ physical_server: name }) => name,
  listen: ({ backup: settings }) => ({ host: settings.host, port: settings.port, settings }),
  needs: hubNeeds,
  module: (settings, kit) => BackupModule.register(settings, kit),
};
