import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import type { Problem } from '@archivesmp/contracts/problem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSettings, parseSettings, settingsPath } from './load-settings.js';
import { Secret } from './secret.js';
import { SettingsProblem } from './settings-problem.js';
import { HostSettings } from './topics/host-settings.js';

/** Stands wherever a value could leak; no message may contain it. */
const CANARY = 'canary-7f3a9c';

const GOOD = `
role: host
physical_server: hetzner
amp_servers:
  - { name: hetzner, url: "https://203.0.113.10:8080", username: admin, password: "\${AMP_PASSWORD}" }
minio: { endpoint: "localhost:3800", access_key: key, secret_key: ${CANARY}, secure: false }
mariadb:
  host: localhost
  port: "\${MARIADB_PORT:-3369}"
  database: asmp_SQL
  username: sqlworkerSMP
  password: \${MARIADB_PASSWORD}
  ssl: false
  options: { allowPublicKeyRetrieval: true }
redis: { host: localhost, port: 6379, password: "\${REDIS_PASSWORD}", username: default }
`;
const ENV = { AMP_PASSWORD: 'a', MARIADB_PASSWORD: 'b', REDIS_PASSWORD: 'c' };

const parse = (text: string, env: Record<string, string> = ENV) =>
  parseSettings(HostSettings, text, 'host.yaml', env);

function mistakesOf(text: string, env: Record<string, string> = ENV): Record<string, string> {
  try {
    parse(text, env);
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsProblem);
    expect(
      `${(error as Error).message}${inspect(error, { depth: 9 })}${JSON.stringify(error)}`,
    ).not.toContain(CANARY);
    return Object.fromEntries(
      (error as SettingsProblem).mistakes.map(({ field, message }) => [field, message]),
    );
  }
  throw new Error('the settings were accepted');
}

function errorOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was refused');
}

