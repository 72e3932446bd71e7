import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runAsmp } from '../src/program.js';
import { collectingTerminal } from '../src/terminal/collecting-terminal.js';
import { standInHub } from './stand-in-hub.js';

let folder: string;
let out: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'asmp-out-'));
  out = path.join(folder, 'agent.yaml');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

async function hubWith(answers: Parameters<typeof standInHub>[0]) {
  const hub = await standInHub(answers);
  vi.stubEnv('ARCHIVESMP_HUB', hub.url);
  vi.stubEnv('ARCHIVESMP_TOKEN', 'asmp_token');
  return hub;
}

const GIVEN = {
  host: 'ovh',
  redisUser: 'agent.ovh',
  tokenExpiresAt: '2028-11-29T08:00:00.000Z',
  file: 'token: "asmp_secret"\n',
};
const refusal = (status: number, code: string, detail: string) => ({
  status,
  body: { status, code, detail },
});
const modeOf = (file: string): number => statSync(file).mode & 0o777;

describe('a result that goes into a new file', () => {
  it('is readable for its owner alone and stands nowhere else', async () => {
    await using hub = await hubWith({
      'POST /api/v1/hosts': { status: 201, body: GIVEN },
      'POST /api/v1/hosts/ovh/rotation': { body: GIVEN },
    });
    const added = await hub.asmp('host', 'add', 'ovh', '--out', out, '--without-panel');
    expect(added).toMatchObject({
      exitCode: 0,
      out: '',
      err: expect.stringContaining(`written into ${out}`),
    });
    expect(added.err).not.toContain('asmp_secret');
    // What to do with a file is not said before it is whole
    expect(added.err).toMatch(/written into [^]*Put this into/);
    expect([readFileSync(out, 'utf8'), modeOf(out)]).toEqual([GIVEN.file, 0o600]);
    expect(JSON.parse(hub.asked[0]!.body)).toEqual({ name: 'ovh', withoutPanel: true });

    const other = path.join(folder, 'new.json');
    expect((await hub.asmp('host', 'rotate', 'ovh', '--json', '--out', other)).exitCode).toBe(0);
    expect(JSON.parse(readFileSync(other, 'utf8'))).toEqual(GIVEN);
  });

  it('replaces nothing, and is refused before anything is asked for', async () => {
    writeFileSync(out, 'mine');
    await using hub = await hubWith({ 'POST /api/v1/hosts': { status: 201, body: GIVEN } });
    expect(await hub.asmp('host', 'add', 'ovh', '--out', out)).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining(`${out}: there is a file of this name already`),
    });
    const nowhere = path.join(folder, 'none/agent.yaml');
    expect(await hub.asmp('host', 'add', 'ovh', '--out', nowhere)).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('no such file or folder'),
    });
    expect([hub.asked, readFileSync(out, 'utf8')]).toEqual([[], 'mine']);
  });

  it.each<[string, ReturnType<typeof refusal>, number]>([
    ['as things stand', refusal(409, 'host.has-access', 'ovh has access already.'), 2],
    ['for a name that no panel has', refusal(400, 'request.invalid', 'There is no panel of the name ovh'), 1],
  ])('is nowhere when the hub refuses it %s', async (_, answer, exitCode) => {
    await using hub = await hubWith({ 'POST /api/v1/hosts': answer });
    expect(await hub.asmp('host', 'add', 'ovh', '--out', out)).toMatchObject({
      exitCode,
      err: expect.stringContaining(answer.body.detail),
    });
    expect(existsSync(out)).toBe(false);
  });

  it.each([
    ['no answer came', { status: 0 }],
    ['the hub failed', refusal(503, 'queue.unavailable', 'Redis does not answer')],
  ])('says that access may have been given all the same when %s, and how to get it', async (_, answer) => {
    await using hub = await hubWith({
      'POST /api/v1/hosts': answer,
      'POST /api/v1/hosts/ovh/rotation': answer,
    });
    expect(await hub.asmp('host', 'rotate', 'ovh', '--out', out)).toMatchObject({
      exitCode: 1,
      err: expect.stringMatching(/may have been replaced all the same.*run asmp host rotate ovh again/),
    });
    expect(await hub.asmp('host', 'add', 'ovh', '--out', out)).toMatchObject({
      exitCode: 1,
      err: expect.stringMatching(/may have been given access all the same.*asmp host rotate ovh/),
    });
    expect(existsSync(out)).toBe(false);
  });

  it('is not said to be lost where no hub got the question', async () => {
    const hub = await hubWith({});
    await hub[Symbol.asyncDispose]();
    const { err, exitCode } = await hub.asmp('host', 'rotate', 'ovh', '--out', out);
    expect([exitCode, err.includes('all the same')]).toEqual([1, false]);
  });

  it('may be a baseline, one rendered file, or what a game server reads', async () => {
    await using hub = await hubWith({
      'GET /api/v1/baselines/CMI/config.yml': { body: 'a: 1', etag: 'r1' },
      'GET /api/v1/instances/BENT01/rendered/CMI/config.yml': { body: 'a: 2' },
    });
    const file = path.join(folder, 'config.yml');
    writeFileSync(file, 'password: of-nobody\n');
    const [shown, rendered, dumped, none] = ['1', '2', '3', '4'].map((name) => path.join(folder, name));
    expect((await hub.asmp('baseline', 'show', 'CMI/config.yml', '--out', shown!)).exitCode).toBe(0);
    expect((await hub.asmp('render', 'BENT01', 'CMI/config.yml', '--out', rendered!)).exitCode).toBe(0);
    expect(await hub.asmp('dump', file, '--out', dumped!)).toMatchObject({ exitCode: 0, out: '' });
    expect((await hub.asmp('dump', path.join(folder, 'gone.yml'), '--out', none!)).exitCode).toBe(1);
    expect([shown, rendered, dumped].map((one) => modeOf(one!))).toEqual([0o600, 0o600, 0o600]);
    expect(readFileSync(shown!, 'utf8')).toContain('a: 1');
    expect(readFileSync(rendered!, 'utf8')).toContain('a: 2');
    expect(readFileSync(dumped!, 'utf8')).toContain('of-nobody');
    expect(existsSync(none!)).toBe(false);
  });
});

