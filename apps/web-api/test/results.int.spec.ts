import { setImmediate as nextTick } from 'node:timers/promises';
import { randomBytes, randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { PACK_CONTENT_TYPE, type InstanceManifest } from '@archivesmp/contracts/agent';
import { sha256Hex } from '@archivesmp/digests';
import { aManifest, aManifestFile } from '@archivesmp/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { discoverKnownFleet, waitingScan, type TestInstance } from './known-world.js';
import { bootTestApi, type TestApi } from './test-api.js';

/** One content as it stands in a pack, under the hash it claims to have. */
const packed = (content: Buffer, claimed = sha256Hex(content)): Buffer =>
  Buffer.concat([Buffer.from(claimed + content.length.toString(16).padStart(8, '0'), 'latin1'), content]);

const RESULTS_LIMIT = 1_048_576;

describe('what agents deliver', () => {
  let api: TestApi;
  let instances: TestInstance[];
  let deliver: (path: string, init?: RequestInit) => Promise<Response>;
  let scanId: string;
  let bent: TestInstance;

  beforeAll(async () => {
    api = await bootTestApi({ http: { results_limit: RESULTS_LIMIT }, drift: { max_file_bytes: 200_000 } });
    instances = await discoverKnownFleet(api.history);
    bent = instances[0]!;
    deliver = await api.as(['agent:hetzner']);
  });
  afterAll(() => api?.close());

  beforeEach(async () => {
    const { scans } = await api.history.scans.listScans({ limit: 100, states: ['requested', 'running'] });
    for (const { id } of scans)
      await api.history.scanResults.failScan(id, 'the next test begins', new Date());
    scanId = await waitingScan(api.history, instances);
  });

  const manifestOf = (...contents: Buffer[]): InstanceManifest =>
    aManifest({
      scanId,
      instanceId: bent.id,
      host: 'hetzner',
      files: contents.map((content, index) =>
        aManifestFile({ path: `plugins/CMI/${index}.yml`, size: content.length, sha256: sha256Hex(content) }),
      ),
    });

  const sendManifest = (manifest: object, by = deliver): Promise<Response> =>
    by('/api/results', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(manifest),
    });

  const sendPack = (body: Buffer, instanceId = bent.id, by = deliver): Promise<Response> =>
    by(`/api/results?scanId=${scanId}&instanceId=${instanceId}`, {
      method: 'POST',
      headers: { 'content-type': PACK_CONTENT_TYPE },
      body: new Uint8Array(body),
    });

  const outcome = async (answer: Response): Promise<[number, string]> => [
    answer.status,
    ((await answer.json()) as { code: string }).code,
  ];

  const stateOf = async (instance: TestInstance): Promise<string | undefined> =>
    (await api.history.scans.getScan(scanId))?.instances?.find((one) => one.instanceId === instance.id)
      ?.state;

  it('asks for what it lacks, takes it in one pack, and has the instance analysed', async () => {
    const contents = [randomBytes(300), randomBytes(50), randomBytes(120_000)];
    const asked = await sendManifest(manifestOf(...contents));
    expect(asked.status).toBe(200);
    expect(((await asked.json()) as { missing: string[] }).missing.sort()).toEqual(
      contents.map(sha256Hex).sort(),
    );
    expect(await stateOf(bent)).toBe('waiting');

    const received = await sendPack(gzipSync(Buffer.concat(contents.map((one) => packed(one)))));
    expect([received.status, await received.json()]).toEqual([200, { stored: 3, missing: [] }]);
    expect(await stateOf(bent)).toBe('answered');
    const pending = await api.history.outbox.listPendingJobs(100, new Date(), new Date());
    expect(pending.map(({ jobId }) => jobId)).toContain(`drift.analyse-instance-${scanId}-${bent.id}`);
  });

  it('asks for a content only once, also for another instance', async () => {
    const content = randomBytes(40);
    await sendManifest(manifestOf(content));
    await sendPack(gzipSync(packed(content)));
    const other = instances[1]!;
    const again = await sendManifest({ ...manifestOf(content), instanceId: other.id });
    expect(await again.json()).toEqual({ missing: [] });
    expect(await stateOf(other)).toBe('answered');
  });

  it('says what is missing after half a pack, and takes the rest', async () => {
    const [one, two] = [randomBytes(60), randomBytes(61)];
    await sendManifest(manifestOf(one, two));
    expect(await (await sendPack(gzipSync(packed(one)))).json()).toEqual({
      stored: 1,
      missing: [sha256Hex(two)],
    });
    expect(await stateOf(bent)).toBe('waiting');
    expect(await (await sendPack(gzipSync(packed(two)))).json()).toEqual({ stored: 1, missing: [] });
    expect(await stateOf(bent)).toBe('answered');
  });

  it('counts an instance as failed when its agent says that it could not be read', async () => {
    const answer = await sendManifest({ ...manifestOf(), files: [], error: 'the folder is gone' });
    expect(await answer.json()).toEqual({ missing: [] });
    expect(await stateOf(bent)).toBe('failed');
    const scan = await api.history.scans.getScan(scanId);
    expect(scan?.instances?.find(({ instanceId }) => instanceId === bent.id)?.reason).toBe(
      'the folder is gone',
    );
  });

  it('stores nothing under a hash that is not its own', async () => {
    const [real, other] = [randomBytes(30), randomBytes(30)];
    await sendManifest(manifestOf(real));
    expect(await outcome(await sendPack(gzipSync(packed(other, sha256Hex(real)))))).toEqual([
      400,
      'request.invalid',
    ]);
    expect(await (await sendManifest(manifestOf(real))).json()).toEqual({ missing: [sha256Hex(real)] });
    expect(await stateOf(bent)).toBe('waiting');
  });

  it('refuses a content that nobody asked for', async () => {
    await sendManifest(manifestOf(randomBytes(30)));
    expect(await outcome(await sendPack(gzipSync(packed(randomBytes(31)))))).toEqual([
      400,
      'request.invalid',
    ]);
  });

  it('refuses what is no pack, and a pack that is cut off', async () => {
    const content = randomBytes(500);
    await sendManifest(manifestOf(content));
    expect(await outcome(await sendPack(Buffer.from('not gzip at all')))).toEqual([400, 'request.invalid']);
    expect(await outcome(await sendPack(gzipSync(packed(content).subarray(0, 300))))).toEqual([
      400,
      'request.invalid',
    ]);
    expect(await outcome(await sendPack(gzipSync(packed(content)).subarray(0, 200)))).toEqual([
      400,
      'request.invalid',
    ]);
  });

  it('refuses with 413 what is too large: the manifest, the pack, one content, and what unpacks without end', async () => {
    const manifest = manifestOf(randomBytes(30));
    const padded = { ...manifest, pluginFolders: ['x'.repeat(RESULTS_LIMIT)] };
    expect(await outcome(await sendManifest(padded))).toEqual([413, 'request.too-large']);
    await sendManifest(manifest);
    expect(await outcome(await sendPack(randomBytes(RESULTS_LIMIT + 1)))).toEqual([413, 'request.too-large']);
    expect(await outcome(await sendPack(gzipSync(packed(randomBytes(200_001)))))).toEqual([
      413,
      'request.too-large',
    ]);
    const alike = Array.from({ length: 40 }, (_each, fill) => Buffer.alloc(150_000, fill));
    await sendManifest(manifestOf(...alike));
    const bomb = gzipSync(Buffer.concat(alike.map((one) => packed(one))));
    expect(await outcome(await sendPack(bomb))).toEqual([413, 'request.too-large']);
    const twice = gzipSync(Buffer.concat([packed(alike[0]!), packed(alike[0]!)]));
    expect(await outcome(await sendPack(twice))).toEqual([400, 'request.invalid']);
  });

  it('answers with 413 also when a pack does not say how long it is', async () => {
    const contents = Array.from({ length: 12 }, () => randomBytes(100_000));
    await sendManifest(manifestOf(...contents));
    const pack = gzipSync(Buffer.concat(contents.map((one) => packed(one))));
    const answer = await deliver(`/api/results?scanId=${scanId}&instanceId=${bent.id}`, {
      method: 'POST',
      headers: { 'content-type': PACK_CONTENT_TYPE },
      body: new Blob([new Uint8Array(pack)]).stream(),
      duplex: 'half',
    });
    expect(await outcome(answer)).toEqual([413, 'request.too-large']);
    expect(await stateOf(bent)).toBe('waiting');
  });

  it('refuses a large pack at its first byte, and the connection works on', async () => {
    await sendManifest(manifestOf(randomBytes(30)));
    for (let attempt = 0; attempt < 5; attempt++)
      expect(await outcome(await sendPack(randomBytes(RESULTS_LIMIT)))).toEqual([400, 'request.invalid']);
    expect(await stateOf(bent)).toBe('waiting');
  });

  it('takes results only from the agent of that host', async () => {
    const manifest = manifestOf(randomBytes(30));
    const stranger = await api.as(['agent:ovh']);
    expect(await outcome(await sendManifest(manifest, stranger))).toEqual([403, 'auth.forbidden']);
    expect(await outcome(await sendManifest({ ...manifest, host: 'ovh' }, stranger))).toEqual([
      403,
      'auth.forbidden',
    ]);
    await sendManifest(manifest);
    expect(await outcome(await sendPack(gzipSync(Buffer.alloc(0)), bent.id, stranger))).toEqual([
      403,
      'auth.forbidden',
    ]);
    expect(await outcome(await sendManifest(manifest, await api.as(['admin'])))).toEqual([
      403,
      'auth.forbidden',
    ]);
  });

  it('reads no byte of what a stranger sends', async () => {
    let received = 0;
    const large = new ReadableStream<Uint8Array>({
      async pull(controller) {
        // Sender and hub share this process, and a sender that never pauses would not let the answer in
        await nextTick();
        received += 65_536;
        if (received > 256 * 1024 * 1024) controller.close();
        else controller.enqueue(new Uint8Array(65_536));
      },
    });
    const sent = api.call('/api/results', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer asmp_made_up' },
      body: large,
      duplex: 'half',
    });
    // A sender who goes on writing may meet the closed connection before it reads the answer.
    const answer = await sent.catch(() => undefined);
    if (answer !== undefined) expect(await outcome(answer)).toEqual([401, 'auth.required']);
    // What the operating system buffers on the way is all that was ever taken.
    expect(received).toBeLessThan(32 * 1024 * 1024);
  });

  it('tells an agent to stop when the scan no longer waits for the instance', async () => {
    const content = randomBytes(30);
    await sendManifest(manifestOf(content));
    await api.history.scanResults.failScan(scanId, 'cancelled', new Date());
    expect(await outcome(await sendManifest(manifestOf(content)))).toEqual([409, 'resource.conflict']);
    expect(await outcome(await sendPack(gzipSync(packed(content))))).toEqual([409, 'resource.conflict']);
  });

  it('refuses unknown scans, pack before manifest, and bodies of another form', async () => {
    expect(await outcome(await sendManifest({ ...manifestOf(), scanId: randomUUID() }))).toEqual([
      404,
      'resource.not-found',
    ]);
    expect(await outcome(await sendPack(gzipSync(packed(randomBytes(3)))))).toEqual([
      404,
      'resource.not-found',
    ]);
    expect(await outcome(await sendPack(gzipSync(packed(randomBytes(3))), 'x'))).toEqual([
      400,
      'request.invalid',
    ]);
    const wrong = await sendManifest({ ...manifestOf(), files: [{ path: 7 }], odd: true });
    const { errors } = (await wrong.json()) as { errors: { field: string }[] };
    expect(new Set(errors.map(({ field }) => field))).toEqual(
      new Set(['odd', 'files.0.path', 'files.0.size', 'files.0.modifiedAt', 'files.0.state']),
    );
    for (const path of ['../../evil.yml', '/etc/passwd', 'plugins//x.yml', 'plugins/a\0.yml']) {
      const [file] = manifestOf(randomBytes(3)).files;
      const outside = await sendManifest({ ...manifestOf(), files: [{ ...file, path }] });
      expect(await outcome(outside)).toEqual([400, 'request.invalid']);
    }
    const csv = await deliver('/api/results', {
      method: 'POST',
      headers: { 'content-type': 'text/csv' },
      body: 'a',
    });
    expect(await outcome(csv)).toEqual([415, 'request.unsupported-media-type']);
    const nothing = await deliver('/api/results', { method: 'POST' });
    expect(await outcome(nothing)).toEqual([415, 'request.unsupported-media-type']);
  });

  it('writes host, scan and instance on its log lines, and measures what came', async () => {
    const content = randomBytes(77);
    await sendManifest(manifestOf(content));
    await sendPack(gzipSync(packed(content)));
    const lines = api.lines().filter((line) => line['scanId'] === scanId && line['instanceId'] === bent.id);
    expect(lines.map(({ message }) => message)).toEqual(
      expect.arrayContaining(['manifest received', 'pack received']),
    );
    const reader = await api.as(['read']);
    expect(await (await reader('/metrics')).text()).toMatch(
      /archivesmp_results_received_bytes_total\{host="hetzner",app="web-api"\} \d+/,
    );
  });
});
