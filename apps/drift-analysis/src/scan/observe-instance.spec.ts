import { aManifest, aManifestFile } from '@archivesmp/testing';
import { describe, expect, it } from 'vitest';
import { filesOf, pluginOfJar, pluginsOf } from './observe-instance.js';

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

describe('what a manifest shows', () => {
  const jar = (path: string) => ({ path, size: 10, modifiedAt: '2026-01-01T00:00:00.000Z' });

  it('is one plugin for folder and JAR, whatever the case of its name', () => {
    const manifest = aManifest({
      pluginFolders: ['LuckPerms', 'Maintenance'],
      jars: [jar('plugins/luckperms-bukkit-5.4.jar'), jar('plugins/Vault-1.7.3.jar')],
    });
    expect(pluginsOf(manifest)).toMatchObject([
      { plugin: 'LuckPerms', hasFolder: true, jar: { path: 'plugins/luckperms-bukkit-5.4.jar' } },
      { plugin: 'Maintenance', hasFolder: true },
      { plugin: 'Vault', hasFolder: false, jar: { size: 10 } },
    ]);
  });

  it('keeps state and reason of a file that cannot be read', () => {
    const { sha256: _none, ...unread } = aManifestFile({
      state: 'permission_denied',
      reason: 'permission denied',
    });
    const manifest = aManifest({ files: [aManifestFile({ path: 'server.properties' }), unread] });
    expect(
      filesOf(manifest, (_plugin, path) => (path.endsWith('.properties') ? 'properties' : 'yaml')),
    ).toEqual([
      expect.objectContaining({
        plugin: '_server',
        path: 'server.properties',
        format: 'properties',
        state: 'readable',
      }),
      expect.objectContaining({
        plugin: 'CMI',
        path: 'config.yml',
        state: 'permission_denied',
        reason: 'permission denied',
      }),
    ]);
  });
});
