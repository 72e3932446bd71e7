import {
  createServer,
  request as onwardRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { freshBucket, type TestBucket } from '@archivesmp/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Artifacts } from '../src/index.js';

/** Stands between us and the server, and answers in its place or loses its answer when told so. */
class Obstacle {
  readonly server: Server;
  refuseNext = 0;
  loseNext = 0;

  constructor(target: TestBucket) {
    this.server = createServer((request, response) => {
      if (this.refuseNext-- > 0) {
        request.resume();
        response.writeHead(503).end('<Error><Code>SlowDown</Code></Error>');
        return;
      }
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => this.pass(target, request, Buffer.concat(chunks), response));
    });
  }

  private pass(target: TestBucket, request: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const { method, url: path, headers } = request;
    const onward = onwardRequest(
      { host: target.endPoint, port: target.port, method, path, headers },
      (answer) => {
        if (this.loseNext-- > 0) {
          response.destroy();
          answer.resume();
          return;
        }
        response.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(response);
      },
    );
    onward.end(body);
  }
}

let obstacle: Obstacle;
let artifacts: Artifacts;

beforeEach(async () => {
  const bucket = await freshBucket();
  obstacle = new Obstacle(bucket);
  await new Promise<void>((resolve) => obstacle.server.listen(0, '127.0.0.1', resolve));
  const { port } = obstacle.server.address() as AddressInfo;
  artifacts = new Artifacts({ ...bucket, port });
  await artifacts.ensureBuckets();
});
afterEach(() => {
  vi.useRealTimers();
  artifacts.close();
  obstacle.server.close();
  obstacle.server.closeAllConnections();
});

const content = Buffer.from('a: 1');

describe('a storage that fails', () => {
  it('is asked again when it is only busy', async () => {
    obstacle.refuseNext = 2;
    await artifacts.baselines.writeBaseline('CMI', 'a.yml', content, { ifAbsent: true });
    obstacle.refuseNext = 2;
    expect((await artifacts.baselines.readBaseline('CMI', 'a.yml')).content).toEqual(content);
  });

  it('does not make a conflict of our own write whose answer got lost', async () => {
    obstacle.loseNext = 1;
    const revision = await artifacts.baselines.writeBaseline('CMI', 'lost.yml', content, { ifAbsent: true });
    expect((await artifacts.baselines.readBaseline('CMI', 'lost.yml')).revision).toBe(revision);
  });

  it('is named as unavailable when it stays unavailable, without our secret', async () => {
    obstacle.server.close();
    obstacle.server.closeAllConnections();
    const failure = await artifacts.baselines.listBaselines().catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'artifacts.unavailable', retry: true });
    await expect(artifacts.ping()).rejects.toMatchObject({ code: 'artifacts.unavailable' });
    const write = artifacts.deviations.writeDeviations(content, { ifAbsent: true });
    await expect(write).rejects.toMatchObject({ code: 'artifacts.unavailable' });
  });

  it('does its work whichever way the clock of this host is set', async () => {
    let revision = await artifacts.baselines.writeBaseline('CMI', 'dated.yml', content, { ifAbsent: true });
    for (const minutes of [60, 0, -60, 30]) {
      vi.useRealTimers();
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + minutes * 60_000 });
      expect(await artifacts.ping(), `${minutes} minutes`).toBeUndefined();
      const hash = await artifacts.snapshots.storeSnapshot(Buffer.from(`minute ${minutes}`));
      expect(await artifacts.snapshots.hasSnapshot(hash)).toBe(true);
      expect((await artifacts.snapshots.readSnapshot(hash)).toString()).toBe(`minute ${minutes}`);
      expect((await artifacts.baselines.listBaselines('CMI')).map(({ path }) => path)).toEqual(['dated.yml']);
      const when = { ifRevision: revision };
      revision = await artifacts.baselines.writeBaseline(
        'CMI',
        'dated.yml',
        Buffer.from(`at: ${minutes}`),
        when,
      );
      expect((await artifacts.baselines.readBaseline('CMI', 'dated.yml')).revision).toBe(revision);
      const again = artifacts.baselines.writeBaseline('CMI', 'dated.yml', content, { ifAbsent: true });
      await expect(again).rejects.toMatchObject({ code: 'baseline.revision-mismatch' });
    }
    await artifacts.baselines.removeBaseline('CMI', 'dated.yml', revision);
    expect(await artifacts.baselines.listBaselines('CMI')).toEqual([]);
  });

  it('is named as refusing our key', async () => {
    const bucket = await freshBucket();
    const stranger = new Artifacts({ ...bucket, secretKey: 'another-secret' });
    const failure = (await stranger.ping().catch((error: unknown) => error)) as Error;
    expect(failure).toMatchObject({ code: 'artifacts.unavailable' });
    expect(failure.message).toContain('minio.secret_key');
    expect(JSON.stringify(failure) + failure.message).not.toContain('another-secret');
    const unknown = new Artifacts({ ...bucket, accessKey: 'stranger' });
    await expect(unknown.ping()).rejects.toThrow('minio.access_key');
    unknown.close();
    stranger.close();
  });
});
