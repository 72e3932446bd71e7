import { describe, expect, it } from 'vitest';
import { parseSettings } from '../settings/load-settings.js';
import { SettingsProblem } from '../settings/settings-problem.js';
import { HostSettings } from '../settings/topics/host-settings.js';
import { isLoopback } from './is-loopback.js';
import { clearTextLines, linesOf } from './line.js';

const HERE = {
  physical_server: 'hetzner',
  minio: { access_key: 'a', secret_key: 'b', endpoint: '127.0.0.1:9000' },
  mariadb: { username: 'a', password: 'b' },
};
const parse = (given: object): HostSettings =>
  parseSettings(HostSettings, JSON.stringify({ ...HERE, ...given }), 'host.yaml', {});

function mistakesOf(given: object): Record<string, string> {
  try {
    parse(given);
  } catch (error) {
    return Object.fromEntries(
      (error as SettingsProblem).mistakes.map(({ field, message }) => [field, message]),
    );
  }
  return {};
}
const panel = (url: string, more: object = {}) => ({
  amp_servers: [{ name: 'ovh', url, username: 'a', password: 'b', ...more }],
});
const REMOTE_HOST = '192.0.2.7';
const CASES: readonly [setting: string, given: object, secured: object, permitted: object][] = [
  [
    'mariadb.ssl',
    { mariadb: { ...HERE.mariadb, host: REMOTE_HOST } },
    { mariadb: { ...HERE.mariadb, host: REMOTE_HOST, ssl: true } },
    { mariadb: { ...HERE.mariadb, host: REMOTE_HOST, transport: { insecure: true } } },
  ],
  [
    'minio.secure',
    { minio: { ...HERE.minio, endpoint: `${REMOTE_HOST}:9000` } },
    { minio: { ...HERE.minio, endpoint: `${REMOTE_HOST}:9000`, secure: true } },
    { minio: { ...HERE.minio, endpoint: `${REMOTE_HOST}:9000`, transport: { insecure: true } } },
  ],
  [
    'redis.tls',
    { redis: { host: REMOTE_HOST } },
    { redis: { host: REMOTE_HOST, tls: true } },
    { redis: { host: REMOTE_HOST, transport: { insecure: true } } },
  ],
  [
    'amp_servers[0].url',
    panel(`http://${REMOTE_HOST}:8080`),
    panel(`https://${REMOTE_HOST}:8080`),
    panel(`http://${REMOTE_HOST}:8080`, { transport: { insecure: true } }),
  ],
  [
    'http.tls',
    { http: { host: '0.0.0.0' } },
    { http: { host: '0.0.0.0', tls: { certificate_file: '/c', private_key_file: '/k' } } },
    { http: { host: '0.0.0.0', insecure: true } },
  ],
];

describe('clear text between machines', () => {
  it.each(CASES)(
    'is refused at %s with the remedy, unless it is encrypted or permitted',
    (field, given, secured, permitted) => {
      expect(Object.keys(mistakesOf(given))).toEqual([field]);
      expect(mistakesOf(given)[field]).toMatch(/clear text.*insecure: true permits it/);
      expect(mistakesOf(secured)).toEqual({});
      expect(clearTextLines(linesOf(parse(secured)))).toEqual([]);
      expect(mistakesOf(permitted)).toEqual({});
      expect(clearTextLines(linesOf(parse(permitted)))).toHaveLength(1);
    },
  );

  it('needs nothing within this machine, nor behind a proxy that speaks TLS', () => {
    expect(mistakesOf({})).toEqual({});
    expect(mistakesOf({ http: { host: '0.0.0.0', trusted_proxies: ['192.0.2.1'] } })).toEqual({});
  });

  it('settings of TLS where there is none are told, not ignored', () => {
    const transport = { ca_file: '/ca.pem', server_name: 'db' };
    expect(Object.keys(mistakesOf({ redis: { transport } }))).toEqual([
      'redis.transport.ca_file',
      'redis.transport.server_name',
    ]);
    expect(mistakesOf({ redis: { tls: true, transport } })).toEqual({});
  });

  it.each(['localhost', 'LOCALHOST', '127.0.0.1', '127.8.9.10', '::1', '[::1]', '::ffff:127.0.0.1'])(
    '%s is this machine',
    (host) => expect(isLoopback(host)).toBe(true),
  );
  it.each([
    '127.0.0.1.example.org',
    'localhost.example.org',
    '0.0.0.0',
    '::',
    '192.0.2.1',
    'mariadb',
    '1270.0.0.1',
  ])('%s is not', (host) => expect(isLoopback(host)).toBe(false));
});
