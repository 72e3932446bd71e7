import { DEMO_INSTANCES } from '@archivesmp/demo-fleet';
import type { DeploymentView } from '@archivesmp/contracts/deployment';
import type { HoldView } from '@archivesmp/contracts/hold';
import type { PlanView } from '@archivesmp/contracts/plan';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ChangeClient } from './change-client.js';
import { RestartLog } from './restart-log.js';
import { TestProduct } from './test-product.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const READY = 20;
const STOPPED = 0;

let product: TestProduct;
let changeClient: ChangeClient;
let restarts: RestartLog;
beforeAll(async () => {
  product = await TestProduct.start({
    deployment: { verdict_within_seconds: 20, panel_patience_seconds: 1 },
  });
  restarts = new RestartLog(product.panels.values());
  await product.discovered(DEMO_INSTANCES.length);
  await product.scanned();
  changeClient = await ChangeClient.open(product);
});
afterAll(() => product?.close());

const hostOf = (name: string): string => DEMO_INSTANCES.find((one) => one.name === name)!.host;
const server = (name: string) => product.panels.get(hostOf(name))!.controller.byName(name)!;
const lives = (name: string): number => restarts.of(server(name).record.InstanceID);
const asked = async (what: string, body: object): Promise<DeploymentView> => {
  const answer = await changeClient.insist<DeploymentView>('POST', `/api/v1/${what}`, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  return answer.body;
};
const restartedHub = async (deployment: object = {}): Promise<void> => {
  await product.stop('hub');
  product.writeHubSettings(60, deployment);
  await product.startHub();
};

let serial = 0;
const approvedPlan = async (instance: string, plugin: string): Promise<PlanView> => {
  const edits = [{ op: 'insert', path: [`note-${(serial += 1)}`], value: 'x' }];
  const changes = [{ instances: [instance], plugin, file: 'config.yml', edits }];
  return changeClient.approved(await changeClient.planned({ title: `a note for ${plugin}`, changes }));
};
const started = async (plan: PlanView, options: object = {}): Promise<DeploymentView> => {
  const { status, body } = await changeClient.start(plan, options);
  expect(status, JSON.stringify(body)).toBe(202);
  return body;
};
const needingRestart = async (): Promise<string[]> =>
  (await product.history.restartFlags.listNeededRestarts()).map(({ name }) => name);

describe('changes whose restart comes later', () => {
  it('are written and flagged, share one restart, and each gets a verdict of its own', async () => {
    const [cmi, luckPerms] = [await approvedPlan('EVO01', 'CMI'), await approvedPlan('EVO01', 'LuckPerms')];
    const before = lives('EVO01');
    const later = { restartLater: true };
    const bad = await changeClient.ended((await started(cmi, later)).id, ['flagged']);
    const good = await changeClient.ended((await started(luckPerms, later)).id, ['flagged']);
    for (const flagged of [bad, good])
      expect(flagged).toMatchObject({ state: 'flagged', instances: [{ state: 'flagged' }] });
    expect(await needingRestart()).toEqual(['EVO01']);
    expect(lives('EVO01')).toBe(before);
    const { switches } = product.panels.get(hostOf('EVO01'))!;
    Object.assign(switches, { brokenPlugins: ['CMI'], appStepMs: 1_000 });
    const restart = await asked('restart', { flagged: true, expect: 1 });
    await product.eventually('the bad change to be taken back', async () => {
      const { state } = (await changeClient.deployment(bad.id)).instances[0]!;
      return ['flagged', 'judging'].includes(state) ? undefined : true;
    });
    // As in life: without its change the plugin is well again. The server needs a while to come up.
    switches.brokenPlugins = [];
    expect(await changeClient.ended(restart.id)).toMatchObject({ state: 'succeeded' });
    expect(await changeClient.ended(good.id)).toMatchObject({
      state: 'succeeded',
      instances: [{ state: 'passed', verdict: 'pass', reason: expect.stringContaining('LuckPerms enabled') }],
    });
    expect(await changeClient.ended(bad.id)).toMatchObject({
      state: 'failed',
      instances: [{ state: 'rolled-back', verdict: 'fail' }],
    });
    // One for all that waited, and one for the way back of the change that failed.
    expect(lives('EVO01')).toBe(before + 2);
    switches.appStepMs = 60;
    expect(await needingRestart()).toEqual([]);
    const { holds } = (await changeClient.ask<{ holds: HoldView[] }>('GET', '/api/v1/holds')).body;
    expect(holds.map(({ instance }) => instance)).toEqual(['EVO01']);
    for (const { id } of holds) await changeClient.ask('DELETE', `/api/v1/holds/${id}`);
  });

  it('are taken back without any restart while nobody asked for one', async () => {
    const before = lives('BENT01');
    const { id } = await started(await approvedPlan('BENT01', 'CMI'), { restartLater: true });
    await changeClient.ended(id, ['flagged']);
    expect(await needingRestart()).toEqual(['BENT01']);
    expect(await changeClient.control(id, 'stop-and-undo')).toMatchObject({ status: 200 });
    expect(await changeClient.ended(id)).toMatchObject({
      state: 'stopped',
      instances: [{ state: 'rolled-back' }],
    });
    expect(lives('BENT01')).toBe(before);
    // Nothing is left to be read: no restart is needed for it, and none is offered.
    expect(await needingRestart()).toEqual([]);
    expect(await changeClient.ask('POST', '/api/restart', { flagged: true })).toMatchObject({
      status: 400,
      body: { detail: 'No instance waits for a restart: nothing would be restarted.' },
    });
  });
});

describe('changes and a restart that wait for one instance', () => {
  it('share one restart', async () => {
    const [one, two] = [await approvedPlan('SMP201', 'CMI'), await approvedPlan('SMP201', 'LuckPerms')];
    const before = lives('SMP201');
    await product.stop('agent-ovh');
    const first = await started(one);
    await product.eventually('the first to be under way', async () =>
      (await changeClient.deployment(first.id)).instances[0]!.state === 'applying' ? true : undefined,
    );
    const others = [await started(two), await asked('restart', { instances: ['SMP201'] })];
    await product.startAgent('ovh');
    for (const { id } of [first, ...others])
      expect(await changeClient.ended(id)).toMatchObject({
        state: 'succeeded',
        instances: [{ state: 'passed' }],
      });
    expect(lives('SMP201')).toBe(before + 1);
  });
});

describe('a stop', () => {
  it('stops once, stays so although the hub dies meanwhile, and is taken back by a start', async () => {
    product.panels.get(hostOf('EVO01'))!.controller.switches.appStepMs = 2_000;
    const { id } = await asked('stop', { instances: ['EVO01'], expect: 1 });
    await product.eventually('the server to stop', async () =>
      server('EVO01').app.current === READY ? undefined : true,
    );
    await product.kill('hub');
    await product.startHub();
    const stopped = await changeClient.ended(id);
    product.panels.get(hostOf('EVO01'))!.controller.switches.appStepMs = 60;
    expect(stopped).toMatchObject({
      kind: 'stop',
      state: 'succeeded',
      instances: [{ state: 'passed', verdict: 'pass', reason: 'the server is stopped' }],
    });
    expect(server('EVO01').app.current).toBe(STOPPED);
    const before = lives('EVO01');
    const back = await changeClient.insist<DeploymentView>('POST', `/api/v1/deployments/${id}/rollback`);
    expect(back.status).toBe(202);
    expect(await changeClient.ended(back.body.id)).toMatchObject({
      kind: 'start',
      state: 'succeeded',
      instances: [{ instance: 'EVO01', state: 'passed' }],
    });
    expect(server('EVO01').app.current).toBe(READY);
    expect(lives('EVO01')).toBe(before + 1);
    const again = await changeClient.ended((await asked('start', { instances: ['EVO01'] })).id);
    expect(again).toMatchObject({ state: 'succeeded', instances: [{ state: 'passed' }] });
    expect(lives('EVO01')).toBe(before + 1);
    const actions = (
      await product.execute(
        "SELECT action FROM config_audit WHERE action IN ('stop.requested', 'start.requested')",
      )
    ).map(({ action }) => action);
    expect(actions).toEqual(['stop.requested', 'start.requested', 'start.requested']);
  });

  it('is not well when something starts the server again', async () => {
    await restartedHub({ observe_seconds: 60 });
    const { id } = await asked('stop', { instances: ['HARD01'] });
    await product.eventually('it to be watched', async () =>
      (await changeClient.deployment(id)).instances[0]!.state === 'judging' ? true : undefined,
    );
    server('HARD01').startApp();
    expect(await changeClient.ended(id)).toMatchObject({
      state: 'failed',
      instances: [{ state: 'stuck', verdict: 'fail', reason: expect.stringContaining('runs again') }],
    });
    await restartedHub();
  });

  it('waits for the change window, and is refused on hold', async () => {
    const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
    await restartedHub({
      windows: [{ effect: 'deny', zone: 'Europe/Berlin', days, from: '00:00', to: '24:00' }],
    });
    const { id } = await asked('stop', { instances: ['SMP101'] });
    await product.eventually('it to have had its turn', async () =>
      (await changeClient.deployment(id)).state === 'running' ? true : undefined,
    );
    expect((await changeClient.deployment(id)).instances[0]!.state).toBe('queued');
    expect(await changeClient.control(id, 'stop-and-undo')).toMatchObject({ status: 200 });
    expect(await changeClient.ended(id)).toMatchObject({
      state: 'stopped',
      instances: [{ state: 'skipped' }],
    });
    expect(server('SMP101').app.current).toBe(READY);
    await restartedHub();
    const hold = await changeClient.ask<{ id: string }>('POST', '/api/v1/holds', {
      instance: 'SMP101',
      reason: 'event tonight',
    });
    for (const what of ['stop', 'start'])
      expect(await changeClient.ask('POST', `/api/v1/${what}`, { instances: ['SMP101'] })).toMatchObject({
        status: 409,
        body: { code: 'deployment.held' },
      });
    expect(await changeClient.ask('POST', '/api/v1/stop', { all: true, expect: 1 })).toMatchObject({
      status: 409,
    });
    await changeClient.ask('DELETE', `/api/v1/holds/${hold.body.id}`);
  });
});

describe('where no panel answers', () => {
  it('a server is restarted once, by the program of its host', async () => {
    const { switches } = product.panels.get(hostOf('HARD01'))!;
    const before = lives('HARD01');
    switches.cutFaults = -1;
    const { id } = await asked('restart', { instances: ['HARD01'], expect: 1 });
    await product.eventually('a new life of the server', async () =>
      lives('HARD01') > before ? true : undefined,
    );
    switches.cutFaults = 0;
    expect(await changeClient.ended(id)).toMatchObject({
      state: 'succeeded',
      instances: [{ state: 'passed' }],
    });
    expect(lives('HARD01')).toBe(before + 1);
  });
});

describe('somebody on a host', () => {
  const audited = async (): Promise<string[]> => {
    const rows = await product.execute(
      "SELECT action FROM config_audit WHERE action LIKE 'host.forced-%' ORDER BY action",
    );
    return rows.map(({ action }) => String(action));
  };

  it('restarts and marks through everything that the hub guards', async () => {
    const hold = await changeClient.ask<{ id: string }>('POST', '/api/v1/holds', {
      instance: 'CREA01',
      reason: 'event tonight',
    });
    const request = { instances: ['CREA01'], reason: 'it lags', force: true };
    expect(await product.askAgent('ovh', 'restart', request)).toMatchObject({
      status: 409,
      body: { code: 'deployment.held', detail: expect.stringContaining('event tonight') },
    });
    await changeClient.ask('DELETE', `/api/v1/holds/${hold.body.id}`);
    const before = lives('CREA01');
    const { status, body } = await product.askAgent('ovh', 'restart', request);
    expect(status).toBe(202);
    expect(body).toMatchObject({ via: 'hub' });
    const { deploymentId } = body as { deploymentId: string };
    expect(await changeClient.ended(deploymentId)).toMatchObject({ kind: 'restart', state: 'succeeded' });
    expect(lives('CREA01')).toBe(before + 1);
    const mark = { instances: ['HUB01'], reason: 'new JAR' };
    expect(await product.askAgent('ovh', 'mark-restart-needed', mark)).toMatchObject({
      status: 200,
      body: { via: 'hub' },
    });
    expect(await needingRestart()).toContain('HUB01');
  });

  it('restarts and marks by force while the hub is unavailable, and the hub learns of it once', async () => {
    const before = lives('CREA01');
    await product.stop('hub');
    const request = { instances: ['CREA01'], force: true };
    expect(await product.askAgent('ovh', 'restart', request)).toMatchObject({
      status: 503,
      body: { code: 'hub.unreachable' },
    });
    expect(lives('CREA01')).toBe(before);
    const why = { reason: 'players are stuck, the hub is unavailable' };
    expect(await product.askAgent('ovh', 'restart', { ...request, ...why })).toMatchObject({
      status: 202,
      body: { via: 'force', instances: [{ instance: 'CREA01', state: 'done' }] },
    });
    await product.eventually('a new life of the server', async () =>
      lives('CREA01') === before + 1 ? true : undefined,
    );
    expect(await product.askAgent('ovh', 'mark-restart-needed', { ...request, ...why })).toMatchObject({
      status: 200,
      body: { via: 'force' },
    });
    await product.startHub();
    await product.eventually('the hub to be told', async () =>
      (await audited()).length === 2 ? true : undefined,
    );
    expect(await audited()).toEqual(['host.forced-mark-restart-needed', 'host.forced-restart']);
    expect(await needingRestart()).toContain('CREA01');
  });
});

describe('a server that runs although the plan found it stopped', () => {
  it('is neither restarted unasked nor called well', async () => {
    const { app, record } = server('SMP101');
    app.jump(STOPPED);
    await product.discover();
    const before = lives('SMP101');
    const edits = [{ op: 'insert', path: ['note-while-stopped'], value: 'kept' }];
    const changes = [{ instances: ['SMP101'], plugin: 'CMI', file: 'config.yml', edits }];
    const plan = await changeClient.planned({ title: 'a note', changes });
    expect(product.plannedPart(plan, record.InstanceID)).toMatchObject({ restart: false });
    app.jump(READY);
    const { id } = await started(await changeClient.approved(plan));
    expect(await changeClient.ended(id, ['paused'])).toMatchObject({
      state: 'paused',
      instances: [{ state: 'inconclusive', reason: expect.stringContaining('restart it') }],
    });
    expect(lives('SMP101')).toBe(before);
  });
});
