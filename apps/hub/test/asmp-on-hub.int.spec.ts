import { randomUUID } from 'node:crypto';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { DeploymentView } from '@archivesmp/contracts/deployment';
import type { PlanView } from '@archivesmp/contracts/plan';
import { DEMO_INSTANCES } from '@archivesmp/demo-fleet';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AsmpCommand, type Ended } from './asmp-command.js';
import { TestProduct } from './test-product.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const CMI = 'plugins/CMI/config.yml';

let product: TestProduct;
let command: AsmpCommand;
let location: {
  readonly instance: string;
  readonly id: string;
  readonly host: string;
  readonly file: string;
};
beforeAll(async () => {
  product = await TestProduct.start();
  await product.discovered(DEMO_INSTANCES.length);
  await product.scanned();
  const [files, instances] = await Promise.all([
    product.history.configFiles.listConfigFiles({ plugin: 'CMI' }),
    product.history.fleet.listInstances(),
  ]);
  const has = new Set(files.filter((one) => one.path === 'config.yml').map((one) => one.instanceId));
  const { id, name, host } = instances.find((one) => has.has(one.id))!;
  location = { instance: name, id, host, file: path.join(product.serverDir(host, name), CMI) };
  command = new AsmpCommand(product);
  // builds what is missing, so that no test below waits for it
  await asmp(['--version']);
});
afterAll(() => product?.close());

