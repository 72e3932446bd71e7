import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { isAlive } from './process-record.js';
import { processRecord, startProcess, stopProcess } from './background-process.js';
import { freePort } from './free-port.js';
import type { CertificateFiles } from './own-ca.js';
import { requireBinary } from './service-binary.js';
import type { S3Settings } from './service-settings.js';
import { socketFolder } from './socket-folder.js';
import { PRIVATE_NAME, tlsSettings } from './tls-settings.js';

export interface PrivateRadosgwPlan {
  stateDir: string;
  port: number;
  accessKey: string;
  secretKey: string;
  background: boolean;
  /** It speaks TLS only, under this certificate. */
  tls?: CertificateFiles;
}

/** In the order in which they are started. */
export const RADOSGW_PROCESSES = ['ceph-mon', 'ceph-osd', 'radosgw'] as const;
const PROGRAMS = ['monmaptool', 'ceph-mon', 'ceph', 'ceph-osd', 'radosgw-admin', 'radosgw'] as const;
const REGION = 'us-east-1';
const READY_WITHIN_MS = 120_000;
const run = promisify(execFile);

/**
 * Starts Ceph's S3 server on a Ceph of one monitor and one store in memory: a real server that is not ours. What it holds is
 * gone when it stops; a start anew begins with nothing. Needs the Debian packages ceph-mon, ceph-osd and radosgw.
 */
export async function startPrivateRadosgw(plan: PrivateRadosgwPlan): Promise<S3Settings> {
  for (const program of PROGRAMS) requireBinary(program);
  const settings = settingsOf(plan);
  const running = RADOSGW_PROCESSES.map((name) => processRecord(plan.stateDir, name));
  if (running.every((record) => record !== undefined && isAlive(record))) return settings;
  await stopPrivateRadosgw(plan.stateDir);
  const dir = path.join(plan.stateDir, 'ceph');
  rmSync(dir, { recursive: true, force: true });
  for (const name of ['mon', 'osd', 'rgw']) mkdirSync(path.join(dir, name), { recursive: true });
  const cluster = randomUUID();
  const monitor = await freePort();
  const conf = path.join(dir, 'ceph.conf');
  writeFileSync(conf, cephConfiguration(plan, dir, cluster, monitor), { mode: 0o600 });
  writeFileSync(path.join(dir, 'keyring'), '', { mode: 0o600 });
  const tool = (program: (typeof PROGRAMS)[number], ...args: string[]) =>
    run(requireBinary(program), ['-c', conf, ...args], { timeout: READY_WITHIN_MS });
  const daemon = (
    name: (typeof RADOSGW_PROCESSES)[number],
    args: string[],
    isReady: () => Promise<unknown>,
  ) =>
    startProcess({
      name,
      command: requireBinary(name),
      args: ['-c', conf, '-f', ...args],
      cwd: dir,
      stateDir: plan.stateDir,
      background: plan.background,
      readyWithinMs: READY_WITHIN_MS,
      isReady,
    });
  try {
    const map = path.join(dir, 'monmap');
    const where = `[v2:127.0.0.1:${monitor}]`;
    await run(requireBinary('monmaptool'), ['--create', '--fsid', cluster, '--addv', 'a', where, map]);
    await tool('ceph-mon', '--mkfs', '-i', 'a', '--monmap', map);
    await daemon('ceph-mon', ['-i', 'a'], () => tool('ceph', '--connect-timeout', '2', 'mon', 'stat'));
    const store = randomUUID();
    await tool('ceph', 'osd', 'new', store);
    await tool('ceph-osd', '-i', '0', '--mkfs', '--osd-uuid', store);
    await daemon('ceph-osd', ['-i', '0'], () => upStore(() => tool('ceph', 'osd', 'stat')));
    const keys = ['--access-key', plan.accessKey, '--secret-key', plan.secretKey];
    await tool('radosgw-admin', 'user', 'create', '--uid', 'asmp', '--display-name', 'asmp', ...keys);
    await daemon('radosgw', ['-n', 'client.rgw'], () => answers(settings));
  } catch (error) {
    await stopPrivateRadosgw(plan.stateDir);
    throw error;
  }
  return settings;
}

