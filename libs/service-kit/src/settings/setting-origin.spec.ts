import { Problem } from '@archivesmp/contracts/problem';
import { describe, expect, it } from 'vitest';
import { parseSettings } from './load-settings.js';
import { withSettingLines, wrongSetting } from './setting-origin.js';
import { HostSettings } from './topics/host-settings.js';
import { StorageSettings } from './topics/storage-settings.js';

const settings = (storage = `key: ${'k'.repeat(32)}`): HostSettings =>
  parseSettings(
    HostSettings,
    `physical_server: ovh
amp_servers:
  - name: ovh
    url: http://localhost:8080
    username: a
    password: b
minio: { access_key: k, secret_key: s }
mariadb:
  username: me
  password: p
storage:
  ${storage}
`,
    '/etc/archivesmp/hub.yaml',
    {},
  );

describe('a mistake that is found where a setting is used', () => {
  it.each([
    [
      'in a group',
      (s: HostSettings) => wrongSetting(s.storage, 'key', 'is short'),
      'line 12: storage.key: is short',
    ],
    [
      'in an entry of a list',
      (s: HostSettings) => wrongSetting(s.amp_servers[0]!, 'url', 'leads nowhere'),
      'line 4: amp_servers[0].url: leads nowhere',
    ],
    [
      'in a group of a group that the file leaves out',
      (s: HostSettings) => wrongSetting(s.mariadb.transport, 'ca_file', 'is needed'),
      'line 8: mariadb.transport.ca_file: is needed',
    ],
    ['of the settings', (s: HostSettings) => wrongSetting(s, 'role', 'is odd'), '  role: is odd'],
  ])('%s names the file that was read, line and path', (_where, find, message) => {
    const { detail } = find(settings());
    expect(detail).toContain('/etc/archivesmp/hub.yaml');
    expect(detail).toContain(message);
  });

  it('names the setting as it is written: a secret in a file of its own', () =>
    expect(() => settings('key_file: /nowhere')).toThrow(/line 12: storage.key_file: .* cannot be read/));

  it('names no file where settings came from none', () => {
    expect(wrongSetting(new StorageSettings(), 'key', 'is short').detail).toBe(
      'The settings are wrong, so nothing was started:\n  key: is short',
    );
  });
});

describe('what other code says of settings', () => {
  const problemWith = (
    detail: string,
    code: 'database.unavailable' | 'settings.invalid' = 'settings.invalid',
  ) => (withSettingLines(settings(), new Problem(code, detail)) as Problem).detail;

  it('gets the file and the lines', () =>
    expect(
      problemWith('db.example.org refuses us: compare mariadb.username, mariadb.ssl and amp_servers[0].url.'),
    ).toBe(
      'db.example.org refuses us: compare mariadb.username (line 9), mariadb.ssl and amp_servers[0].url (line 4). ' +
        'The settings are in /etc/archivesmp/hub.yaml.',
    ));

  it('stays as it is when it names none', () => {
    expect(problemWith('db.example.org is unavailable.', 'database.unavailable')).toBe(
      'db.example.org is unavailable.',
    );
    const other = new Error('mariadb.username');
    expect(withSettingLines(settings(), other)).toBe(other);
  });
});
