import { spawnSync } from 'node:child_process';
import { sha256Hex } from '@archivesmp/digests';
import {
  DATABASE_PATTERN,
  serviceSecrets,
  until,
  type PrivateServiceSettings,
} from '@archivesmp/private-services';
import { createConnection } from 'mysql2/promise';
import { inCheckout } from './checkout.js';
import type { StateFolder } from './state-folder.js';

/** Ports of this machine that the containers are published on. */
export interface DockerPorts {
  redis: number;
  mariadb: number;
  s3: number;
}

const APP_USER = 'asmp';
const READY_MS = 120_000;

/** Several checkouts may run side by side: each has a project name of its own. */
const projectOf = (state: StateFolder): string => `archivesmp-${sha256Hex(state.dir).slice(0, 8)}`;

/** What docker/compose.dev.yml takes from the environment. */
export function composeEnvironment(state: StateFolder, ports?: DockerPorts): Record<string, string> {
  const secrets = serviceSecrets(state.services);
  return {
    ASMP_REDIS_PORT: String(ports?.redis ?? 0),
    ASMP_MARIADB_PORT: String(ports?.mariadb ?? 0),
    ASMP_S3_PORT: String(ports?.s3 ?? 0),
    ASMP_REDIS_PASSWORD: secrets.redisPassword,
    ASMP_MARIADB_ROOT_PASSWORD: secrets.mariadbRootPassword,
    ASMP_S3_ACCESS_KEY: secrets.s3AccessKey,
    ASMP_S3_SECRET_KEY: secrets.s3SecretKey,
  };
}

/** Starts Redis, MariaDB and MinIO in containers and waits until they are healthy. Throws when Docker cannot. */
export async function startDockerServices(
  state: StateFolder,
  ports: DockerPorts,
): Promise<PrivateServiceSettings> {
  if (!compose(state, ['up', '--detach', '--wait'], ports))
    throw new Error('docker compose did not start the containers; its own messages are above.');
  const secrets = serviceSecrets(state.services);
  const mariadb = {
    host: '127.0.0.1',
    port: ports.mariadb,
    user: APP_USER,
    password: secrets.mariadbPassword,
  };
  await makeAppUser(mariadb, secrets.mariadbRootPassword);
  return {
    mariadb,
    redis: { host: '127.0.0.1', port: ports.redis, username: 'default', password: secrets.redisPassword },
    s3: {
      endPoint: '127.0.0.1',
      port: ports.s3,
      accessKey: secrets.s3AccessKey,
      secretKey: secrets.s3SecretKey,
      secure: false,
      region: 'us-east-1',
    },
  };
}

/** Stops and removes the containers; the volumes with the data stay unless `alsoData`. */
export function stopDockerServices(state: StateFolder, alsoData = false): void {
  compose(state, alsoData ? ['down', '--volumes'] : ['down']);
}

function compose(state: StateFolder, verb: readonly string[], ports?: DockerPorts): boolean {
  const file = inCheckout('docker', 'compose.dev.yml');
  const args = ['compose', '--project-name', projectOf(state), '--file', file, ...verb];
  const { error, status } = spawnSync('docker', args, {
    env: { ...process.env, ...composeEnvironment(state, ports) },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (error !== undefined) throw new Error(`docker cannot be run: ${error.message}`);
  return status === 0;
}

/** The same rights as the private server gives: everything in databases of our own name pattern. */
async function makeAppUser(user: PrivateServiceSettings['mariadb'], rootPassword: string): Promise<void> {
  const root = { host: user.host, port: user.port, user: 'root', password: rootPassword };
  const connection = await until(() => createConnection(root).catch(() => undefined), READY_MS, 500);
  if (connection === undefined) throw new Error('MariaDB in its container does not let root in.');
  try {
    await connection.query(`CREATE OR REPLACE USER ?@'%' IDENTIFIED BY ?`, [user.user, user.password]);
    await connection.query(`GRANT ALL PRIVILEGES ON \`${DATABASE_PATTERN}\`.* TO ?@'%'`, [user.user]);
  } finally {
    await connection.end();
  }
}
