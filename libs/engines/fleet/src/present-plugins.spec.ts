import { describe, expect, it } from 'vitest';
import { pluginOfJar, presentPlugins } from './present-plugins.js';

describe('plugin name of a JAR', () => {
  it.each([
    ['plugins/LuckPerms-Bukkit-5.4.137.jar', 'LuckPerms'],
    ['plugins/CMI-9.7.14.3.jar', 'CMI'],
    ['plugins/CMILib1.5.4.5.jar', 'CMILib'],
    ['plugins/Multiverse2.jar', 'Multiverse2'],
    ['plugins/QuickShop-Hikari-6.2.0.8.jar', 'QuickShop-Hikari'],
    ['plugins/ViaVersion-5.2.2-SNAPSHOT.jar', 'ViaVersion'],
    ['plugins/TAB v5.0.7.jar', 'TAB'],
    ['plugins/Geyser-Spigot.jar', 'Geyser'],
    ['plugins/floodgate-spigot.jar', 'floodgate'],
    ['plugins/worldedit-bukkit-7.3.9.jar', 'worldedit'],
    ['plugins/PlaceholderAPI-2.11.6.jar', 'PlaceholderAPI'],
    ['plugins/Plan-5.6-build-2965.jar', 'Plan'],
    ['plugins/1.0.jar', '1.0'],
  ])('%s', (path, name) => {
    expect(pluginOfJar(path)).toBe(name);
  });
});

it('a plugin is there once, with a folder, a JAR or both, whatever the case of the JAR', () => {
  const jars = ['plugins/luckperms-bukkit-5.4.jar', 'plugins/Vault-1.7.3.jar'].map((path) => ({ path }));
  expect(presentPlugins(['LuckPerms', 'Maintenance'], jars)).toEqual([
    { plugin: 'LuckPerms', hasFolder: true, jar: jars[0] },
    { plugin: 'Maintenance', hasFolder: true },
    { plugin: 'Vault', hasFolder: false, jar: jars[1] },
  ]);
});
