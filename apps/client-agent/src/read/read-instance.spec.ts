import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { InstanceManifest } from '@archivesmp/contracts/agent';
import { sha256Hex } from '@archivesmp/digests';
import { derivedInstanceId } from '@archivesmp/instance-files';
import { createLog, Secret } from '@archivesmp/service-kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LocalAccess } from '../access/local-access.js';
import { HubUnavailable, HubConnection } from '../hub/hub-connection.js';
import { HubRetryPolicy } from '../hub/hub-retry-policy.js';
import { ScanAnswers } from '../hub/scan-results.js';
import { ReadInstance } from './read-instance.js';

const SCAN = '3f1e0b8e-7a55-4d6e-8a30-5a8a9f4c1d01';
/** The other side of POST /api/results, with real HTTP, as far as an agent can tell. */
class ListeningHub {
  manifests: InstanceManifest[] = [];
  blobs = new Map<string, string>();
  authorization = new Set<string | undefined>();
  refuseWith: { status: number; times: number } = { status: 503, times: 0 };
  beforeAsking: () => Promise<void> = async () => undefined;
  private asked: string[] = [];
  readonly server: Server = createServer((request, reply) => {
    void this.answer(request).then(({ status, body }) => {
      reply.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  private async answer(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    this.authorization.add(request.headers.authorization);
    if (this.refuseWith.times-- > 0) return { status: this.refuseWith.status, body: { code: 'test' } };
    if (request.headers['content-type'] === 'application/json') {
      const manifest = JSON.parse(body.toString()) as InstanceManifest;
      this.manifests.push(manifest);
      this.asked = manifest.files
        .flatMap((file) => file.sha256 ?? [])
        .filter((hash) => !this.blobs.has(hash));
      await this.beforeAsking();
      return { status: 200, body: { missing: this.asked } };
    }
    const query = new URL(request.url ?? '', 'http://hub').searchParams;
    expect(query.get('scanId')).toBe(SCAN);
    const before = this.blobs.size;
    this.unpack(gunzipSync(body));
    return {
      status: 200,
      body: { stored: this.blobs.size - before, missing: this.asked.filter((hash) => !this.blobs.has(hash)) },
    };
  }

  private unpack(pack: Buffer): void {
    for (let offset = 0; offset < pack.length;) {
      const hash = pack.toString('latin1', offset, offset + 64);
      const length = Number.parseInt(pack.toString('latin1', offset + 64, offset + 72), 16);
      this.blobs.set(hash, pack.toString('utf8', offset + 72, offset + 72 + length));
      offset += 72 + length;
    }
  }
}

let hub: ListeningHub;
let root: string;
let stopping: AbortController;
const waits: number[] = [];

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'archivesmp-agent-'));
  hub = new ListeningHub();
  await once(hub.server.listen(0, '127.0.0.1'), 'listening');
  stopping = new AbortController();
  waits.length = 0;
  await put('server.properties', 'motd=hi\n');
  await put('plugins/LuckPerms/config.yml', 'server: bent\n');
  await put('plugins/CMI/config.yml', 'server: bent\n');
});

afterEach(async () => {
  hub.server.closeAllConnections();
  hub.server.close();
  await rm(root, { recursive: true, force: true });
});

async function put(relative: string, content: string): Promise<void> {
  const file = path.join(root, 'instances/BENT01/Minecraft', relative);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content);
}

const job = (instanceId = derivedInstanceId('ovh', 'BENT01')) => ({
  scanId: SCAN,
  instanceId,
  folder: 'BENT01',
  host: 'ovh',
  select: { extensions: ['yml', 'properties'], maxBytes: 10_000, unmanaged: [] },
});

function reader(retrySeconds = 30): ReadInstance {
  const log = createLog({ app: 'client-agent', settings: { level: 'silent' } });
  const results = new ScanAnswers(new HubConnection(hub.address, new Secret('agent-token'), 'ovh'));
  const retryPolicy = new HubRetryPolicy(retrySeconds, stopping.signal, (waitMs) => waits.push(waitMs));
  return new ReadInstance(
    'ovh',
    new LocalAccess('ovh', root, async () => {}),
    results,
    retryPolicy,
    log,
    (_, work) => work(),
  );
}

