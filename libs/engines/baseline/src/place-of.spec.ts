import { describe, expect, it } from 'vitest';
import { placeOf } from './place-of.js';

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
    expect(placeOf(file)).toEqual({ plugin, path });
  });
});
