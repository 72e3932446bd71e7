import { HostSettings, OwnTopic, Port, Text } from '@archivesmp/service-kit';

/** Where plugin-updater is asked how it is. */
export class PluginUpdaterSettings {
  @Text({ describe: 'Address for health and metrics of plugin-updater', default: '127.0.0.1' })
  host: string = '127.0.0.1';

  @Port({ describe: 'Port for health and metrics of plugin-updater', default: 8040 })
  port: number = 8040;
}

/** host.yaml as plugin-updater reads it. */
export class PluginUpdaterHostSettings extends HostSettings {
  @OwnTopic(() => PluginUpdaterSettings)
  override plugin_updater: PluginUpdaterSettings = new PluginUpdaterSettings();
}
