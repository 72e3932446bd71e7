import type { DemoInstance } from './demo-instances.js';

/** A plugin of the demo fleet and the placeholder of its JAR. */
export interface DemoPlugin {
  name: string;
  version: string;
  platform: 'paper' | 'velocity';
}

const paper = (name: string, version: string): DemoPlugin => ({ name, version, platform: 'paper' });

export const DEMO_PLUGINS: readonly DemoPlugin[] = [
  paper('BlueMap', '5.11'),
  paper('Chunky', '1.4.40'),
  paper('CMI', '9.8.2.1'),
  paper('CoreProtect', '23.1'),
  paper('DiscordSRV', '1.30.1'),
  paper('Essentials', '2.21.2'),
  paper('HuskSync', '3.8.7'),
  paper('LuckPerms', '5.5.17'),
  paper('PlaceholderAPI', '2.11.7'),
  paper('Plan', '5.7.3250'),
  paper('QuickShop-Hikari', '6.2.0.10'),
  paper('spark', '1.10.152'),
  paper('TAB', '5.3.1'),
  paper('Vault', '1.7.3'),
  paper('ViaVersion', '5.5.1'),
  paper('voicechat', '2.6.5'),
  paper('WorldGuard', '7.0.14'),
  { name: 'luckperms', version: '5.5.17', platform: 'velocity' },
  { name: 'maintenance', version: '4.3.0', platform: 'velocity' },
];

/** Deliberately not installed: the same as `absent_plugins` of deviations.yml. */
export const ABSENT: Readonly<Record<string, readonly string[]>> = {
  HUB01: ['QuickShop-Hikari', 'CoreProtect'],
  CREA01: ['HuskSync', 'QuickShop-Hikari'],
};

/** Files below `_server` that an instance of each platform has. */
export const SERVER_FILES_OF: Readonly<Record<string, readonly string[]>> = {
  paper: ['server.properties', 'bukkit.yml', 'spigot.yml', 'config/paper-global.yml'],
  velocity: ['velocity.toml'],
  geyser: ['config.yml'],
};

export const demoPluginsOf = (instance: DemoInstance): DemoPlugin[] =>
  DEMO_PLUGINS.filter(
    ({ name, platform }) => platform === instance.platform && ABSENT[instance.name]?.includes(name) !== true,
  );
