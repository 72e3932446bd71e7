import { describe, expect, it } from 'vitest';
import { CONFIG_EXTENSIONS } from '@archivesmp/fleet';
import { fileSelection } from './file-selection.js';

describe('which files agents list', () => {
  it('takes globs of plugins and of the server files to where they lie on a server', () => {
    const { unmanaged } = fileSelection(
      1_000,
      ['world/**'],
      ['CMI/Saves/**', '_server/usercache.json', '*/lang/**'],
    );
    expect(unmanaged).toEqual(
      expect.arrayContaining(['world/**', 'plugins/CMI/Saves/**', 'usercache.json', 'plugins/*/lang/**']),
    );
  });

  it('never looks into logs, whatever the settings say', () => {
    expect(fileSelection(1_000, [], []).unmanaged).toContain('logs/**');
  });

  it('asks for every format that can be read, and passes the size on', () => {
    expect(fileSelection(77, [], [])).toMatchObject({ maxBytes: 77, extensions: CONFIG_EXTENSIONS });
    expect(CONFIG_EXTENSIONS).toEqual(
      expect.arrayContaining(['yml', 'yaml', 'properties', 'json', 'toml', 'conf', 'txt']),
    );
  });
});