const asmp = (args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Ended> =>
  command.runIn(more, args);
const document = <Value>(...args: string[]): Promise<Value> => command.document<Value>(...args);
const asColleague = (...args: string[]): Promise<Ended> => command.runAsColleague(...args);

const adding = (key: string, value: string): string[] => [
  'plan',
  '--set',
  location.instance,
  'CMI/config.yml',
  key,
  value,
  '--insert',
];

describe('asmp on a hub', () => {
  it('plans what drifts on an instance, under the name it is given', async () => {
    const planned = await asmp(['plan', '--drift', 'HARD01', '--title', 'as everywhere']);
    expect(planned.err).toBe('');
    expect(planned.out).toMatch(/^as everywhere {3}open[^]*online-mode: /);
    const mixed = await asmp(['plan', '--drift', 'HARD01', '--unset', 'HARD01', 'CMI/config.yml', 'a']);
    expect(mixed).toMatchObject({ exitCode: 1, err: expect.stringContaining('make a second plan') });
    const { plans } = await document<{ plans: PlanView[] }>('plans', '--state', 'open');
    await asColleague('reject', plans[0]!.id, '--comment', 'only a look');
  });

  it('plans, approves as somebody else, applies, takes back, and proves the record', async () => {
    const before = readFileSync(location.file, 'utf8');
    const planned = await asmp([...adding('note', '-5'), '--title', 'a note']);
    expect(planned).toMatchObject({ exitCode: 0, err: '' });
    for (const text of [
      'a note',
      location.instance,
      CMI,
      'note: no such key → -5',
      '1 file on 1 instance, 1 restart',
    ])
      expect(planned.out).toContain(text);
    const hash = /^hash ([0-9a-f]{64})$/m.exec(planned.out)![1]!;
    const { plans } = await document<{ plans: PlanView[] }>('plans', '--state', 'open');
    expect(plans).toMatchObject([{ title: 'a note', hash }]);
    const id = plans[0]!.id.slice(0, 8);

    const own = await asmp(['approve', id]);
    expect(own).toMatchObject({ exitCode: 2, err: expect.stringContaining('Ask another person') });
    const early = await asmp(['apply', id]);
    expect(early).toMatchObject({ exitCode: 2, err: expect.stringContaining('is not approved yet') });
    const approved = await asColleague('approve', id, '--hash', hash.slice(0, 12), '--comment', 'read it');
    expect(approved, approved.err).toMatchObject({ exitCode: 0 });

    const applied = await asmp(['apply', id, '--per-host', '1', '--wait']);
    expect(applied, applied.err).toMatchObject({ exitCode: 0, err: '' });
    expect(applied.out).toMatch(/^apply {2}succeeded /);
    expect(applied.out).toContain(`${location.instance}`);
    expect(applied.out).toContain('✓ passed');
    expect(readFileSync(location.file, 'utf8')).toContain('note: -5');

    const deployment = /asmp rollback ([0-9a-f-]{36})/.exec(applied.out)![1]!;
    const taken = await asmp(['rollback', deployment, '--wait']);
    expect(taken, taken.err).toMatchObject({
      exitCode: 0,
      out: expect.stringMatching(/^rollback {2}succeeded /),
    });
    expect(readFileSync(location.file, 'utf8')).toBe(before);
    const again = await asmp(['rollback', deployment, '--wait']);
    expect(again).toMatchObject({ exitCode: 2, err: expect.stringContaining('taken back already') });

    const record = await asmp(['audit', 'list', '--subject', deployment, '--from', '2026-01-01']);
    expect(record).toMatchObject({ exitCode: 0, out: expect.stringContaining('deployment.requested') });
    const proof = await asmp(['audit', 'verify']);
    expect(proof).toMatchObject({
      exitCode: 0,
      out: expect.stringMatching(/^The record holds: \d+ rows[^]*agrees with \d+ signed checkpoints?/),
    });
  });

  it('refuses what moved since, and says what', async () => {
    const plan = await document<PlanView>(...adding('late', 'true'));
    expect((await asColleague('approve', plan.id)).exitCode).toBe(0);
    appendFileSync(location.file, 'late: somebody was here\n');
    const late = await asmp(['apply', plan.id, '--wait']);
    expect(late.exitCode).toBe(2);
    expect(late.err).toContain(`${location.instance}: a person or another program changed late in ${CMI}`);
    expect(late.err).toContain('planned on');
    expect((await document<PlanView>('plans', plan.id)).state).toBe('stale');
  });

  it('holds keep changes and restarts away until they are lifted', async () => {
    expect((await asmp(['hold', location.instance, '--reason', 'event'])).exitCode).toBe(0);
    expect((await asmp(['holds'])).out).toMatch(new RegExp(`${location.instance} .* event\n$`));
    const planned = await asmp(adding('held', '1'));
    expect(planned).toMatchObject({ exitCode: 2, out: expect.stringContaining('on hold: event') });
    const restart = ['restart', '--instance', location.instance, '--expect', '1', '--countdown', '0'];
    expect(await asmp(restart)).toMatchObject({ exitCode: 2, err: expect.stringContaining('event') });
    expect((await asmp(['lift', location.instance])).exitCode).toBe(0);
    const { state, kind } = await document<DeploymentView>(...restart, '--wait');
    expect({ state, kind }).toEqual({ state: 'succeeded', kind: 'restart' });
    const wrong = await asmp([...restart.slice(0, 4), '2']);
    expect(wrong).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('1 instance would be restarted and not 2'),
    });
  });

  it('brings back what a backup holds, through a plan', async () => {
    const { backups } = await document<{ backups: { id: string }[] }>(
      ...['backup', 'list', '--instance', location.instance, '--plugin', 'CMI'],
    );
    const oldest = backups.at(-1)!.id;
    const difference = await asmp(['backup', 'diff', oldest]);
    expect(difference).toMatchObject({
      exitCode: 2,
      out: expect.stringContaining('+late: somebody was here'),
    });
    const plan = await document<PlanView>('restore', oldest, '--file', CMI);
    expect(plan).toMatchObject({ state: 'open', files: 1 });
    expect((await asColleague('approve', plan.id)).exitCode).toBe(0);
    expect((await asmp(['apply', plan.id, '--wait'])).exitCode).toBe(0);
    expect(readFileSync(location.file, 'utf8')).not.toContain('somebody was here');
    expect((await asmp(['backup', 'verify', '--percent', '100', '--wait'])).out).toContain('damaged: 0');
    const renewed = await asmp(['storage', 'renew', '--wait']);
    expect(renewed).toMatchObject({ exitCode: 0, out: expect.stringContaining('renewed: 0') });
    expect(await asmp(['storage', 'show'])).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('new contents are encrypted'),
    });
  });

  it('shows baselines, saves them under their revision, and captures them from an instance', async () => {
    const name = 'CMI/config.yml';
    const shown = await asmp(['baseline', 'show', name]);
    expect(shown.exitCode, shown.err).toBe(0);
    const revision = /at revision (\w+)/.exec(shown.err)![1]!;
    expect((await asmp(['baseline', 'list', 'CMI'])).out).toContain(revision);
    const local = path.join(product.dir, 'config.yml');
    writeFileSync(local, `${shown.out}# and more\n`);
    expect(await asmp(['baseline', 'save', name, local, '--revision', revision])).toMatchObject({
      exitCode: 0,
    });
    const late = await asmp(['baseline', 'save', name, local, '--revision', revision]);
    expect(late).toMatchObject({ exitCode: 1, err: expect.stringContaining('not at the revision') });
    expect((await asmp(['baseline', 'show', name])).out).toBe(`${shown.out}# and more\n`);

    appendFileSync(location.file, 'captured-note: seven\n');
    await product.scanned({ instance: location.instance });
    const preview = await asmp([
      'baseline',
      'capture',
      'CMI',
      '--from',
      location.instance,
      '--file',
      'config.yml',
    ]);
    expect(preview, preview.out + preview.err).toMatchObject({ exitCode: 0 });
    expect(preview.out).toContain('+captured-note: seven');
    const etag = /--save (\w+)/.exec(preview.out)![1]!;
    const saving = [
      'baseline',
      'capture',
      'CMI',
      '--from',
      location.instance,
      '--file',
      'config.yml',
      '--save',
      etag,
    ];
    expect((await asmp(saving)).out).toContain('CMI is saved');
    expect((await asmp(['baseline', 'show', name])).out).toContain('captured-note: seven');
    expect(await asmp(saving)).toMatchObject({ exitCode: 1, err: expect.stringContaining('preview') });
  });

  it('repairs the state folder of an agent with the command of the operator guide', async () => {
    const { url, token, stateDir } = product.agent(location.host);
    const fence = path.join(stateDir, 'fences', location.id);
    const number = readFileSync(fence, 'utf8');
    const outcome = path.join(stateDir, 'outcomes', randomUUID());
    for (const file of [fence, outcome]) writeFileSync(file, 'rubbish');
    const health = async (): Promise<string> => (await fetch(`${url}/health/ready`)).text();
    expect(await health()).toMatch(
      new RegExp(`${fence} should hold .* Remedy: asmp host repair on this host`),
    );

    const guide = readFileSync(path.resolve(import.meta.dirname, '../../../docs/operations.md'), 'utf8');
    const command = /^`\.\/asmp (host repair .*)`$/m.exec(guide)![1]!;
    const tokenFile = path.join(product.dir, 'agent.token');
    writeFileSync(tokenFile, token, { mode: 0o600 });
    const words = [...command.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
    const args = words.map((word) => (word === '/etc/archivesmp/agent.token' ? tokenFile : word));
    const there = { ARCHIVESMP_AGENT: url };

    const shown = await asmp(
      args.filter((word) => word !== '--yes'),
      there,
    );
    expect(shown, shown.err).toMatchObject({
      exitCode: 2,
      out: expect.stringContaining(`the fence of ${location.instance}`),
    });
    expect(readFileSync(fence, 'utf8')).toBe('rubbish');
    expect(await asmp(['host', 'repair'], { ...there, ARCHIVESMP_AGENT_TOKEN: 'a-strangers' })).toMatchObject(
      {
        exitCode: 1,
        err: expect.stringContaining('refused'),
      },
    );
    const done = await asmp(args, there);
    expect(done, done.err).toMatchObject({ exitCode: 0, err: '2 repaired, 0 left\n' });
    expect(readFileSync(fence, 'utf8')).toBe(number);
    expect(await health()).not.toContain('should hold');
    const [listed] = await product.execute(
      "SELECT detail FROM config_audit WHERE action = 'host.fence-told' ORDER BY seq DESC LIMIT 1",
    );
    expect(JSON.stringify(listed)).toContain(args.at(-1));
  });

  it('follows over the death of the hub', async () => {
    const plan = await document<PlanView>(...adding('note', 'again'));
    expect((await asColleague('approve', plan.id)).exitCode).toBe(0);
    const following = asmp(['apply', plan.id, '--wait']);
    await product.eventually('the deployment to begin', async () => {
      const { deployments } = await product.call<{ deployments: DeploymentView[] }>(
        'GET',
        '/api/v1/deployments',
      );
      return deployments.find((one) => one.planId === plan.id);
    });
    await product.kill('hub');
    await product.startHub();
    const { exitCode, out, err } = await following;
    expect(exitCode, err).toBe(0);
    expect(out).toContain('succeeded');
  });
});
