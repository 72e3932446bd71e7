import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { createConnection } from 'mysql2/promise';
import { startProcess } from './background-process.js';
import type { CertificateFiles } from './own-ca.js';
import { requireBinary } from './service-binary.js';
import type { PrivateMariadbSettings } from './service-settings.js';
import { connectionOf } from './mariadb-connection.js';
import { socketFolder } from './socket-folder.js';
import { tlsSettings } from './tls-settings.js';

export interface PrivateMariadbPlan {
  stateDir: string;
  port: number;
  password: string;
  rootPassword: string;
  background: boolean;
  /** false: a power cut may lose the last second. For tests. */
  durable: boolean;
  /** It refuses clear text, and shows this certificate. */
  tls?: CertificateFiles;
}

/** The application's user may do everything in databases of this name pattern, and nothing elsewhere. */
export const DATABASE_PATTERN = 'asmp%';
const USER = 'asmp';
const run = promisify(execFile);

/** Creates the data folder at the first start, then starts MariaDB and waits until the application's user can query. */
export async function startPrivateMariadb(plan: PrivateMariadbPlan): Promise<PrivateMariadbSettings> {
  const command = requireBinary('mariadbd');
  const dir = path.join(plan.stateDir, 'mariadb');
  // Not /tmp: a starting server deletes what looks like temporary tables there, also those of its neighbours.
  mkdirSync(path.join(dir, 'tmp'), { recursive: true });
  const configuration = path.join(dir, 'my.cnf');
  const accounts = path.join(dir, 'accounts.sql');
  writeFileSync(configuration, mariadbConfiguration(plan, dir), { mode: 0o600 });
  writeFileSync(accounts, accountStatements(plan), { mode: 0o600 });
  await installDataFolder(configuration, dir);
  const account = { user: USER, password: plan.password };
  const settings = {
    host: '127.0.0.1',
    port: plan.port,
    ...account,
    ...(plan.tls && { tls: tlsSettings(plan.tls) }),
  };
  await startProcess({
    name: 'mariadb',
    command,
    args: [`--defaults-file=${configuration}`, `--init-file=${accounts}`, ...asRoot()],
    cwd: dir,
    stateDir: plan.stateDir,
    port: plan.port,
    background: plan.background,
    isReady: () => askMariadb(settings),
  });
  return settings;
}

/** mariadbd refuses to run as root unless told so; the folder belongs to us and it listens on loopback only. */
const asRoot = (): string[] => (process.getuid?.() === 0 ? ['--user=root'] : []);

async function installDataFolder(configuration: string, dir: string): Promise<void> {
  const data = path.join(dir, 'data');
  if (existsSync(data)) return;
  // Into a folder of its own first: a half-made data folder would be taken for a whole one at the next start.
  const unfinished = path.join(dir, 'data.new');
  rmSync(unfinished, { recursive: true, force: true });
  await run(requireBinary('mariadb-install-db'), [
    `--defaults-file=${configuration}`,
    `--datadir=${unfinished}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    ...asRoot(),
  ]);
  renameSync(unfinished, data);
}

function mariadbConfiguration(plan: PrivateMariadbPlan, dir: string): string {
  const sockets = socketFolder(dir, 'mariadb.sock');
  return [
    '[mariadbd]',
    `datadir=${path.join(dir, 'data')}`,
    `tmpdir=${path.join(dir, 'tmp')}`,
    'bind-address=127.0.0.1',
    `port=${plan.port}`,
    `socket=${path.join(sockets, 'mariadb.sock')}`,
    `pid-file=${path.join(dir, 'mariadb.pid')}`,
    ...(plan.tls === undefined
      ? []
      : [
          `ssl-cert=${plan.tls.certificate}`,
          `ssl-key=${plan.tls.key}`,
          `ssl-ca=${plan.tls.ca}`,
          'require-secure-transport=ON',
        ]),
    'skip-name-resolve',
    'character-set-server=utf8mb4',
    'collation-server=utf8mb4_unicode_ci',
    'max-connections=400',
    'max-allowed-packet=64M',
    'innodb-buffer-pool-size=256M',
    `innodb-flush-log-at-trx-commit=${plan.durable ? 1 : 0}`,
    ...(plan.durable ? [] : ['innodb-flush-method=nosync', 'innodb-doublewrite=0']),
    'performance-schema=0',
    '',
  ].join('\n');
}

/** Run at every start before clients can connect; each statement is harmless when repeated. One line each. */
function accountStatements(plan: PrivateMariadbPlan): string {
  const user = `'${USER}'@'127.0.0.1'`;
  return [
    `ALTER USER 'root'@'localhost' IDENTIFIED BY '${plan.rootPassword}';`,
    `CREATE OR REPLACE USER ${user} IDENTIFIED BY '${plan.password}';`,
    `GRANT ALL PRIVILEGES ON \`${DATABASE_PATTERN}\`.* TO ${user};`,
    '',
  ].join('\n');
}

async function askMariadb(settings: PrivateMariadbSettings): Promise<void> {
  const connection = await createConnection({ ...connectionOf(settings), connectTimeout: 1_000 });
  try {
    await connection.query('SELECT 1');
  } finally {
    connection.destroy();
  }
}
