import type { Artifacts } from '@archivesmp/artifacts';
import { parseDeviations } from '@archivesmp/baseline';
import type { CapturedBaseline } from '@archivesmp/contracts/baselines';
import { artifactsOf } from '@archivesmp/hub-wiring';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { discoverKnownFleet, scannedFleet, type TestInstance } from './known-world.js';
import { DEVIATIONS, putAdopted, bootTestApi, type TestApi } from './test-api.js';

const SECRET = 'canary-c4p7';
const LIVE = `# tuned by hand
port: 25570
server-name: BENT01   # ours
speed: 7
database:
  password: ${SECRET}
`;
const BASELINE = `port: {{PORT}}
server-name: lobby
speed: 5
database:
  password: "{{DB_PASSWORD}}"
`;
const DOCUMENT = `variables:
  PORT: {everywhere: 25565, "instance:BENT01": 25570}
  DB_PASSWORD: {everywhere: of-all}
`;

describe('making a baseline of what an instance has', () => {
  let api: TestApi;
  let artifacts: Artifacts;
  let fleet: TestInstance[];
  let operator: (path: string, init?: RequestInit) => Promise<Response>;

  /** What the last scan saw on BENT01. */
  async function seen(files: Readonly<Record<string, string>>): Promise<void> {
    const rows = await Promise.all(
      Object.entries(files).map(async ([path, text]) => ({
        plugin: 'Kits',
        path,
        format: 'yaml' as const,
        size: text.length,
        modifiedAt: new Date(),
        state: 'readable' as const,
        sha256: await artifacts.snapshots.storeSnapshot(Buffer.from(text)),
      })),
    );
    await scannedFleet(api.history, fleet, ({ name }) => (name === 'BENT01' ? { files: rows } : {}));
  }

  beforeAll(async () => {
    api = await bootTestApi();
    artifacts = artifactsOf(api.settings);
    operator = await api.as(['write']);
    fleet = await discoverKnownFleet(api.history);
    await putAdopted(api.history, artifacts, DEVIATIONS, Buffer.from(DOCUMENT), { ifAbsent: true });
    await putAdopted(api.history, artifacts, { plugin: 'Kits', path: 'config.yml' }, Buffer.from(BASELINE));
    await seen({ 'config.yml': LIVE });
  });
  afterAll(() => api?.close());

  async function capture(body: object, etag?: string) {
    const answer = await operator('/api/v1/baselines/capture', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(etag && { 'if-match': `"${etag}"` }) },
      body: JSON.stringify({ plugin: 'Kits', instance: 'BENT01', ...body }),
    });
    const text = await answer.text();
    expect(text).not.toContain(SECRET);
    return {
      status: answer.status,
      body: JSON.parse(text) as CapturedBaseline & { code?: string; errors?: object[] },
    };
  }
  const saved = async (file = 'config.yml'): Promise<string> =>
    (await artifacts.baselines.readBaseline('Kits', file)).content.toString();

  it('shows what would change and what is not taken, and saves nothing', async () => {
    const { status, body } = await capture({ dryRun: true });
    expect(status).toBe(200);
    expect(body).toMatchObject({ plugin: 'Kits', instance: 'BENT01', saved: false });
    const [file] = body.files;
    expect(file).toMatchObject({ file: 'config.yml', standing: 'changed', undecided: [] });
    expect(file!.withheld).toEqual([
      { path: ['server-name'], because: 'per_server', look: 'instance_name', instead: 'baseline' },
      { path: ['database', 'password'], because: 'variable', instead: 'baseline' },
    ]);
    expect(file!.diff).toContain('+speed: 7');
    expect(await saved()).toBe(BASELINE);
  });

  it('saves exactly what was shown, with comments, audited, and has the drift judged again', async () => {
    const { body: preview } = await capture({ dryRun: true });
    expect((await capture({})).status).toBe(428);
    expect((await capture({}, 'ab'.repeat(32))).body).toMatchObject({ code: 'baseline.revision-mismatch' });
    const { status, body } = await capture({}, preview.etag);
    expect(status, JSON.stringify(body)).toBe(200);
    expect(body.saved).toBe(true);
    expect(await saved()).toBe(
      LIVE.replace('25570', '{{PORT}}').replace('BENT01', 'lobby').replace(SECRET, '"{{DB_PASSWORD}}"'),
    );
    expect(body.files[0]!.revision).toBe(
      (await artifacts.baselines.readBaseline('Kits', 'config.yml')).revision,
    );
    const { records } = await api.history.audit.listAudit({ limit: 100 });
    const record = records.find(({ action }) => action === 'baseline.captured')!;
    expect(record).toMatchObject({ subject: 'Kits/config.yml', detail: { instance: 'BENT01' } });
    expect(JSON.stringify(records)).not.toContain(SECRET);
    const { scans } = await api.history.scans.listScans({ limit: 10 });
    expect(scans.some(({ scope }) => scope.plugin === 'Kits')).toBe(true);
    expect((await capture({}, preview.etag)).status).toBe(412);
    expect((await capture({ dryRun: true })).body.files[0]).toMatchObject({ standing: 'same' });
  });

  it('takes a new file only when every secret in it has a variable', async () => {
    await seen({ 'config.yml': LIVE, 'db.yml': `host: db\npassword: ${SECRET}\n` });
    const file = 'db.yml';
    const { body: preview } = await capture({ files: [file], dryRun: true });
    expect(preview.files[0]).toMatchObject({ standing: 'refused', undecided: [['password']] });
    const { status, body } = await capture({ files: [file] }, preview.etag);
    expect(status).toBe(422);
    expect(body).toMatchObject({ code: 'baseline.invalid', errors: [{ field: file }] });
    const decisions = [{ file, path: ['password'], variable: 'DB_PASSWORD' }];
    const { body: decided } = await capture({ files: [file], decisions, dryRun: true });
    expect(decided.files[0]).toMatchObject({ standing: 'new', undecided: [] });
    expect((await capture({ files: [file], decisions }, decided.etag)).status).toBe(200);
    expect(await saved(file)).toBe('host: db\npassword: "{{DB_PASSWORD}}"\n');
  });

  it('names what it cannot do: no such file, no such variable, a decision about nothing, no one development instance', async () => {
    for (const [body, status, message] of [
      [{ files: ['nope.yml'] }, 400, 'nope.yml'],
      [{ decisions: [{ file: 'nope.yml', path: ['a'] }] }, 400, 'not among the files'],
      [{ instance: 'NOBODY' }, 404, 'no instance'],
      [{ plugin: 'Nothing' }, 404, 'saw no file'],
      [{ instance: undefined }, 400, 'development instance'],
    ] as const) {
      const answer = await capture({ ...body, dryRun: true });
      expect(answer.status, JSON.stringify(body)).toBe(status);
      expect(JSON.stringify(answer.body)).toContain(message);
    }
    const decisions = [{ file: 'config.yml', path: ['speed'], variable: 'NOPE' }];
    expect((await capture({ decisions, dryRun: true })).body.files[0]!.reason).toContain('no variable NOPE');
  });

  it('marks a plugin of which only some files are captured: what stays outside is not judged', async () => {
    const part = { plugin: 'Kits2', files: ['config.yml'] };
    const rows = ['config.yml', 'warps/a.yml'].map(async (path) => ({
      plugin: 'Kits2',
      path,
      format: 'yaml' as const,
      size: 5,
      modifiedAt: new Date(),
      state: 'readable' as const,
      sha256: await artifacts.snapshots.storeSnapshot(Buffer.from('x: 1\n')),
    }));
    const files = await Promise.all(rows);
    await scannedFleet(api.history, fleet, ({ name }) => (name === 'BENT01' ? { files } : {}));
    const preview = await capture({ ...part, dryRun: true });
    expect(preview.body).toMatchObject({ partlyDescribed: true, expectedOn: [] });
    const partly = async () =>
      (await artifacts.deviations.readDeviations())!.content.toString().includes('partly_described');
    expect(await partly()).toBe(false);
    expect((await capture(part, preview.body.etag)).body).toMatchObject({
      saved: true,
      partlyDescribed: true,
    });
    expect((await artifacts.deviations.readDeviations())!.content.toString()).toContain(
      'partly_described:\n  - Kits2',
    );
    const later = await capture({ plugin: 'Kits2', dryRun: true });
    expect(later.body).toMatchObject({ partlyDescribed: true, otherFiles: ['warps/a.yml'] });
    // A plugin that was described as a whole stays so
    await seen({ 'config.yml': LIVE, 'other.yml': 'x: 1\n' });
    expect((await capture({ files: ['config.yml'], dryRun: true })).body.partlyDescribed).toBe(false);
  });

  it('leaves open what it leaves out, so that it is judged on no server, and names a plugin that nothing judges', async () => {
    await seen({ 'config.yml': LIVE, 'own.yml': 'server-name: BENT01\nspeed: 7\nnet:\n  port: 4711\n' });
    const own = { files: ['own.yml'] };
    const { body: preview } = await capture({ ...own, dryRun: true });
    expect(preview.noDesiredState).toBe(false);
    expect((await capture(own, preview.etag)).body).toMatchObject({ saved: true });
    expect(await saved('own.yml')).not.toMatch(/BENT01|4711/);
    const open = async () =>
      parseDeviations((await artifacts.deviations.readDeviations())!.content).document!.leftOpen;
    const rules = [
      {
        plugin: 'Kits',
        file: 'own.yml',
        key: 'server-name',
        reason: expect.stringContaining('BENT01') as string,
      },
      {
        plugin: 'Kits',
        file: 'own.yml',
        key: 'net.port',
        reason: expect.stringContaining('BENT01') as string,
      },
    ];
    expect(await open()).toEqual(rules);
    const again = await capture({ ...own, dryRun: true });
    expect((await capture(own, again.body.etag)).status).toBe(200);
    expect(await open()).toEqual(rules);

    const { content, revision } = (await artifacts.deviations.readDeviations())!;
    const none = `${content.toString()}no_desired_state: [Kits]\n`;
    await putAdopted(api.history, artifacts, DEVIATIONS, Buffer.from(none), { ifRevision: revision });
    expect((await capture({ ...own, dryRun: true })).body.noDesiredState).toBe(true);
  });
});