describe('asmp host list and remove', () => {
  const host = { name: 'ovh', hubReachable: true, agent: 'silent', instances: 0, claims: 0, panel: true };

  it('tells of every host how its access stands, when it was heard, and what its agent complains of', async () => {
    const hosts = [
      {
        ...host,
        access: 'given',
        agent: 'alive',
        agentAgeSeconds: 4,
        instances: 11,
        discoveryError: '/srv: gone',
      },
      { ...host, name: 'sold', access: 'revoked', panel: false, claims: 2 },
      { ...host, name: 'new', access: 'none' },
      { ...host, name: 'back', access: 'other-token' },
    ];
    await using hub = await hubWith({ 'GET /api/v1/hosts': { body: { hosts, count: 4 } } });
    const { out: list, exitCode } = await hub.asmp('host', 'list');
    expect(exitCode).toBe(0);
    expect(list.split('\n').map((line) => line.replace(/ {2,}/g, ' | '))).toEqual([
      'ovh | access given | agent alive, heard 4 s ago | 11 instances | claims none',
      'sold | access revoked | agent never heard | 0 instances | claims 2 of others (asmp claims) | no panel in amp_servers',
      'new | no access given here | agent never heard | 0 instances | claims none',
      'back | a token made otherwise | agent never heard | 0 instances | claims none',
      'ovh: its agent says: /srv: gone',
    ]);
  });

  it('removes one, names what is gone with it, and says what keeps another', async () => {
    await using hub = await hubWith({
      'DELETE /api/v1/hosts/sold': { body: { host: 'sold', gone: ['GHOST01'], tokens: ['door'] } },
      'DELETE /api/v1/hosts/ovh': refusal(409, 'host.in-use', 'BENT01 is on ovh, says a panel'),
      'DELETE /api/v1/hosts/sold/access': { body: { host: 'sold', tokens: ['agent sold', 'door'] } },
    });
    expect(await hub.asmp('host', 'revoke', 'sold')).toMatchObject({
      out: expect.stringContaining('no longer: agent sold, door'),
      err: expect.stringContaining('asmp host remove sold'),
    });
    expect(await hub.asmp('host', 'remove', 'sold')).toMatchObject({
      exitCode: 0,
      out: expect.stringMatching(/sold is in no list any more[^]*gone with it: GHOST01[^]*no longer: door/),
    });
    expect(await hub.asmp('host', 'remove', 'ovh')).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('BENT01 is on ovh, says a panel'),
    });
  });
});