describe('settings', () => {
  let folder: string;
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'settings-'))));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('reads the shape that the operators already have', () => {
    const settings = parse(GOOD);
    expect(settings.mariadb).toMatchObject({
      port: 3369,
      username: 'sqlworkerSMP',
      options: { allowPublicKeyRetrieval: true },
    });
    expect(settings.mariadb.password.reveal()).toBe('b');
    expect(settings.amp_servers[0]!.password.reveal()).toBe('a');
    expect(settings.http.port).toBe(8000);
    expect(settings.drift.scan_every_seconds).toBe(3600);
  });

  it('is frozen to the last leaf', () => {
    const settings = parse(GOOD);
    expect(() => Object.assign(settings.amp_servers[0]!, { url: 'x' })).toThrow(TypeError);
    expect(() => settings.amp_servers.push(settings.amp_servers[0]!)).toThrow(TypeError);
  });

  it('shows no secret in JSON, text or inspection', () => {
    const settings = parse(GOOD);
    const shown = `${JSON.stringify(settings)}${inspect(settings, { depth: 9, showHidden: true })}${String(settings.minio.secret_key)}`;
    expect(shown).not.toContain(CANARY);
    expect(settings.minio.secret_key.reveal()).toBe(CANARY);
    expect(`${new Secret(CANARY)}`).toBe('••••••');
  });

  it('lists every mistake with path and what is allowed, and no value', () => {
    const mistakes = mistakesOf(`
role: ${CANARY}
amp_servers:
  - { name: "..", url: "ftp://${CANARY}:${CANARY}@host", username: admin, password: x }
minio: { endpoint: "localhost:3800", access_key: key, secret_key: [${CANARY}] }
mariadb: { username: ${CANARY}, password: ${CANARY}, port: ${CANARY}, ssl: ${CANARY}, hots: ${CANARY} }
redis: ${CANARY}
http: { port: 99999, session_hours: "\${NOT_SET}" }
loging: { level: info }
logging: { level: ${CANARY} }
`);
    expect(mistakes).toMatchObject({
      role: 'must be one of host',
      physical_server:
        'is missing; must be 1 to 64 letters, digits, dots, dashes and underscores, and neither . nor ..',
      'amp_servers[0].name': expect.stringContaining('neither . nor ..'),
      'amp_servers[0].url': expect.stringContaining('must be an address that starts with http://'),
      'minio.secret_key': expect.stringContaining('must be a text'),
      'mariadb.port': 'must be a whole number from 0 to 65535',
      'mariadb.ssl': 'must be true or false',
      'mariadb.hots': expect.stringContaining('did you mean "host"; allowed here: host, port'),
      redis: 'must be a group of settings',
      'http.port': 'must be a whole number from 0 to 65535',
      'http.session_hours': expect.stringContaining('NOT_SET_FILE'),
      loging: expect.stringContaining('did you mean "logging"'),
      'logging.level': expect.stringContaining('one of trace, debug, info'),
    });
  });

  it('lists a key that is too short beside other mistakes, and says nothing of what a wrong one lacks', () => {
    const short = mistakesOf(
      `${GOOD}http: { port: 99999 }\nstorage: { key: short, earlier_keys: shorter }\n`,
    );
    expect(short).toEqual({
      'http.port': 'must be a whole number from 0 to 65535',
      'storage.key': expect.stringContaining('needs at least 32 characters'),
      'storage.earlier_keys': expect.stringContaining('each of them needs at least 32 characters'),
    });
    const earlier = 'e'.repeat(32);
    expect(mistakesOf(`${GOOD}storage: { earlier_keys: ${earlier} }\n`)).toEqual({
      'storage.earlier_keys': 'needs storage.key beside it',
    });
    expect(
      Object.keys(mistakesOf(`${GOOD}storage: { key: "\${NOT_SET}", earlier_keys: ${earlier} }\n`)),
    ).toEqual(['storage.key']);
  });

  it.each([
    ['a broken line', `mariadb:\n  password: "${CANARY}\n`],
    ['a key given twice', `role: host\nrole: ${CANARY}\n`],
    ['text instead of settings', CANARY],
    ['a list instead of settings', `- ${CANARY}`],
    ['an unknown alias', `role: *${CANARY}`],
    ['aliases that explode', `a: &a [${CANARY}]\nb: &b [${'*a,'.repeat(50)}]\nc: [${'*b,'.repeat(50)}]`],
  ])('names the place of %s without quoting it', (_what, text) => {
    expect(Object.keys(mistakesOf(text)).length).toBeGreaterThan(0);
  });

  it('names the key that is given twice, as it is written above', () => {
    expect(mistakesOf('role: host\nredis:\n  port: 1\n  port: 2\n')).toEqual({
      'line 4, column 3': 'port is given twice in the same group; keep one of them',
    });
  });

  it('names the line of a YAML mistake', () => {
    expect(Object.keys(mistakesOf('role: host\nredis: {'))[0]).toMatch(/^line \d+, column \d+$/);
  });

  it('reads secrets from files named in the file or in the environment', () => {
    const file = join(folder, 'secret');
    writeFileSync(file, `${CANARY}\n`, { mode: 0o600 });
    const text = GOOD.replace('password: ${MARIADB_PASSWORD}', `password_file: ${file}`);
    const settings = parse(text, { AMP_PASSWORD: 'a', REDIS_PASSWORD_FILE: file });
    expect(settings.mariadb.password.reveal()).toBe(CANARY);
    expect(settings.redis.password!.reveal()).toBe(CANARY);
  });

  it('says which secret file cannot be read or is empty, and that two forms stand side by side', () => {
    const empty = join(folder, 'empty');
    writeFileSync(empty, '\n', { mode: 0o600 });
    const base = GOOD.replace('password: ${MARIADB_PASSWORD}', `password_file: ${join(folder, 'missing')}`);
    expect(mistakesOf(base)).toMatchObject({ 'mariadb.password_file': expect.stringContaining('ENOENT') });
    expect(mistakesOf(GOOD, { ...ENV, REDIS_PASSWORD: '', REDIS_PASSWORD_FILE: empty })).toMatchObject({
      'redis.password': expect.stringContaining('is empty'),
    });
    expect(mistakesOf(GOOD.replace('  ssl: false', `  password_file: ${empty}`))).toMatchObject({
      'mariadb.password': 'stands beside password_file; keep one of them',
    });
  });

  it('takes a dollar sign literally when it is doubled', () => {
    expect(parse(GOOD.replace('access_key: key', () => 'access_key: "$${key}"')).minio.access_key).toBe(
      '${key}',
    );
  });

  it('finds its file by option, by environment, by default', () => {
    const env = { ARCHIVESMP_CONFIG: '/env.yaml' };
    expect(settingsPath({ argv: ['--config', '/a.yaml'], env, defaultPath: '/d' })).toBe('/a.yaml');
    expect(settingsPath({ argv: ['--config=/b.yaml'], env, defaultPath: '/d' })).toBe('/b.yaml');
    expect(settingsPath({ argv: [], env, defaultPath: '/d' })).toBe('/env.yaml');
    expect(settingsPath({ argv: [], env: {}, defaultPath: '/d' })).toBe('/d');
  });

  it('names the file that is not there, and asks for no correction of settings', () => {
    const path = join(folder, 'none.yaml');
    const error = errorOf(() => loadSettings(HostSettings, { argv: [], env: {}, defaultPath: path }));
    expect(error).toMatchObject({
      code: 'settings.unreadable',
      detail: `The settings in ${path} cannot be read (ENOENT), so nothing was started.`,
      help: expect.stringContaining('--config FILE'),
    });
    expect((error as Problem).help).not.toContain('Correct');
  });

  it('names the line of each wrong value, and of the group for one that is missing', () => {
    const error = errorOf(() =>
      parse(`
role: host
physical_server: hetzner
amp_servers:
  - { name: ovh, url: "https://ovh.example.org", username: a, password: b }
  - name: hetzner
    url: gopher
    username: a
    password: b
minio: { access_key: key, secret_key: x }
mariadb:
  port: ninety
  password: x
`),
    );
    expect((error as Problem).detail).toBe(
      [
        'The settings in host.yaml are wrong, so nothing was started:',
        '  line 7: amp_servers[1].url: must be an address that starts with http:// or https:// and holds no user name or password',
        '  line 12: mariadb.port: must be a whole number from 0 to 65535',
        '  line 11: mariadb.username: is missing; must be text of 1 to 255 characters',
      ].join('\n'),
    );
  });

  it('counts mistakes beyond a hundred', () => {
    const unknown = Array.from({ length: 110 }, (_, index) => `odd${index}: 1`).join('\n');
    const lines = (errorOf(() => parse(`${GOOD}${unknown}\n`)) as Problem).detail.split('\n');
    expect(lines).toHaveLength(102);
    expect(lines.at(-1)).toBe('  and 10 more');
  });
});
