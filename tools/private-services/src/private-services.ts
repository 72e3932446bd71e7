import { mkdirSync } from 'node:fs';
import { stopProcess } from './background-process.js';
import { freePort } from './free-port.js';
import { startPrivateMariadb } from './private-mariadb.js';
import { stopPrivateRadosgw } from './private-radosgw.js';
import { startPrivateRedis } from './private-redis.js';
import { startPrivateS3 } from './private-s3.js';
import { requireBinary } from './service-binary.js';
import { serviceSecrets } from './service-secrets.js';
import type { PrivateServiceSettings } from './service-settings.js';

export interface PrivateServicesPlan {
  /** Everything they write lies below this folder. */
  stateDir: string;
  /** A port left out is chosen among the free ones. */
  ports?: { redis?: number; mariadb?: number; s3?: number };
  /** true: they outlive this process. Default false. */
  background?: boolean;
  /** false trades safety against power cuts for speed. Default true. */
  durable?: boolean;
  redisDatabases?: number;
  /** Variables of the environment of S3, beside those of this process. */
  s3Env?: NodeJS.ProcessEnv;
}

export const PRIVATE_SERVICES = ['redis', 'mariadb', 's3'] as const;
export type PrivateServiceName = (typeof PRIVATE_SERVICES)[number];

/**
 * Starts all three side by side and resolves when all serve. What already runs in this state folder is kept.
 * When one fails, those that were started are stopped again. Throws MissingBinary or ProcessFailed.
 */
export async function startPrivateServices(plan: PrivateServicesPlan): Promise<PrivateServiceSettings> {
  requireBinary('redis-server');
  requireBinary('mariadbd');
  mkdirSync(plan.stateDir, { recursive: true });
  const { stateDir, background = false, durable = true } = plan;
  const secrets = serviceSecrets(stateDir);
  const port = async (name: PrivateServiceName) => plan.ports?.[name] ?? (await freePort());
  const results = await Promise.allSettled([
    startPrivateRedis({
      stateDir,
      background,
      port: await port('redis'),
      password: secrets.redisPassword,
      databases: plan.redisDatabases,
    }),
    startPrivateMariadb({
      stateDir,
      background,
      durable,
      port: await port('mariadb'),
      password: secrets.mariadbPassword,
      rootPassword: secrets.mariadbRootPassword,
    }),
    startPrivateS3({
      stateDir,
      background,
      port: await port('s3'),
      accessKey: secrets.s3AccessKey,
      secretKey: secrets.s3SecretKey,
      ...(plan.s3Env && { env: plan.s3Env }),
    }),
  ] as const);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) {
    await stopPrivateServices(stateDir);
    throw failed.reason;
  }
  const [redis, mariadb, s3] = results.map((result) => result.status === 'fulfilled' && result.value);
  return { redis, mariadb, s3 } as PrivateServiceSettings;
}

/** Stops what runs in this state folder, each in its own clean way. */
export async function stopPrivateServices(stateDir: string): Promise<void> {
  await Promise.all([
    ...PRIVATE_SERVICES.map((name) => stopProcess(stateDir, name)),
    stopPrivateRadosgw(stateDir),
  ]);
}
