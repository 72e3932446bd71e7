import { HostSettings, parseSettings } from '@archivesmp/service-kit';
import { describe, expect, it } from 'vitest';
import { WarningsController } from './warnings.controller.js';

const CANARY = 'canary-51c7';
const warningsWith = (redis: object) =>
  new WarningsController(
    parseSettings(
      HostSettings,
      JSON.stringify({
        physical_server: 'hetzner',
        minio: { access_key: 'key', secret_key: CANARY },
        mariadb: { username: 'me', password: CANARY },
        redis: { password: CANARY, ...redis },
      }),
      'host.yaml',
      {},
    ),
  ).listWarnings();

describe('what everybody should know of an installation', () => {
  it('is nothing while all stays on this machine or is encrypted', () => {
    expect(warningsWith({})).toEqual({ warnings: [], count: 0 });
    expect(warningsWith({ host: '192.0.2.7', tls: true })).toEqual({ warnings: [], count: 0 });
  });

  it('is each connection that carries clear text, with the setting that ends it and no password', () => {
    const { warnings, count } = warningsWith({ host: '192.0.2.7', transport: { insecure: true } });
    expect(count).toBe(1);
    expect(warnings[0]).toMatchObject({ kind: 'clear-text', setting: 'redis' });
    expect(warnings[0]!.detail).toMatch(/192\.0\.2\.7.*clear text.*redis\.tls/);
    expect(JSON.stringify(warnings)).not.toContain(CANARY);
  });
});
