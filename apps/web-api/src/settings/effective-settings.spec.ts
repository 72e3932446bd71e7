import { HostSettings, parseSettings } from '@archivesmp/service-kit';
import { describe, expect, it } from 'vitest';
import { effectiveSettings } from './effective-settings.js';

const CANARY = 'canary-99d0';

describe('the effective settings', () => {
  const settings = parseSettings(
    HostSettings,
    `physical_server: hetzner
amp_servers: [{ name: ovh, url: "https://203.0.113.20:8080", username: admin, password: ${CANARY} }]
minio: { access_key: key, secret_key: ${CANARY} }
mariadb: { username: me, password: ${CANARY} }
redis: { port: 7000 }
`,
    'host.yaml',
    {},
  );
  const shown = effectiveSettings(HostSettings, settings);
  const valueOf = (path: string) => shown.find((row) => row.path === path)?.value;

  it('show what is in force, defaults included', () => {
    expect(valueOf('redis.port')).toBe(7000);
    expect(valueOf('http.port')).toBe(8000);
    expect(valueOf('amp_servers[0].url')).toBe('https://203.0.113.20:8080');
  });

  it('say of a secret only whether it is set', () => {
    expect(valueOf('mariadb.password')).toBe('set');
    expect(valueOf('redis.password')).toBe('not set');
    expect(JSON.stringify(shown)).not.toContain(CANARY);
  });
});
