import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { PACK_CONTENT_TYPE } from '@archivesmp/contracts/agent';
import { sha256Hex } from '@archivesmp/digests';
import { bootService, createLog } from '@archivesmp/service-kit';
import { aManifest, aManifestFile } from '@archivesmp/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { webApi } from '../src/web-api.service.js';
import { discoverKnownFleet, waitingScan, type TestInstance } from './known-world.js';
import { bootTestApi, type TestApi } from './test-api.js';

const SECRET = randomBytes(64);

/** Whoever has the file of one agent can name any sha256 in a manifest. */
describe('somebody with the token of one host', () => {
  let api: TestApi;
  let instances: TestInstance[];
  let scanId: string;

  beforeAll(async () => {
    api = await bootTestApi();
    instances = await discoverKnownFleet(api.history);
    scanId = await waitingScan(api.history, instances);
  });
  afterAll(() => api?.close());

  const on = (name: string): TestInstance => instances.find((one) => one.name === name)!;

  async function answersOn(name: string, ...contents: Buffer[]): Promise<string[]> {
    const { id: instanceId, host } = on(name);
    const files = contents.map((content, index) =>
      aManifestFile({ path: `plugins/CMI/${index}.yml`, size: content.length, sha256: sha256Hex(content) }),
    );
    const body = JSON.stringify(aManifest({ scanId, instanceId, host, files }));
    const agent = await api.as([`agent:${host}`]);
    const headers = { 'content-type': 'application/json' };
    const answer = await agent('/api/results', { method: 'POST', headers, body });
    expect(answer.status).toBe(200);
    return ((await answer.json()) as { missing: string[] }).missing;
  }

  async function sends(
    name: string,
    content: Buffer,
    hub = api.url,
  ): Promise<{ stored: number; missing: string[] }> {
    const { id, host } = on(name);
    const head = sha256Hex(content) + content.length.toString(16).padStart(8, '0');
    const authorization = `Bearer ${await api.token([`agent:${host}`])}`;
    const answer = await fetch(`${hub}/api/results?scanId=${scanId}&instanceId=${id}`, {
      method: 'POST',
      headers: { 'content-type': PACK_CONTENT_TYPE, authorization },
      body: new Uint8Array(gzipSync(Buffer.concat([Buffer.from(head), content]))),
    });
    return (await answer.json()) as { stored: number; missing: string[] };
  }

  it('is never told whether another host has a content that he can only name', async () => {
    expect(await answersOn('BENT01', SECRET)).toEqual([sha256Hex(SECRET)]);
    expect(await sends('BENT01', SECRET)).toEqual({ stored: 1, missing: [] });
    const unknown = randomBytes(64);
    expect(await answersOn('SMP201', SECRET, unknown)).toEqual([sha256Hex(SECRET), sha256Hex(unknown)]);
    expect(await sends('SMP201', unknown)).toEqual({ stored: 1, missing: [sha256Hex(SECRET)] });
    expect(await answersOn('SMP201', SECRET, unknown)).toEqual([sha256Hex(SECRET)]);
  });

  it('is asked once for what he delivers, whichever hub took it in, and it is stored once', async () => {
    const log = createLog({ app: 'web-api', settings: { level: 'silent' } });
    const another = await bootService(webApi, api.settings, { log });
    try {
      const news = randomBytes(64);
      expect(await answersOn('CREA01', SECRET, news)).toEqual([sha256Hex(news)]);
      expect(await sends('CREA01', news, another.url)).toEqual({ stored: 1, missing: [] });
    } finally {
      await another.close();
    }
    expect(await answersOn('SMP201', SECRET)).toEqual([sha256Hex(SECRET)]);
    expect(await sends('SMP201', SECRET)).toEqual({ stored: 1, missing: [] });
  });
});
