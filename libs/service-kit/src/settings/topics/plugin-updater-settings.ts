import { Port, Text } from '../setting.js';

/** Where plugin-updater is asked how it is. */
export class PluginUpdaterSettings {
  @Text({ describe: 'Address for health and metrics of plugin-updater', default: '127.0.0.1' })
  host: string = '127.0.0.1';

  @Port({ describe: 'Port for health and metrics of plugin-updater', default: 8040 })
  port: number = 8040;
}
