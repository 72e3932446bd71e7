import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { openHistory } from '@archivesmp/history';
import { artifactsOf, historyOf, hubNeeds } from '../src/index.js';
import {
  freePort,
  OwnCa,
  startPrivateMariadb,
  startPrivateRedis,
  stopProcess,
  storeSettings,
} from '@archivesmp/private-services';
import { HostSettings, parseSettings } from '@archivesmp/service-kit';
import { testServices } from '@archivesmp/testing';
import { createConnection } from 'mysql2/promise';
import { connectionOf } from '@archivesmp/private-services';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

type Stores = ReturnType<typeof storeSettings>;

let dir: string;
let stores: Stores;
let stranger: OwnCa;
let s3: Server;

/** Redis, MariaDB and S3 that speak TLS only, with certificates of one authority of our own; and another authority. */
beforeAll(async () => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'asmp-false-stores-'));
  const ca = await OwnCa.in(path.join(dir, 'ca'));
  stranger = await OwnCa.in(path.join(dir, 'stranger'));
  const tls = await ca.issue('stores', ['localhost']);
  const common = { stateDir: dir, background: false, password: 'a-password-for-tests', tls };
  const [redis, mariadb] = await Promise.all([
    startPrivateRedis({ ...common, port: await freePort() }),
    startPrivateMariadb({
      ...common,
      port: await freePort(),
      rootPassword: 'root-for-tests',
      durable: false,
    }),
  ]);
  const connection = await createConnection(connectionOf(mariadb));
  await connection.query('CREATE DATABASE asmp_tls').finally(() => connection.end());
  const plain = testServices().s3;
  s3 = createServer({ cert: readFileSync(tls.certificate), key: readFileSync(tls.key) }, (asked, reply) => {
    const { method, url, headers } = asked;
    const onward = request(
      { host: plain.endPoint, port: plain.port, method, path: url, headers },
      (answer) => {
        reply.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(reply);
      },
    );
    asked.pipe(onward);
  });
  await new Promise<void>((resolve) => s3.listen(0, '127.0.0.1', resolve));
  const trust = redis.tls!;
  const secured = { ...plain, port: (s3.address() as AddressInfo).port, secure: true, trust };
  stores = storeSettings({ redis, mariadb, s3: secured }, { database: 'asmp_tls' });
});
afterAll(async () => {
  s3.close();
  await Promise.all(['redis', 'mariadb'].map((name) => stopProcess(dir, name)));
  rmSync(dir, { recursive: true, force: true });
});

const settings = (change: Partial<Record<keyof Stores, object>> = {}): HostSettings => {
  const topics = Object.entries(stores).map(([topic, given]) => [
    topic,
    { ...given, ...change[topic as keyof Stores] },
  ]);
  const text = JSON.stringify({ physical_server: 'hetzner', ...Object.fromEntries(topics) });
  return parseSettings(HostSettings, text, 'host.yaml', {});
};
const prepared = (name: string, host: HostSettings) =>
  hubNeeds(host)
    .find((one) => one.name === name)!
    .prepare();
const other = () => ({ transport: { ca_file: stranger.certificate, server_name: 'localhost' } });
const misnamed = (topic: keyof Stores) => ({
  transport: { ...(stores[topic] as { transport?: object }).transport, server_name: 'other.example' },
});

describe('stores that speak TLS under an authority of one’s own', () => {
  it('are believed when the settings name the authority, and serve', async () => {
    const host = settings();
    for (const { prepare } of hubNeeds(host)) await prepare();
    const history = await openHistory(historyOf(host));
    await history.ping().finally(() => history.close());
    const artifacts = artifactsOf(host);
    await artifacts.ensureBuckets();
    await artifacts.changeRequests.storeChangeRequest('00000000-0000-4000-8000-000000000000', { a: 1 });
    artifacts.close();
  });
});

describe('a program that answers in the place of a store', () => {
  it('ends the start: Redis under another authority, another name', async () => {
    await expect(prepared('redis', settings({ redis: other() }))).rejects.toThrow(/not believed.*ca_file/);
    await expect(prepared('redis', settings({ redis: misnamed('redis') }))).rejects.toThrow(/server_name/);
  });

  it('ends the start: MariaDB under another authority, another name, or where clear text is wanted', async () => {
    await expect(prepared('mariadb', settings({ mariadb: other() }))).rejects.toThrow(/certificate.*ca_file/);
    await expect(prepared('mariadb', settings({ mariadb: misnamed('mariadb') }))).rejects.toThrow(
      /certificate.*server_name/,
    );
    await expect(prepared('mariadb', settings({ mariadb: { ssl: false, transport: {} } }))).rejects.toThrow(
      /encrypted connections only.*mariadb.ssl/,
    );
  });

  it('is not written to: S3 under another authority, another name', async () => {
    for (const [change, words] of [
      [other(), /ca_file/],
      [misnamed('minio'), /server_name/],
    ] as const) {
      const artifacts = artifactsOf(settings({ minio: change }));
      await expect(artifacts.ping()).rejects.toThrow(words);
      artifacts.close();
    }
  });
});
