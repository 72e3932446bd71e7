import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Redis } from 'ioredis';
import { startProcess } from './background-process.js';
import type { CertificateFiles } from './own-ca.js';
import { requireBinary } from './service-binary.js';
import type { PrivateRedisSettings } from './service-settings.js';
import { tlsSettings } from './tls-settings.js';

export interface PrivateRedisPlan {
  stateDir: string;
  port: number;
  password: string;
  background: boolean;
  /** Tests take one numbered database each. */
  databases?: number;
  /** It speaks TLS only, under this certificate. */
  tls?: CertificateFiles;
}

/** Starts Redis as the product needs it: no eviction, append-only file, password, loopback. */
export async function startPrivateRedis(plan: PrivateRedisPlan): Promise<PrivateRedisSettings> {
  const command = requireBinary('redis-server');
  const dir = path.join(plan.stateDir, 'redis');
  mkdirSync(dir, { recursive: true });
  const configuration = path.join(dir, 'redis.conf');
  // In a file and not on the command line, where every user of the machine could read the password.
  writeFileSync(configuration, redisConfiguration(plan, dir), { mode: 0o600 });
  const account = { username: 'default', password: plan.password };
  const settings = {
    host: '127.0.0.1',
    port: plan.port,
    ...account,
    ...(plan.tls && { tls: tlsSettings(plan.tls) }),
  };
  await startProcess({
    name: 'redis',
    command,
    args: [configuration],
    cwd: dir,
    stateDir: plan.stateDir,
    port: plan.port,
    background: plan.background,
    isReady: () => pingRedis(settings),
  });
  return settings;
}

function redisConfiguration(plan: PrivateRedisPlan, dir: string): string {
  return [
    'bind 127.0.0.1',
    ...(plan.tls === undefined
      ? [`port ${plan.port}`]
      : [
          'port 0',
          `tls-port ${plan.port}`,
          `tls-cert-file "${plan.tls.certificate}"`,
          `tls-key-file "${plan.tls.key}"`,
          `tls-ca-cert-file "${plan.tls.ca}"`,
          'tls-auth-clients no',
        ]),
    'protected-mode yes',
    'daemonize no',
    `dir "${dir}"`,
    `requirepass ${plan.password}`,
    'maxmemory-policy noeviction',
    'appendonly yes',
    'appendfsync everysec',
    'save ""',
    `databases ${plan.databases ?? 16}`,
    '',
  ].join('\n');
}

async function pingRedis(settings: PrivateRedisSettings): Promise<void> {
  const client = new Redis({
    ...settings,
    ...(settings.tls && { tls: { ca: settings.tls.ca, servername: settings.tls.serverName } }),
    lazyConnect: true,
    retryStrategy: () => null,
    connectTimeout: 1_000,
  });
  client.on('error', () => undefined); // connect() rejects with the same error
  try {
    await client.connect();
    await client.ping();
  } finally {
    client.disconnect();
  }
}