describe('reading an instance for the hub', () => {
  it('sends each content once, however many files have it', async () => {
    expect(await reader().readInstance(job())).toEqual({ files: 3, sentBlobs: 2 });
    expect([...hub.blobs].sort()).toEqual(
      [
        [sha256Hex('motd=hi\n'), 'motd=hi\n'],
        [sha256Hex('server: bent\n'), 'server: bent\n'],
      ].sort(),
    );
    expect(hub.manifests).toMatchObject([{ scanId: SCAN, host: 'ovh', pluginFolders: ['CMI', 'LuckPerms'] }]);
    expect([...hub.authorization]).toEqual(['Bearer agent-token']);
  });

  it('sends no pack when the hub has everything', async () => {
    await reader().readInstance(job());
    expect(await reader().readInstance(job())).toEqual({ files: 3, sentBlobs: 0 });
  });

  it('starts over when a file changes between manifest and pack', async () => {
    let changes = 0;
    hub.beforeAsking = async () => {
      if (changes++ === 0) await put('plugins/CMI/config.yml', 'server: changed\n');
    };
    await put('plugins/CMI/config.yml', 'server: first\n');
    await reader().readInstance(job());
    expect(hub.blobs.has(sha256Hex('server: changed\n'))).toBe(true);
    expect(hub.manifests).toHaveLength(2);
  });

  it('calls a file unsettled that never holds still, and finishes with the rest', async () => {
    let changes = 0;
    hub.beforeAsking = () => put('plugins/CMI/config.yml', `counter: ${changes++}\n`);
    await reader().readInstance(job());
    const last = hub.manifests.at(-1)!;
    expect(last.files.find((file) => file.path === 'plugins/CMI/config.yml')).toMatchObject({
      state: 'unsettled',
      reason: expect.stringContaining('changed'),
    });
  });

  it('waits while the hub is unavailable and then delivers', async () => {
    hub.refuseWith = { status: 503, times: 2 };
    expect(await reader().readInstance(job())).toMatchObject({ files: 3 });
    expect(waits).toEqual([500, 1000]);
  });

  it('puts the job back when the hub stays unavailable longer than it retries', async () => {
    hub.refuseWith = { status: 503, times: 1_000 };
    await expect(reader(0).readInstance(job())).rejects.toBeInstanceOf(HubUnavailable);
  });

  it('stops waiting at once when the agent stops', async () => {
    hub.refuseWith = { status: 503, times: 1_000 };
    const running = reader(600).readInstance(job());
    stopping.abort();
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  });

  it.each([401, 403])('does not try again when its token is refused (%s)', async (status) => {
    hub.refuseWith = { status, times: 1 };
    await expect(reader().readInstance(job())).rejects.toMatchObject({
      code: 'auth.forbidden',
      retry: false,
    });
  });

  it('ends quietly when the hub no longer wants the answer', async () => {
    hub.refuseWith = { status: 409, times: 1 };
    expect(await reader().readInstance(job())).toEqual({ files: 0, sentBlobs: 0 });
  });

  it('finds the folder when only the hub knows the id that AMP gave it', async () => {
    const known = '0f8247da-f1c9-4898-a806-8017beeb15e7';
    await reader().readInstance(job(known));
    expect(hub.manifests).toMatchObject([{ instanceId: known, pluginFolders: ['CMI', 'LuckPerms'] }]);
  });

  it('says why, with the path and the remedy, when instances_root is missing or shows only a part', async () => {
    await rm(path.join(root, 'instances'), { recursive: true });
    await writeFile(path.join(root, 'instances.json'), '{');
    await reader().readInstance(job());
    expect(hub.manifests.at(-1)?.error).toBe(
      `no instance BENT01 with this id is on this host; the agent does not see everything here: ${root}/instances.json is not valid: its instances are known by folder only`,
    );
    await rm(root, { recursive: true });
    await reader().readInstance(job());
    expect(hub.manifests.at(-1)?.error).toBe(
      `${root}: there is no such folder; check instances_root in agent.yaml`,
    );
  });

  it('says so when the instance is not on this host or its folder cannot be read', async () => {
    await reader().readInstance({ ...job('0f8247da-f1c9-4898-a806-8017beeb15e7'), folder: 'EVO01' });
    expect(hub.manifests).toMatchObject([
      { files: [], error: 'no instance EVO01 with this id is on this host' },
    ]);
    await rm(path.join(root, 'instances/BENT01/Minecraft'), { recursive: true });
    await mkdir(path.join(root, 'instances/BENT01'), { recursive: true });
    await writeFile(path.join(root, 'instances/BENT01/AMPConfig.conf'), '');
    await writeFile(path.join(root, 'instances/BENT01/Minecraft'), 'a file, not a folder');
    await reader().readInstance(job());
    expect(hub.manifests.at(-1)?.error).toEqual(expect.stringMatching(/folder/));
  });
});
