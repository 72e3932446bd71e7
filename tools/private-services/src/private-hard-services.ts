import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { freePort } from './free-port.js';
import { OwnCa } from './own-ca.js';
import { startPrivateMariadb } from './private-mariadb.js';
import { RADOSGW_PROCESSES, startPrivateRadosgw } from './private-radosgw.js';
import { startPrivateRedis } from './private-redis.js';
import { stopPrivateServices } from './private-services.js';
import { serviceSecrets } from './service-secrets.js';
import type { PrivateServiceSettings } from './service-settings.js';
import { PRIVATE_NAME } from './tls-settings.js';

export interface HardServicesPlan {
  /** Everything they write lies below this folder, the authority in `ca`. */
  stateDir: string;
  /** A port left out is chosen among the free ones. */
  ports?: { redis?: number; mariadb?: number; s3?: number };
  background?: boolean;
  durable?: boolean;
}

export interface HardServices extends PrivateServiceSettings {
  /** The authority of all their certificates. */
  ca: OwnCa;
}

export const HARD_SERVICES = ['redis', 'mariadb', ...RADOSGW_PROCESSES] as const;

/**
 * Stores as a careful operator has them, all at once: one authority of one's own, Redis and MariaDB that refuse clear text, and an S3
 * server that is not ours (radosgw), which forgets everything when it stops.
 */
export async function startHardServices(plan: HardServicesPlan): Promise<HardServices> {
  const { stateDir, background = false, durable = true, ports = {} } = plan;
  mkdirSync(stateDir, { recursive: true });
  const secrets = serviceSecrets(stateDir);
  const ca = await OwnCa.in(path.join(stateDir, 'ca'));
  const tls = await ca.issue('stores', [PRIVATE_NAME, '127.0.0.1']);
  const common = { stateDir, background, tls };
  const results = await Promise.allSettled([
    startPrivateRedis({
      ...common,
      port: ports.redis ?? (await freePort()),
      password: secrets.redisPassword,
    }),
    startPrivateMariadb({
      ...common,
      durable,
      port: ports.mariadb ?? (await freePort()),
      password: secrets.mariadbPassword,
      rootPassword: secrets.mariadbRootPassword,
    }),
    startPrivateRadosgw({
      ...common,
      port: ports.s3 ?? (await freePort()),
      accessKey: secrets.s3AccessKey,
      secretKey: secrets.s3SecretKey,
    }),
  ] as const);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) {
    await stopPrivateServices(stateDir);
    throw failed.reason;
  }
  const [redis, mariadb, s3] = results.map((result) => result.status === 'fulfilled' && result.value);
  return { ...({ redis, mariadb, s3 } as PrivateServiceSettings), ca };
}