/** Stops the three programs of this state folder; safe when none runs. */
export async function stopPrivateRadosgw(stateDir: string): Promise<void> {
  for (const name of [...RADOSGW_PROCESSES].reverse()) await stopProcess(stateDir, name);
}

/** Whether everything that it needs is installed. */
export const RADOSGW_PROGRAMS = PROGRAMS;

function settingsOf({ port, accessKey, secretKey, tls }: PrivateRadosgwPlan): S3Settings {
  const common = { port, accessKey, secretKey, region: REGION };
  if (tls === undefined) return { endPoint: '127.0.0.1', ...common, secure: false };
  return { endPoint: PRIVATE_NAME, ...common, secure: true, trust: tlsSettings(tls) };
}

async function upStore(stat: () => Promise<{ stdout: string }>): Promise<void> {
  const { stdout } = await stat();
  if (!/1 up/.test(stdout)) throw new Error(stdout);
}

async function answers({ port, secure }: S3Settings): Promise<void> {
  const { request } = secure ? await import('node:https') : await import('node:http');
  await new Promise<void>((resolve, reject) => {
    // Whether it is believed is the business of those who use it; here it only has to answer.
    const address = { host: '127.0.0.1', port, ...(secure && { rejectUnauthorized: false }) };
    request(address, (answer) => {
      answer.resume();
      answer.once('end', () => resolve());
    })
      .once('error', reject)
      .end();
  });
}

/** One copy of everything, no keys among its own programs: they talk on loopback only. */
function cephConfiguration(
  { port, tls }: PrivateRadosgwPlan,
  dir: string,
  cluster: string,
  monitor: number,
): string {
  const sockets = socketFolder(dir, 'client.radosgw-admin.000000.asok');
  const listen =
    tls === undefined
      ? `endpoint=127.0.0.1:${port}`
      : `ssl_endpoint=127.0.0.1:${port} ssl_certificate=${tls.certificate} ssl_private_key=${tls.key}`;
  const open = ['cluster', 'service', 'client'].map((part) => `auth ${part} required = none`);
  // The programs sign nothing without keys, which the default mode between monitor and clients demands.
  const modes = ['mon client', 'mon service', 'mon cluster', 'client', 'service', 'cluster'];
  return [
    '[global]',
    `fsid = ${cluster}`,
    `mon host = [v2:127.0.0.1:${monitor}]`,
    'mon initial members = a',
    ...open,
    ...modes.map((mode) => `ms ${mode} mode = crc`),
    'public addr = 127.0.0.1',
    'cluster addr = 127.0.0.1',
    ...['size', 'min size', 'pg num', 'pgp num'].map((what) => `osd pool default ${what} = 1`),
    'osd pool default pg autoscale mode = off',
    'mon allow pool size one = true',
    'mon data avail crit = 0',
    'osd crush chooseleaf type = 0',
    'osd objectstore = memstore',
    'memstore device bytes = 1073741824',
    `mon data = ${dir}/mon`,
    `osd data = ${dir}/osd`,
    `rgw data = ${dir}/rgw`,
    `keyring = ${dir}/keyring`,
    `run dir = ${sockets}`,
    `admin socket = ${sockets}/$name.asok`,
    `log file = ${dir}/$name.log`,
    'pid file =',
    'crash dir =',
    'rgw thread pool size = 32',
    `rgw frontends = beast ${listen}`,
    'rgw dynamic resharding = false',
    ...[
      'gc max objs',
      'lc max objs',
      'usage max shards',
      'objexp hints num shards',
      'data log num shards',
    ].map((what) => `rgw ${what} = 1`),
    'rgw md log max shards = 1',
    'rgw override bucket index max shards = 1',
    'rgw enable apis = s3, admin',
    '',
  ].join('\n');
}
