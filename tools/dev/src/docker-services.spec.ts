import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { inCheckout } from './checkout.js';
import { composeEnvironment } from './docker-services.js';
import { StateFolder } from './state-folder.js';

const text = readFileSync(inCheckout('docker', 'compose.dev.yml'), 'utf8');

describe('docker/compose.dev.yml', () => {
  it('asks for exactly the names that ./dev up --docker gives', () => {
    const dir = mkdtempSync(path.join(os.tmpdir(), 'asmp-docker-'));
    const given = composeEnvironment(new StateFolder(dir), { redis: 1, mariadb: 2, s3: 3 });
    rmSync(dir, { recursive: true });
    const asked = new Set([...text.matchAll(/\$\{(ASMP_\w+):\?\}/g)].map(([, name]) => name));
    expect(Object.keys(given).sort()).toEqual([...asked].sort());
    for (const value of Object.values(given)) expect(value).not.toBe('');
  });

  it('publishes on this machine only, and Redis never evicts', () => {
    const { services } = parse(text) as {
      services: Record<string, { ports: string[]; command?: string[]; healthcheck: object }>;
    };
    expect(Object.keys(services).sort()).toEqual(['mariadb', 'redis', 's3']);
    for (const { ports, healthcheck } of Object.values(services)) {
      expect(healthcheck).toBeDefined();
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    }
    expect(services['redis']!.command!.join(' ')).toContain('--maxmemory-policy noeviction');
  });
});
