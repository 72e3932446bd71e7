import { BackupSettings } from '@archivesmp/backup';
import { PluginUpdaterSettings } from '@archivesmp/plugin-updater';
import { HostSettings, OwnTopic } from '@archivesmp/service-kit';

/** The whole of host.yaml: what all services share, and the topic of each. */
export class HubSettings extends HostSettings {
  @OwnTopic(() => BackupSettings)
  override backup: BackupSettings = new BackupSettings();

  @OwnTopic(() => PluginUpdaterSettings)
  override plugin_updater: PluginUpdaterSettings = new PluginUpdaterSettings();
}
