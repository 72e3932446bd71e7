import { judgesOf } from '@archivesmp/drift';
import { plantedSecrets } from '@archivesmp/testing/planted-secrets';
import { describe, expect, it } from 'vitest';
import { importLegacy } from './import-legacy.js';
import { isSecretSetting } from './secret-leaf.js';

const PLANTED = plantedSecrets('import').map((one, index) => ({
  ...one,
  location: `part${index}.${one.key}`,
}));

async function imported(settings: Record<string, string>) {
  const path = 'expectations/paper/universal_configs.json';
  const bytes = new TextEncoder().encode(JSON.stringify({ Demo: settings }));
  const { files, report } = await importLegacy([{ path, bytes }], []);
  const reported = files
    .filter((file) => /repairs/i.test(file.path))
    .map(({ text }) => text)
    .join('\n');
  const secrets = report.repairs.filter(({ kind }) => kind === 'secret').map(({ key }) => key);
  return { secrets, reported };
}

describe('credentials in what is imported', () => {
  it('are all told, one of each kind, and none of them is repeated', async () => {
    const { secrets, reported } = await imported(
      Object.fromEntries(PLANTED.map(({ location, value }) => [location, value])),
    );
    expect(PLANTED.filter(({ location }) => !secrets.includes(location)).map(({ kind }) => kind)).toEqual([]);
    expect(PLANTED.filter(({ canary }) => reported.includes(canary)).map(({ kind }) => kind)).toEqual([]);
  });

  it('are seven where seven were given', async () => {
    const { secrets } = await imported({
      'Database.Password': 'hunter2',
      'storage.address': 'mysql://mia:hunter2@db1:3306/smp',
      'storage.source': 'jdbc:mysql://db1/smp?user=mia&password=hunter2',
      'discord.url': 'https://discord.com/api/webhooks/998877665544332211/Kq7hunter2hunter2',
      'panel.hash': '$2a$10$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234',
      'signing.pem': '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA\n-----END PRIVATE KEY-----',
      'bot.token': 'hunter2',
      'spawn.radius': '16',
      'motd.text': 'Welcome',
    });
    expect(secrets.sort()).toEqual([
      'Database.Password',
      'bot.token',
      'discord.url',
      'panel.hash',
      'signing.pem',
      'storage.address',
      'storage.source',
    ]);
  });
});

const NAMES = PLANTED.filter(({ kind }) => kind.startsWith('key ')).map(({ key }) => key);
const OTHERS = ['port', 'motd', 'bypass', 'battle-pass', 'password-length', 'compass', 'author', 'keyboard'];
const VALUES = ['hunter2', 'true', '', '12345', 'Kq7abcdefghijkmnpqrst', 'Enter your password, please'];

describe('the import and drift', () => {
  it('have more than thirty names of secrets to agree on', () => {
    expect(new Set(NAMES).size).toBeGreaterThan(32);
  });

  it.each([...new Set([...NAMES, ...OTHERS])])('call the same a secret below %s', (name) => {
    const judge = judgesOf({ secrets: [] })('Demo', 'config.yml');
    for (const value of VALUES) {
      const hidden = judge.judge(['database', ...name.split('.')], value).hidden;
      expect(isSecretSetting(`database.${name}`, value), value).toBe(hidden);
    }
  });
});