describe('what goes on by itself', () => {
  const ID = 'a81a1111-2222-4333-8444-555555555555';
  const operation = (state: string) => ({
    id: ID,
    kind: 'backup.renew',
    state,
    requestedBy: 'mia',
    requestedAt: '2026-11-30T08:00:00.000Z',
  });

  it('is told with how to follow it, unless it was waited for', async () => {
    await using hub = await hubWith({
      'POST /api/v1/storage/renew': { status: 202, body: operation('requested') },
      [`GET /api/v1/operations/${ID}`]: { body: { ...operation('succeeded'), result: { renewed: 3 } } },
      'GET /api/v1/operations': { body: { operations: [operation('running')], count: 1 } },
    });
    const follow = `asmp operation ${ID} --wait`;
    expect((await hub.asmp('storage', 'renew')).err).toContain(follow);
    const waited = await hub.asmp('storage', 'renew', '--wait');
    expect(waited).toMatchObject({ exitCode: 0, err: '', out: expect.stringContaining('renewed: 3') });
    expect((await hub.asmp('operation')).out).toMatch(/^a81a1111 .*backup\.renew +running +mia$/);
    expect((await hub.asmp('operation', 'a81a', '--wait')).out).toContain('backup.renew succeeded');
    expect(await hub.asmp('operation', ID, '--wait')).toMatchObject({ exitCode: 0, err: '' });
  });

  it('a key that is lost: shows what lies under it, removes just that many, and no other key', async () => {
    const key = '9b0d17c2aa41e6f8';
    await using hub = await hubWith({
      'GET /api/v1/storage': { body: { unknownContents: [{ key, contents: 412 }] } },
      'POST /api/v1/storage/forget': {
        status: 202,
        body: { ...operation('requested'), kind: 'backup.forget-key' },
      },
    });
    const preview = await hub.asmp('storage', 'forget', key);
    expect(preview).toMatchObject({
      exitCode: 2,
      out: expect.stringContaining(`412 contents lie under ${key}`),
    });
    expect(preview.err).toContain('Nothing was removed.');
    expect((await hub.asmp('storage', 'forget', '0'.repeat(16), '--yes')).err).toContain(
      `it does under ${key}`,
    );
    expect(hub.asked.filter(({ route }) => route.startsWith('POST'))).toEqual([]);
    expect((await hub.asmp('storage', 'forget', key, '--yes')).exitCode).toBe(0);
    expect(JSON.parse(hub.asked.at(-1)!.body)).toEqual({ key, contents: 412 });
  });
});

it('help names the option where a result is worth a file', async () => {
  for (const verb of [
    ['host', 'add'],
    ['host', 'rotate'],
    ['baseline', 'show'],
    ['render'],
    ['dump'],
    ['noise'],
  ]) {
    const terminal = collectingTerminal();
    await runAsmp([...verb, '--help'], terminal);
    expect(terminal.printed.join('\n'), verb.join(' ')).toContain('--out <');
  }
});
