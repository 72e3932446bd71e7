import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createConnection } from 'mysql2/promise';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  freePort,
  isAlive,
  PRIVATE_SERVICES,
  processRecord,
  startPrivateMariadb,
  startPrivateServices,
  stopPrivateServices,
  stopProcess,
  until,
} from '../src/index.js';
import { socketFolder } from '../src/socket-folder.js';

let stateDir: string;
beforeEach(() => (stateDir = mkdtempSync(path.join(os.tmpdir(), 'asmp-services-'))));
afterEach(async () => {
  await stopPrivateServices(stateDir);
  rmSync(stateDir, { recursive: true, force: true });
});

describe('the private services', () => {
  it('keep what runs, keep their data, and end cleanly', async () => {
    const ports = { redis: await freePort(), mariadb: await freePort(), s3: await freePort() };
    const first = await startPrivateServices({ stateDir, ports, durable: false });
    const pids = () => PRIVATE_SERVICES.map((name) => processRecord(stateDir, name)?.pid);
    const before = pids();
    const connection = await createConnection(first.mariadb);
    await connection.query('CREATE DATABASE asmp_kept');
    await connection.end();
    expect(await startPrivateServices({ stateDir, ports, durable: false })).toEqual(first);
    expect(pids()).toEqual(before);
    const records = PRIVATE_SERVICES.map((name) => processRecord(stateDir, name)!);
    await stopPrivateServices(stateDir);
    expect(records.map(isAlive)).toEqual([false, false, false]);
    const again = await startPrivateServices({ stateDir, ports, durable: false });
    const reopened = await createConnection({ ...again.mariadb, database: 'asmp_kept' });
    await reopened.end();
    expect(statSync(path.join(stateDir, 'service-secrets.json')).mode & 0o077).toBe(0);
  });

  it('start below a path that is too long for a socket, after an interrupted first start', async () => {
    const deep = path.join(
      stateDir,
      'a-rather-long-folder-name-that-somebody-chose',
      'and-another-one-that-is-no-shorter',
    );
    mkdirSync(path.join(deep, 'mariadb/data.new/half-made'), { recursive: true });
    const plan = {
      stateDir: deep,
      port: await freePort(),
      password: 'p',
      rootPassword: 'r',
      background: false,
    };
    const settings = await startPrivateMariadb({ ...plan, durable: false });
    await (await createConnection(settings)).end();
    await stopProcess(deep, 'mariadb');
    rmSync(socketFolder(path.join(deep, 'mariadb'), 'mariadb.sock'), { recursive: true });
  });

  it('end with the process that started them, however that one ends', async () => {
    const main = fileURLToPath(new URL('../dist/index.js', import.meta.url));
    const script = `const { startPrivateServices } = await import(${JSON.stringify(main)});
      await startPrivateServices({ stateDir: ${JSON.stringify(stateDir)}, durable: false });
      console.log('started'); setInterval(() => undefined, 1000);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(parent.stdout, 'data');
    const records = PRIVATE_SERVICES.map((name) => processRecord(stateDir, name)!);
    expect(records.map(isAlive)).toEqual([true, true, true]);
    parent.kill('SIGKILL');
    expect(await until(() => (records.some(isAlive) ? undefined : true), 20_000)).toBe(true);
  });

  it('name the one that cannot have its port', async () => {
    const ports = { redis: await freePort() };
    const holder = createServer().listen(ports.redis, '127.0.0.1');
    await once(holder, 'listening');
    const failure = startPrivateServices({ stateDir, ports, durable: false });
    await expect(failure).rejects.toThrow(`redis needs port ${ports.redis}, but process ${process.pid} (`);
    expect(PRIVATE_SERVICES.map((name) => processRecord(stateDir, name))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    holder.close();
  });
});
