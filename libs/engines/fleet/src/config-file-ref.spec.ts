import { describe, expect, it } from 'vitest';
import { pathInPlugin, configFileRefOf, serverPath } from './config-file-ref.js';

describe('which plugin a file belongs to', () => {
  it.each([
    ['plugins/CMI/config.yml', 'CMI', 'config.yml'],
    ['plugins/CMI/Settings/a/b.yml', 'CMI', 'Settings/a/b.yml'],
    ['plugins/CMI', 'CMI', ''],
    ['plugins/loose.yml', '_server', 'plugins/loose.yml'],
    ['server.properties', '_server', 'server.properties'],
    ['config/paper-global.yml', '_server', 'config/paper-global.yml'],
    ['plugins', '_server', 'plugins'],
  ])('%s', (file, plugin, path) => {
    expect(configFileRefOf(file)).toEqual({ plugin, path });
  });

  it.each([
    ['CMI', 'Settings/a/b.yml', 'plugins/CMI/Settings/a/b.yml'],
    ['_server', 'config/paper-global.yml', 'config/paper-global.yml'],
  ])('a file of %s lies where it is found again', (plugin, path, file) => {
    expect(serverPath(plugin, path)).toBe(file);
    expect(pathInPlugin(plugin, file)).toBe(path);
    expect(configFileRefOf(file)).toEqual({ plugin, path });
  });
});
