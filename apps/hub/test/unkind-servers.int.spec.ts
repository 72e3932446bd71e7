import { appendFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { DeploymentView } from '@archivesmp/contracts/deployment';
import type { FindingGroupPage } from '@archivesmp/contracts/finding';
import type { Switches } from '@archivesmp/amp-simulator';
import { DEMO_INSTANCES } from '@archivesmp/demo-fleet';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { AsmpCommand } from './asmp-command.js';
import { ChangeClient } from './change-client.js';
import { Meddler, rewritten } from './meddler.js';
import { RestartLog } from './restart-log.js';
import { TestProduct } from './test-product.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const NAME = 'SMP101';
const HOST = DEMO_INSTANCES.find((one) => one.name === NAME)!.host;
const UNKIND: Partial<Switches> = { datesProperties: true, savesOnStart: ['CMI'], migratesOnStart: ['CMI'] };
const KIND: Partial<Switches> = {
  datesProperties: false,
  savesOnStart: [],
  migratesOnStart: [],
  savesOnStop: [],
  brokenPlugins: [],
};

const READY = 20;
let product: TestProduct;
let changeClient: ChangeClient;
let restarts: RestartLog;
beforeAll(async () => {
  product = await TestProduct.start({ deployment: { verdict_within_seconds: 5 } });
  restarts = new RestartLog(product.panels.values());
  await product.discovered(DEMO_INSTANCES.length);
  await product.scanned();
  changeClient = await ChangeClient.open(product);
  switches(UNKIND);
});
afterAll(() => product?.close());
afterEach(async () => {
  switches({ ...KIND, ...UNKIND });
  const { body } = await changeClient.ask<{ holds: { id: string }[] }>('GET', '/api/v1/holds');
  for (const { id } of body.holds) await product.history.holds.liftHold(id, 'test', new Date());
});

const switches = (changed: Partial<Switches>): void =>
  void Object.assign(product.panels.get(HOST)!.switches, changed);
const fileOf = (file: string): string => path.join(product.serverDir(HOST, NAME), file);
const read = (file: string): Promise<string> => readFile(fileOf(file), 'utf8');
const CMI = 'plugins/CMI/config.yml';
const PROPERTIES = 'server.properties';
const valuesIn = (properties: string): string[] =>
  properties
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .sort();
const changing = (plugin: string, file: string, key: string, op: string, value: unknown) => ({
  title: `${key} of ${NAME}`,
  changes: [{ instances: [NAME], plugin, file, edits: [{ op, path: [key], value }] }],
});
const rolledBack = async (id: string): Promise<DeploymentView> => {
  const { status, body } = await changeClient.insist<DeploymentView>(
    'POST',
    `/api/v1/deployments/${id}/rollback`,
  );
  expect(status, JSON.stringify(body)).toBe(202);
  return changeClient.ended(body.id);
};
const restarted = async (): Promise<void> => {
  const { body } = await changeClient.insist<DeploymentView>('POST', '/api/v1/restart', {
    instances: [NAME],
  });
  expect(await changeClient.ended(body.id)).toMatchObject({ state: 'succeeded' });
};

describe('what differs', () => {
  it('is named with its cause: never seen before, by hand, around a start, by us, a new baseline', async () => {
    const report = (): Promise<{ total: number; byCause: object }> =>
      product.call('GET', '/api/drift/report');
    const { total } = await report();
    expect((await report()).byCause).toEqual({ first_look: total });

    const before = new Date();
    await appendFile(fileOf('plugins/Vault/config.yml'), 'by-hand: true\n');
    const after = new Date();
    const ours = await changeClient.run(changing('LuckPerms', 'config.yml', 'by-us', 'insert', true));
    expect(ours).toMatchObject({ state: 'succeeded' });
    await product.scanned();
    const [byHand, ...others] = await product.findings('&cause=changed_between');
    expect(byHand).toMatchObject({ instance: NAME, plugin: 'Vault', key: 'by-hand' });
    expect(others).toEqual([]);
    const { from, to } = byHand!.cause;
    expect(new Date(from!) < before && new Date(to!) > after, `${from} – ${to}`).toBe(true);
    // Nobody looked at this file right before the start, so that the server is not blamed alone
    expect(await product.findings('&cause=start_between')).toMatchObject([
      { instance: NAME, plugin: 'CMI', key: 'simulated-config-version' },
    ]);
    expect(await product.findings('&cause=our_change')).toMatchObject([
      { instance: NAME, plugin: 'LuckPerms', key: 'by-us', cause: { deploymentId: ours.id } },
    ]);

    const baselinePath = '/api/v1/baselines/Vault/config.yml';
    const baseline = await product.ask('GET', baselinePath);
    const headers = { 'content-type': 'text/plain', 'if-match': baseline.headers.get('etag')! };
    const body = `${await baseline.text()}new-in-the-baseline: true\n`;
    expect((await product.ask('PUT', baselinePath, { body, headers })).status).toBe(204);
    await product.scanned();
    const { groups } = await product.call<FindingGroupPage>(
      'GET',
      '/api/v1/findings/groups?cause=desired_changed',
    );
    expect(groups).toMatchObject([
      {
        key: 'new-in-the-baseline',
        kind: 'missing_key',
        cause: { kind: 'desired_changed', version: expect.any(Number) as number },
      },
    ]);

    const asmp = new AsmpCommand(product);
    const counted = await asmp.document<{ byCause: object }>('findings', '--count');
    expect(counted).toEqual(await report());
    expect(counted.byCause).toEqual({
      first_look: total,
      changed_between: 1,
      start_between: 1,
      our_change: 1,
      desired_changed: groups[0]!.count,
    });
    const { out } = await asmp.succeeds('findings', '--grouped', '--cause', 'changed_between');
    expect(out).toMatch(
      /^low +1 instance {2}Vault\/config.yml {2}by-hand [^]*; changed in between \(.+ – .+\)/,
    );
  });
});

describe('a server that rewrites its files at every start', () => {
  it('gets its change, and gives it back, and the change again: only the key moves', async () => {
    const before = valuesIn(await read(PROPERTIES));
    const changed = changing('_server', PROPERTIES, 'max-players', 'set', '77');
    const twin = await changeClient.approved(await changeClient.planned(changed));
    const done = await changeClient.run(changed);
    expect(done).toMatchObject({ state: 'succeeded', instances: [{ state: 'passed' }] });
    const server = product.panels.get(HOST)!.controller.byName(NAME)!.record.InstanceID;
    const lives = restarts.of(server);
    const { body: again } = await changeClient.start(twin);
    expect(await changeClient.ended(again.id)).toMatchObject({
      state: 'succeeded',
      instances: [
        {
          state: 'passed',
          asPlanned: 'left-alone',
          reason: expect.stringMatching(
            /^nothing to write: .* has read them as they are, so it was not restarted/,
          ),
        },
      ],
    });
    expect(restarts.of(server)).toBe(lives);
    expect(await changeClient.insist('POST', `/api/v1/deployments/${again.id}/rollback`)).toMatchObject({
      status: 409,
      body: { code: 'deployment.not-steerable', detail: expect.stringContaining('nothing was written') },
    });
    expect(await read(PROPERTIES)).toContain('max-players=77');
    const back = await rolledBack(done.id);
    expect(back).toMatchObject({ kind: 'rollback', state: 'succeeded', undoes: done.id });
    expect(valuesIn(await read(PROPERTIES))).toEqual(before);
    expect(await rolledBack(back.id)).toMatchObject({ state: 'succeeded', undoes: back.id });
    expect(await read(PROPERTIES)).toContain('max-players=77');
    expect(await changeClient.insist('POST', `/api/v1/deployments/${back.id}/rollback`)).toMatchObject({
      status: 409,
    });
  });

  it('takes a plan that was made in the evening, after the restart of the night', async () => {
    await product.scanned({ instance: NAME });
    const plan = await changeClient.approved(
      await changeClient.planned(changing('_server', PROPERTIES, 'view-distance', 'set', '6')),
    );
    await restarted();
    await product.scanned({ instance: NAME });
    const { status, body } = await changeClient.start(plan);
    expect(status, JSON.stringify(body)).toBe(202);
    expect(await changeClient.ended(body.id)).toMatchObject({ state: 'succeeded' });
    expect(await read(PROPERTIES)).toContain('view-distance=6');
  });

  it('is not restarted again where a person did what the plan wants, and restarted it', async () => {
    await product.scanned({ instance: NAME });
    const plan = await changeClient.approved(
      await changeClient.planned(changing('_server', PROPERTIES, 'max-players', 'set', '66')),
    );
    const { app, record } = product.panels.get(HOST)!.controller.byName(NAME)!;
    const deployed = async (): Promise<DeploymentView> => {
      const { status, body } = await changeClient.start(plan);
      expect(status, JSON.stringify(body)).toBe(202);
      return changeClient.ended(body.id);
    };
    const byHand = (await read(PROPERTIES)).replace(/^max-players=.*$/m, 'max-players=66');
    await writeFile(fileOf(PROPERTIES), byHand);
    app.restart();
    await product.eventually(`${NAME} to be up`, async () => {
      const isUp = app.current === READY && (await read(PROPERTIES)) !== byHand;
      return isUp || undefined;
    });
    const lives = restarts.of(record.InstanceID);
    expect(await deployed()).toMatchObject({
      state: 'succeeded',
      instances: [{ asPlanned: 'left-alone', reason: expect.stringContaining('has read them as they are') }],
    });
    expect(restarts.of(record.InstanceID)).toBe(lives);
  });

  it('is rolled back by itself when its plugin fails, is held, and says why', async () => {
    await product.scanned({ instance: NAME });
    switches({ brokenPlugins: ['CMI'] });
    const done = await changeClient.run(changing('CMI', 'config.yml', 'bad-value', 'insert', 1));
    expect(done).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('CMI'),
      instances: [{ state: 'rolled-back', reason: expect.stringContaining('CMI') }],
    });
    expect(await read(CMI)).not.toContain('bad-value');
    expect(await product.history.holds.listActiveHolds(new Date())).toHaveLength(1);
  });

  it('passes, is taken back, and takes an older plan, when it rewrites the file as soon as it was changed', async () => {
    switches(KIND);
    await product.scanned({ instance: NAME });
    const older = await changeClient.approved(
      await changeClient.planned(changing('_server', PROPERTIES, 'op-permission-level', 'set', '3')),
    );
    const meddled = async (work: () => Promise<DeploymentView>): Promise<void> => {
      const server = await Meddler.start(fileOf(PROPERTIES), 150, rewritten);
      const ended = await work();
      expect(await server.done()).toBe(true);
      expect(ended, ended.reason).toMatchObject({ state: 'succeeded' });
    };
    let id = '';
    await meddled(async () => {
      const done = await changeClient.run(changing('_server', PROPERTIES, 'simulation-distance', 'set', '7'));
      id = done.id;
      return done;
    });
    expect(await read(PROPERTIES)).toContain('simulation-distance=7');
    await meddled(() => rolledBack(id));
    expect(await read(PROPERTIES)).not.toContain('simulation-distance=7');
    await meddled(async () => changeClient.ended((await changeClient.start(older)).body.id, ['paused']));
    expect(await read(PROPERTIES)).toContain('op-permission-level=3');
  });

  it('is refused where somebody changed the key, told from the rewriting by its name, forward and back', async () => {
    await product.scanned({ instance: NAME });
    const done = await changeClient.run(changing('_server', PROPERTIES, 'spawn-protection', 'set', '3'));
    expect(done).toMatchObject({ state: 'succeeded' });
    await writeFile(
      fileOf(PROPERTIES),
      (await read(PROPERTIES)).replace('spawn-protection=3', 'spawn-protection=5'),
    );
    const back = await rolledBack(done.id);
    const words = `a person or another program changed spawn-protection in ${PROPERTIES} (from "3" to "5")`;
    expect(back).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining(words),
      instances: [{ state: 'refused', reason: expect.stringContaining(words) }],
    });
    expect(await read(PROPERTIES)).toContain('spawn-protection=5');
  });

  it('is not rolled back over a later change: that one is named at once', async () => {
    await product.scanned({ instance: NAME });
    const first = await changeClient.run(changing('CMI', 'config.yml', 'twice', 'insert', 1));
    await product.scanned({ instance: NAME });
    const second = await changeClient.run(changing('CMI', 'config.yml', 'twice', 'set', 2));
    expect([first.state, second.state]).toEqual(['succeeded', 'succeeded']);
    const refused = await changeClient.insist('POST', `/api/v1/deployments/${first.id}/rollback`);
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'deployment.overtaken', detail: expect.stringContaining(second.id) },
    });
    expect(await rolledBack(second.id)).toMatchObject({ state: 'succeeded' });
    expect(await rolledBack(first.id)).toMatchObject({ state: 'succeeded' });
    expect(await read(CMI)).not.toContain('twice');
  });
});

