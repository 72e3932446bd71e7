import type { InstanceManifest, ManifestFile } from '@archivesmp/contracts/agent';

/** A readable file of a manifest. */
export function aManifestFile(difference: Partial<ManifestFile> = {}): ManifestFile {
  return {
    path: 'plugins/CMI/config.yml',
    size: 12,
    modifiedAt: '2026-01-01T00:00:00.000Z',
    state: 'readable',
    sha256: 'a'.repeat(64),
    ...difference,
  };
}

/** What an agent delivers of one instance, with one readable file. */
export function aManifest(difference: Partial<InstanceManifest> = {}): InstanceManifest {
  return {
    scanId: '33333333-3333-4333-8333-333333333333',
    instanceId: '22222222-2222-4222-8222-222222222222',
    host: 'hetzner',
    takenAt: '2026-01-01T00:00:00.000Z',
    files: [aManifestFile()],
    jars: [],
    pluginFolders: ['CMI'],
    ...difference,
  };
}
