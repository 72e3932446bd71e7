import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { standInHub } from './stand-in-hub.js';

const folder = mkdtempSync(path.join(tmpdir(), 'asmp-words-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

async function hubWith(answers: Parameters<typeof standInHub>[0]) {
  const hub = await standInHub(answers);
  vi.stubEnv('ARCHIVESMP_HUB', hub.url);
  vi.stubEnv('ARCHIVESMP_TOKEN', 'asmp_token');
  return hub;
}

const ID = 'a81a1111-2222-4333-8444-555555555555';
const finding = {
  id: ID,
  severity: 'high',
  instance: 'BENT01',
  plugin: 'CMI',
  file: 'config.yml',
  path: ['a', 'b'],
  key: 'a.b',
  kind: 'wrong_value',
  reason: 'says the baseline',
  cause: { kind: 'unknown' },
  expected: true,
  actual: 'x'.repeat(100),
};

describe('asmp on a hub', () => {
  it('shows what should be and what is, and names a plugin that nobody has', async () => {
    await using hub = await hubWith({
      'GET /api/v1/findings': { body: { findings: [finding], count: 1, next: 'more' } },
      'GET /api/drift/report': { body: { total: 30 } },
    });
    const { out, err } = await hub.asmp('findings');
    expect(err).toContain('There are more, 30 in all;');
    expect(out).toContain(`should be true, is "${'x'.repeat(59)}…`);
    await using empty = await hubWith({
      'GET /api/v1/findings': { body: { findings: [], count: 0 } },
      'GET /api/v1/baselines': { body: { baselines: [{ plugin: 'CMI' }], count: 1 } },
      'GET /api/v1/instances': { body: { instances: [{ id: 'i1' }], count: 1 } },
      'GET /api/v1/instances/i1/plugins': { body: { plugins: [{ plugin: 'HuskSync' }], count: 1 } },
    });
    expect((await empty.asmp('findings', '--plugin', 'husksync')).err).toContain(
      'no plugin husksync is known; did you mean HuskSync?',
    );
    expect((await empty.asmp('findings', '--plugin', 'CMI')).err).not.toContain('known');
  });

  it('says of a finding that a deployment wrote its file since it was judged', async () => {
    const writtenSince = {
      deploymentId: 'd3b07384-1111-4222-8333-444444444444',
      at: '2026-11-21T07:00:00.000Z',
    };
    await using hub = await hubWith({
      'GET /api/v1/findings': { body: { findings: [{ ...finding, writtenSince }], count: 1 } },
    });
    expect((await hub.asmp('findings')).out).toContain(
      'its file was written since by deployment d3b07384 and waits for the next scan',
    );
  });

  it('takes the beginning of the id of a finding, whatever became of it', async () => {
    await using hub = await hubWith({
      'GET /api/v1/findings': { body: { findings: [finding], count: 1 } },
      [`DELETE /api/v1/findings/${ID}/ignore`]: { status: 202, body: { for: 'everywhere', scanId: 's' } },
    });
    expect((await hub.asmp('finding', 'unignore', 'a81a')).out).toContain('no longer ignored for everywhere');
    expect(hub.asked[0]!.route).toMatch(/status=all.*state=.*resolved/);
    expect((await hub.asmp('finding', 'unignore', 'ffff')).err).toContain('no finding');
  });

  it('says what in S3 nobody can read, what is left to renew, and whether all is as set', async () => {
    const none = { current: 3, earlier: 0, plain: 0, unknown: 0 };
    const view = {
      key: '4f1c',
      earlierKeys: 1,
      unknownKeys: [],
      encrypts: true,
      snapshots: none,
      backups: none,
    };
    const shown = async (more: object) => {
      await using hub = await hubWith({ 'GET /api/v1/storage': { body: { ...view, ...more } } });
      return await hub.asmp('storage', 'show');
    };
    expect((await shown({})).exitCode).toBe(0);
    expect(await shown({ snapshots: { ...none, plain: 2 }, backups: { ...none, earlier: 5 } })).toMatchObject(
      {
        exitCode: 2,
        out: expect.stringContaining(
          '7 lie in another form than the settings say: asmp storage renew',
        ) as string,
      },
    );
    expect(await shown({ unknownKeys: ['9d2e'], backups: { ...none, unknown: 4 } })).toMatchObject({
      exitCode: 2,
      out: expect.stringMatching(/4 cannot be read: their key \(9d2e\) is neither/) as string,
    });
    expect(await shown({ encrypts: false })).toMatchObject({
      exitCode: 2,
      out: expect.stringContaining('6 lie in another form') as string,
    });
    expect((await shown({ key: undefined })).out).toContain('storage.key is not set');
  });

  it('says what is not proved when no note of the audit trail is there', async () => {
    const proved = async (checkpoints?: object) => {
      const verdict = { rows: 3, head: 'f'.repeat(64), ...(checkpoints && { checkpoints }) };
      await using hub = await hubWith({ 'GET /api/v1/audit/verification': { body: verdict } });
      return await hub.asmp('audit', 'verify');
    };
    expect((await proved()).out).toContain('storage.key is not set: that nothing was cut off');
    expect((await proved({ compared: 0, refused: [] })).out).toContain('No note of it in the bucket is ours');
    expect(
      await proved({
        compared: 2,
        newest: '2026-11-30T00:00:00.000Z',
        refused: ['checkpoints 3 to 4 are missing'],
      }),
    ).toMatchObject({
      exitCode: 2,
      out: expect.stringMatching(/agrees with 2 signed checkpoints[^]*checkpoints 3 to 4/) as string,
    });
  });

  it('saves deviations.yml under its revision, and tells each mistake with its line', async () => {
    const file = path.join(folder, 'deviations.yml');
    writeFileSync(file, 'tags: {}\n');
    await using hub = await hubWith({ 'PUT /api/v1/deviations': { status: 204, etag: 'new1' } });
    const saved = await hub.asmp(
      'baseline',
      'save',
      'deviations.yml',
      file,
      '--revision',
      'old1',
      '--reason',
      'why',
    );
    expect(saved.out).toContain('deviations.yml is saved at revision new1');
    expect(hub.asked[0]).toMatchObject({
      route: 'PUT /api/v1/deviations?reason=why',
      headers: { 'if-match': '"old1"' },
      body: 'tags: {}\n',
    });
    await using strict = await hubWith({
      'PUT /api/v1/deviations': {
        status: 422,
        body: {
          status: 422,
          code: 'baseline.invalid',
          detail: 'One mistake in line 2.',
          help: 'Mend it.',
          errors: [{ field: 'line 2 ignore[0].reason', message: 'is missing' }],
        },
      },
    });
    const refused = await strict.asmp('baseline', 'save', 'deviations.yml', file, '--new');
    expect(refused.err).toContain('line 2 ignore[0].reason: is missing');
    expect(refused.err).toContain('Mend it.');
    expect(strict.asked[0]!.headers['if-none-match']).toBe('*');
  });

  it('explains a key in the words of plain folders', async () => {
    const valueSource = {
      scope: 'everywhere',
      source: 'baseline',
      standing: 'won',
      path: ['a', 'b'],
      value: 1,
    };
    await using hub = await hubWith({
      'GET /api/v1/explain': {
        body: {
          plugin: 'CMI',
          file: 'config.yml',
          path: ['a', 'b'],
          key: 'a.b',
          instance: 'BENT01',
          outcome: 'value',
          expected: 1,
          winner: 0,
          voices: [valueSource],
        },
      },
    });
    const outcome = await hub.asmp('explain', 'CMI/config.yml', 'a.b', 'BENT01');
    expect(outcome).toMatchObject({ exitCode: 0 });
    expect(outcome.out).toContain('should be  1, says the baseline for everywhere');
    expect(hub.asked[0]!.route).toContain('plugin=CMI&file=config.yml&key=a.b&instance=BENT01');
    const mixed = await hub.asmp('explain', 'CMI/config.yml', 'a.b', 'BENT01', '--deviations', 'x');
    expect(mixed.err).toContain('go with --baselines');
  });

  it('says what a capture leaves outside, and that nothing judges a plugin without desired state', async () => {
    const captured = {
      plugin: 'Chunky',
      instance: 'DEV01',
      etag: 'e',
      saved: true,
      files: [
        {
          file: 'config.yml',
          standing: 'new',
          undecided: [],
          withheld: [{ path: ['server-name'], because: 'per_server', instead: 'left_out' }],
        },
      ],
      partlyDescribed: true,
      otherFiles: ['messages.yml'],
      noDesiredState: true,
      expectedOn: [],
    };
    await using hub = await hubWith({ 'POST /api/v1/baselines/capture': { body: captured } });
    const { out } = await hub.asmp('baseline', 'capture', 'Chunky', '--file', 'config.yml', '--save');
    expect(out).toContain('server-name (looks per server), left out, and judged on no server (left_open');
    expect(out).toContain('not captured: messages.yml');
    expect(out).toContain('partly_described');
    expect(out).toContain('no_desired_state of deviations.yml names Chunky');
    expect(out).not.toContain('the drift is judged again');
  });
});
