import type { Artifacts } from '@archivesmp/artifacts';
import { parseDeviations } from '@archivesmp/baseline';
import { plainValueOf } from '@archivesmp/config-text';
import type { KeptFinding } from '@archivesmp/contracts/finding';
import { artifactsOf } from '@archivesmp/hub-wiring';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDifference, discoverKnownFleet, scannedFleet, type TestInstance } from './known-world.js';
import { DEVIATIONS, putAdopted, bootTestApi, type TestApi, WRITER } from './test-api.js';

const CANARY = 'canary-9d21';

const ON_BENT01 = `Settings:
  key0: false
  key2: 'prefix {{PREFIX}} {{OTHER}}'
  key4: [b, a]
  "dotted.key": 7
  database:
    password: ${CANARY}
`;

const DOCUMENT = `# written by hand
variables: {PREFIX: {everywhere: x}}   # the only one
documented:
  # agreed in spring
  - {plugin: CMI, file: config.yml, key: Settings.key4, for: everywhere, value: [a, b], reason: why}
tags: {} # none
`;

const wrong = (...path: string[]) => aDifference(0, { path, actual: 'as the row shows it' });

describe('keeping a finding as intended', () => {
  let api: TestApi;
  let artifacts: Artifacts;
  let bent: TestInstance;
  let operator: (path: string, init?: RequestInit) => Promise<Response>;
  const ids = new Map<string, string>();

  beforeAll(async () => {
    api = await bootTestApi();
    artifacts = artifactsOf(api.settings);
    operator = await api.as(['write']);
    const instances = await discoverKnownFleet(api.history);
    bent = instances[0]!;
    const sha256 = await artifacts.snapshots.storeSnapshot(Buffer.from(ON_BENT01));
    const file = { plugin: 'CMI', path: 'config.yml', format: 'yaml' as const, size: 10 };
    await scannedFleet(api.history, instances, ({ id }) =>
      id === bent.id
        ? {
            findings: [
              wrong('Settings', 'key0'),
              wrong('Settings', 'key2'),
              wrong('Settings', 'key4'),
              wrong('Settings', 'dotted.key'),
              wrong('Settings', 'database', 'password'),
              wrong('Settings', 'gone'),
              aDifference(0, { path: ['Settings', 'absent'], kind: 'missing_key' }),
              aDifference(0, { path: ['Settings', 'allowed'], status: 'documented' }),
              aDifference(0, { file: 'other.yml', path: [], kind: 'unreadable' }),
              aDifference(0, { file: 'warps/spawn.yml', path: [], kind: 'extra_file' }),
              aDifference(0, { file: 'lang.yml', path: [], kind: 'missing_file' }),
              aDifference(0, { file: '', path: [], plugin: 'Gone', kind: 'missing_plugin' }),
            ],
            files: [{ ...file, modifiedAt: new Date(), state: 'readable' as const, sha256 }],
          }
        : {},
    );
    const { findings } = await api.history.findings.listFindings({}, { limit: 100 });
    for (const { id, key, file, kind } of findings) ids.set(key || `${kind} ${file}`, id);
  });
  afterAll(() => api?.close());

  const keep = (key: string, body: object = { reason: 'meant so' }): Promise<Response> =>
    operator(`/api/v1/findings/${ids.get(key) ?? key}/keep`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const stored = async (): Promise<string> =>
    (await artifacts.deviations.readDeviations())!.content.toString();
  const refused = async (answer: Response) =>
    (await answer.json()) as { status: number; code: string; detail: string };
  const ofBent = async () =>
    new Map(
      parseDeviations(Buffer.from(await stored()))
        .document!.deviations.filter(({ scope }) => scope.name === 'BENT01')
        .map((one) => [one.path?.join('/') ?? one.key, one.value && plainValueOf(one.value)]),
    );

  it('writes the first document with what is on the instance, and has it scanned', async () => {
    const answer = await keep('Settings.key0', { reason: 'off: "for" the # event', until: '2099-01-31' });
    expect(answer.status).toBe(202);
    const kept = (await answer.json()) as KeptFinding;
    const read = await artifacts.deviations.readDeviations();
    expect(kept).toMatchObject({ for: 'instance:BENT01', revision: read!.revision });
    const { document } = parseDeviations(read!.content);
    expect(document?.deviations).toEqual([
      expect.objectContaining({
        plugin: 'CMI',
        file: 'config.yml',
        key: 'Settings.key0',
        scope: expect.objectContaining({ kind: 'instance', name: 'BENT01' }) as object,
        reason: 'off: "for" the # event',
        owner: 'person-write',
        expires: '2099-01-31',
      }),
    ]);
    expect((await ofBent()).get('Settings.key0')).toBe(false);
    expect((await api.history.scans.getScan(kept.scanId))?.instances).toBeDefined();
    const audit = await (await operator('/api/v1/audit?action=finding.kept')).text();
    expect(audit).toContain(ids.get('Settings.key0'));
  });

  it('adds to a document without touching any other byte of it', async () => {
    const { revision } = (await artifacts.deviations.readDeviations())!;
    await putAdopted(api.history, artifacts, DEVIATIONS, Buffer.from(DOCUMENT), { ifRevision: revision });
    expect((await keep('Settings.key2', { reason: 'meant so', owner: 'Ada' })).status).toBe(202);
    const text = await stored();
    const [head, tail] = [DOCUMENT.slice(0, DOCUMENT.indexOf('tags:')), 'tags: {} # none\n'];
    expect(text.startsWith(head)).toBe(true);
    expect(text.endsWith(tail)).toBe(true);
    expect(text).toContain('owner: Ada');
    // A text that looks like one of our variables is none, and stays as it is found
    expect((await ofBent()).get('Settings.key2')).toBe('prefix \\{{PREFIX}} {{OTHER}}');
  });

  it('joins what two people keep at once', async () => {
    const answers = await Promise.all([keep('Settings.key4'), keep('Settings.dotted.key')]);
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    const now = await ofBent();
    expect(now.get('Settings.key4')).toEqual(['b', 'a']);
    expect(now.get('Settings/dotted.key')).toBe(7);
  });

  it('documents a key that is deliberately not there', async () => {
    expect((await keep('Settings.absent')).status).toBe(202);
    const now = await ofBent();
    expect(now.has('Settings.absent')).toBe(true);
    expect(now.get('Settings.absent')).toBeUndefined();
  });

  it('refuses a secret and repeats it nowhere', async () => {
    const before = await stored();
    const answer = await refused(await keep('Settings.database.password'));
    expect(answer).toMatchObject({ status: 400, code: 'request.invalid' });
    expect(answer.detail).toContain('secret');
    expect(await stored()).toBe(before);
    expect([JSON.stringify(answer), before, JSON.stringify(api.lines())].join()).not.toContain(CANARY);
  });

  it.each([
    ['Settings.key2', 409, 'Line 6 of deviations.yml'],
    ['Settings.gone', 409, 'does not have what the finding says'],
    ['Settings.allowed', 409, 'documents this already'],
    ['unreadable other.yml', 400, 'cannot be read'],
    ['11111111-1111-4111-8111-111111111111', 404, 'no finding'],
  ])('refuses %s with %i', async (key, status, detail) => {
    const before = await stored();
    const answer = await refused(await keep(key));
    expect(answer).toMatchObject({ status, detail: expect.stringContaining(detail) as string });
    expect(await stored()).toBe(before);
  });

  const send = (key: string, method: string, way: string, body?: object): Promise<Response> =>
    operator(`/api/v1/findings/${ids.get(key)}/${way}`, {
      method,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
  const keptFiles = async () =>
    parseDeviations(Buffer.from(await stored())).document!.keptFiles.map((one) =>
      [one.plugin, one.file ?? '-', one.as, one.scope.name].join(' '),
    );

  it('keeps whole files and plugins, and the whole file of a key, and takes each back alone', async () => {
    for (const key of ['extra_file warps/spawn.yml', 'missing_file lang.yml', 'missing_plugin '])
      expect((await keep(key, { reason: 'meant so' })).status).toBe(202);
    expect((await keep('Settings.gone', { reason: 'meant so', wholeFile: true })).status).toBe(202);
    expect(await keptFiles()).toEqual([
      'CMI warps/spawn.yml extra BENT01',
      'CMI lang.yml missing BENT01',
      'Gone - missing BENT01',
      'CMI config.yml own BENT01',
    ]);
    expect((await keep('missing_file lang.yml')).status).toBe(409);

    const before = await stored();
    expect((await send('missing_file lang.yml', 'DELETE', 'keep?reason=over')).status).toBe(202);
    expect(await keptFiles()).toEqual([
      'CMI warps/spawn.yml extra BENT01',
      'Gone - missing BENT01',
      'CMI config.yml own BENT01',
    ]);
    expect((await stored()).startsWith(before.slice(0, before.indexOf('tags:')))).toBe(true);
    expect((await send('missing_file lang.yml', 'DELETE', 'keep')).status).toBe(409);
    expect((await send('Settings.key0', 'DELETE', 'keep')).status).toBe(409);
    expect((await keep('Settings.key0', { reason: 'meant so' })).status).toBe(202);
    expect((await send('Settings.key0', 'DELETE', 'keep')).status).toBe(202);
    expect((await ofBent()).has('Settings.key0')).toBe(false);
    const { revisions } = (await (
      await operator('/api/v1/baseline-revisions?file=deviations.yml&limit=3')
    ).json()) as { revisions: { change: string; by: string }[] };
    expect(revisions.map(({ change, by }) => [change, by])).toEqual([
      ['unkept', WRITER],
      ['kept', WRITER],
      ['unkept', WRITER],
    ]);
  });

  it('renews what counts no more in place of a second word, and keeps nothing until a day that is over', async () => {
    const past = await refused(await keep('Settings.key0', { reason: 'meant so', until: '2020-01-01' }));
    expect(past).toMatchObject({ status: 400, errors: [{ field: 'until' }] });
    const unusual = await refused(await keep('Settings.key0', { reason: 'meant so', until: '2099-02-30' }));
    expect(unusual).toMatchObject({ status: 400, errors: [{ message: 'there is no such day' }] });
    const { content, revision } = (await artifacts.deviations.readDeviations())!;
    const over = `documented: [{plugin: CMI, file: config.yml, key: Settings.key2, for: everywhere, value: 1}, ${[
      1, 2,
    ]
      .map(
        () =>
          '{plugin: CMI, file: config.yml, key: Settings.key0, for: "instance:BENT01", value: 5, expires: 2020-01-01}',
      )
      .join(', ')}]\n`;
    await putAdopted(api.history, artifacts, DEVIATIONS, Buffer.from(over), { ifRevision: revision });
    expect((await keep('Settings.key0')).status).toBe(202);
    expect(parseDeviations(Buffer.from(await stored())).document!.deviations).toMatchObject([
      { key: 'Settings.key2' },
      { key: 'Settings.key0', reason: 'meant so' },
    ]);
    expect((await keep('Settings.key0')).status).toBe(409);
    const now = (await artifacts.deviations.readDeviations())!;
    await putAdopted(api.history, artifacts, DEVIATIONS, content, { ifRevision: now.revision });
  });

  it('ignores an extra file by a rule with its reason, here or everywhere, and nothing that is about keys', async () => {
    const rules = async () => parseDeviations(Buffer.from(await stored())).document!.ignore;
    const body = { reason: 'players make warps' };
    expect((await send('extra_file warps/spawn.yml', 'POST', 'ignore', body)).status).toBe(202);
    const wide = { ...body, everywhere: true };
    expect((await send('extra_file warps/spawn.yml', 'POST', 'ignore', wide)).status).toBe(202);
    const rule = { plugin: 'CMI', file: 'warps/spawn.yml', kinds: ['extra_file'], ...body };
    expect(await rules()).toMatchObject([
      { ...rule, instances: ['BENT01'] },
      { ...rule, instances: [] },
    ]);
    expect((await send('Settings.key0', 'POST', 'ignore', body)).status).toBe(400);
  });

  it('takes an ignore back alone, the one of the instance first, and says where to look for what is not one', async () => {
    const undo = () => send('extra_file warps/spawn.yml', 'DELETE', 'ignore?reason=over');
    const scopes = async () =>
      parseDeviations(Buffer.from(await stored())).document!.ignore.map(({ instances }) => instances.length);
    expect((await refused(await send('missing_file lang.yml', 'DELETE', 'ignore'))).detail).toContain(
      'No rule',
    );
    expect((await undo()).status).toBe(202);
    expect(await scopes()).toEqual([0]);
    expect((await (await undo()).json()) as KeptFinding).toMatchObject({ for: 'everywhere' });
    expect(await scopes()).toEqual([]);
    expect((await refused(await undo())).detail).toContain('kept as intended');
    const { content, revision } = (await artifacts.deviations.readDeviations())!;
    const wide =
      content.toString().replace(/^ignore:[^]*?(?=^\w|(?![^]))/m, '') +
      'ignore:\n  - {plugin: CMI, reason: all of it}\n';
    await putAdopted(api.history, artifacts, DEVIATIONS, Buffer.from(wide), { ifRevision: revision });
    const line = wide.split('\n').indexOf('ignore:') + 2;
    expect(await refused(await undo())).toMatchObject({
      status: 409,
      detail: expect.stringContaining(`line ${line} of deviations.yml hides more`) as string,
    });
    expect((await refused(await send('Settings.gone', 'DELETE', 'keep'))).detail).toContain(
      'finding unignore',
    );
  });

  it('refuses to add to a document with mistakes, and a request without a reason', async () => {
    expect((await keep('Settings.gone', {})).status).toBe(400);
    expect((await keep('Settings.gone', { reason: 'meant so', until: 'tomorrow' })).status).toBe(400);
    const { revision } = (await artifacts.deviations.readDeviations())!;
    await putAdopted(api.history, artifacts, DEVIATIONS, Buffer.from('odd: 1\n'), { ifRevision: revision });
    expect(await refused(await keep('Settings.key0'))).toMatchObject({
      status: 422,
      code: 'baseline.invalid',
    });
    expect(await stored()).toBe('odd: 1\n');
  });
});
