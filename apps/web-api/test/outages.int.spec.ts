import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { PACK_CONTENT_TYPE } from '@archivesmp/contracts/agent';
import { aManifest, aManifestFile } from '@archivesmp/testing';
import { describe, expect, it } from 'vitest';
import { discoverKnownFleet, waitingScan } from './known-world.js';
import { bootTestApi, PASSWORD, type TestApi } from './test-api.js';

/** A port of this machine at which nobody answers. */
async function deadPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const asJson = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

async function withApi(differing: Parameters<typeof bootTestApi>[0], work: (api: TestApi) => Promise<void>) {
  const api = await bootTestApi(differing);
  try {
    await work(api);
  } finally {
    await api.close();
  }
}

const dependency = async (
  api: TestApi,
  name: string,
): Promise<{ status: number; state?: string; error?: string }> => {
  const answer = await api.call('/health/ready');
  const body = (await answer.json()) as { dependencies: { name: string; state: string; error?: string }[] };
  return { status: answer.status, ...body.dependencies.find((one) => one.name === name) };
};

describe('while something is unavailable', () => {
  it('Redis: what only records and what only reads is done, health names it', async () => {
    await withApi({ redis: { port: await deadPort(), host: '127.0.0.1' } }, async (api) => {
      await discoverKnownFleet(api.history);
      await api.addUser('mia', 'operator');
      expect((await api.call('/api/v1/login', asJson({ name: 'mia', password: PASSWORD }))).status).toBe(200);
      const operator = await api.as(['write']);
      const scan = await operator('/api/v1/scans', asJson({ host: 'ovh' }));
      expect(scan.status).toBe(202);
      const { id } = (await scan.json()) as { id: string };
      expect(
        (await api.history.outbox.listPendingJobs(10, new Date(), new Date())).map(({ jobId }) => jobId),
      ).toEqual([`drift.start-scan-${id}`]);
      expect((await operator('/api/v1/findings')).status).toBe(200);
      expect((await operator('/api/v1/hosts')).status).toBe(200);
      expect((await operator('/metrics')).status).toBe(200);
      expect(await dependency(api, 'redis')).toMatchObject({ status: 503, state: 'down' });
      expect(await dependency(api, 'mariadb')).toMatchObject({ state: 'up' });
      expect((await api.call('/health/live')).status).toBe(200);
    });
  });

  it('S3: an agent is told to come again, and its instance is not counted as read', async () => {
    await withApi({ minio: { endpoint: `127.0.0.1:${await deadPort()}` } }, async (api) => {
      const instances = await discoverKnownFleet(api.history);
      const scanId = await waitingScan(api.history, instances);
      const [bent] = instances;
      const agent = await api.as(['agent:hetzner']);
      const manifest = aManifest({ scanId, instanceId: bent!.id, files: [aManifestFile()] });
      const answer = await agent('/api/results', asJson(manifest));
      expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
        503,
        'artifacts.unavailable',
      ]);
      const pack = await agent(`/api/results?scanId=${scanId}&instanceId=${bent!.id}`, {
        method: 'POST',
        headers: { 'content-type': PACK_CONTENT_TYPE },
        body: new Uint8Array(gzipSync('')),
      });
      expect(pack.status).toBe(503);
      const scan = await api.history.scans.getScan(scanId);
      expect(scan?.instances?.every(({ state }) => state === 'waiting')).toBe(true);
      expect(await dependency(api, 's3')).toMatchObject({ status: 503, state: 'down' });
      expect(api.lines().some(({ where }) => String(where).startsWith('making buckets'))).toBe(true);
    });
  });
});
