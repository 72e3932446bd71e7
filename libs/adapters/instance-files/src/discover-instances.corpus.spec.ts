import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { discoverInstances } from './discover-instances.js';
import { InstanceFiles } from './list-files.js';

const shared = process.env['ARCHIVESMP_SHARED'] ?? path.resolve(import.meta.dirname, '../../../../../shared');
const networks = path.join(shared, 'data/corpus/networks');
const present = existsSync(networks);
const SELECT = {
  extensions: ['yml', 'yaml', 'json', 'txt', 'properties', 'conf', 'toml', 'secret'],
  maxBytes: 64_000_000,
  unmanaged: [],
};

describe(present ? 'real networks' : 'skipped: no corpus', () => {
  it.runIf(present)('finds every server folder and reads every file of it', async () => {
    const folders = (folder: string) =>
      readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    for (const network of folders(networks)) {
      const root = path.join(networks, network.name);
      const { instances } = await discoverInstances('corpus', root);
      expect(instances.map((found) => found.folder)).toEqual(
        folders(root)
          .map((entry) => entry.name)
          .sort(),
      );
      for (const instance of instances) {
        expect(instance.platform, `${network.name}/${instance.folder}`).not.toBe('unknown');
        const { files } = await InstanceFiles.onDisk().listFiles(instance, SELECT);
        expect(files.length).toBeGreaterThan(0);
        expect(files.filter((file) => file.state !== 'readable')).toEqual([]);
      }
    }
  });
});
