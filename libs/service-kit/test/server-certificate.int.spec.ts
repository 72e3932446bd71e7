import { chmodSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readFileSync } from 'node:fs';
import { connect } from 'node:tls';
import { OwnCa, until } from '@archivesmp/private-services';
import { bootService, createLog, LoggingSettings, type RunningService } from '../src/index.js';
import { Module } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

@Module({})
class Empty {}

let dir: string;
let ca: OwnCa;
let running: RunningService | undefined;
const lines: string[] = [];
const file = (name: string): string => path.join(dir, name);

beforeEach(async () => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'asmp-tls-'));
  ca = await OwnCa.in(path.join(dir, 'ca'));
  lines.length = 0;
});
afterEach(async () => {
  await running?.close();
  running = undefined;
  rmSync(dir, { recursive: true, force: true });
});

async function put(name: string): Promise<void> {
  const { certificate, key } = await ca.issue(name, ['localhost']);
  copyFileSync(certificate, file('hub.pem'));
  copyFileSync(key, file('hub.key'));
}

async function boot(): Promise<RunningService> {
  const tls = { certificate_file: file('hub.pem'), private_key_file: file('hub.key') };
  const log = createLog({
    app: 'test',
    settings: { level: 'info' },
    to: { write: (line: string) => void lines.push(line) },
  });
  const definition = {
    name: 'test',
    version: '1',
    listen: () => ({ host: '127.0.0.1', port: 0 }),
    tls: () => tls,
    module: () => Empty,
  };
  running = await bootService(definition, { logging: new LoggingSettings() }, { log });
  return running;
}

/** The serial number of the certificate that is shown; rejects when it is not believed. */
function shown(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const address = { host: '127.0.0.1', port: Number(new URL(url).port), servername: 'localhost' };
    const socket = connect({ ...address, ca: readFileSync(ca.certificate) }, () => {
      resolve(socket.getPeerCertificate().serialNumber);
      socket.destroy();
    });
    socket.once('error', reject);
  });
}

describe('a service that serves TLS itself', () => {
  it('shows a renewed certificate without a restart, and keeps the old one while the files are no pair', async () => {
    await put('first');
    const { url } = await boot();
    expect(url).toMatch(/^https:/);
    const before = await shown(url);
    const other = await ca.issue('other', ['localhost']);
    copyFileSync(other.key, file('hub.key'));
    expect(
      await until(() => (lines.some((line) => line.includes('still shown')) ? true : undefined), 20_000),
    ).toBe(true);
    expect(await shown(url)).toBe(before);
    copyFileSync(other.certificate, file('hub.pem'));
    const renewed = await until(async () => ((await shown(url)) === before ? undefined : true), 20_000);
    expect(renewed).toBe(true);
  });

  it('does not start with a key that others can read, with a foreign key, or without a file', async () => {
    await put('first');
    chmodSync(file('hub.key'), 0o644);
    await expect(boot()).rejects.toThrow(`chmod 600 ${file('hub.key')}`);
    chmodSync(file('hub.key'), 0o600);
    copyFileSync((await ca.issue('other', ['localhost'])).key, file('hub.key'));
    await expect(boot()).rejects.toThrow(/does not belong to the certificate/);
    rmSync(file('hub.pem'));
    await expect(boot()).rejects.toThrow(/certificate_file: names .* cannot be read \(ENOENT\)/);
  });
});