describe('a plugin that writes its old configuration back when it stops', () => {
  // What is written before the order has read its files back undoes the order, which is then fitted and made again
  it.each([0, 300])('%d ms after the change, once, is overcome or named with the key', async (afterMs) => {
    switches(KIND);
    await product.scanned({ instance: NAME });
    const before = await read(CMI);
    const plugin = await Meddler.start(fileOf(CMI), afterMs, () => before);
    const key = `lost-${afterMs}`;
    const { state, reason, instances } = await changeClient.run(
      changing('CMI', 'config.yml', key, 'insert', true),
    );
    expect(await plugin.done()).toBe(true);
    const after = await read(CMI);
    if (state === 'succeeded') {
      expect(instances).toMatchObject([{ state: 'passed' }]);
      expect(after).toContain(`${key}: true`);
      return;
    }
    expect({ state, reason }).toEqual({ state: 'failed', reason: expect.stringContaining(key) });
    expect(instances[0]!.state, reason).not.toBe('stuck');
    expect(after).toBe(before);
  });

  it('is named with the key, ends as it was, and takes the change while it is stopped', async () => {
    switches({ savesOnStart: [], savesOnStop: ['CMI'] });
    await restarted();
    await product.scanned({ instance: NAME });
    const id = product.panels.get(HOST)!.controller.byName(NAME)!.record.InstanceID;
    const lives = restarts.of(id);
    const lost = await changeClient.run(changing('CMI', 'config.yml', 'kept', 'insert', true));
    expect(lost).toMatchObject({
      state: 'failed',
      instances: [
        {
          state: 'rolled-back',
          verdict: 'fail',
          reason: expect.stringContaining('kept has its old value again'),
        },
      ],
    });
    expect(lost.reason).toContain('--while-stopped');
    expect(restarts.of(id)).toBe(lives + 1);
    const [hold] = await product.history.holds.listActiveHolds(new Date());
    await product.history.holds.liftHold(hold!.id, 'test', new Date());
    // The same plan, byte for byte, made anew after the rollback: a person decided about it again
    const inserted = await changeClient.run(changing('CMI', 'config.yml', 'kept', 'insert', true), {
      whileStopped: true,
    });
    expect(inserted).toMatchObject({ state: 'succeeded', instances: [{ state: 'passed' }] });
    expect(await read(CMI)).toContain('kept: true');
    expect(await rolledBack(inserted.id)).toMatchObject({ state: 'succeeded' });
    expect(await read(CMI)).not.toContain('kept');
  });
});
