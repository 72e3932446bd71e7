import { aManifest, aManifestFile } from '@archivesmp/testing';
import { describe, expect, it } from 'vitest';
import { filesOf, pluginsOf } from './observe-instance.js';

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
