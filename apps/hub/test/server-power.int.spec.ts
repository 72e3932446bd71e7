import { DEMO_INSTANCES } from '@archivesmp/demo-fleet';
import type { DeploymentView } from '@archivesmp/contracts/deployment';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ChangeDesk } from './change-desk.js';
import { RestartLog } from './restart-log.js';
import { TestProduct } from './test-product.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const READY = 20;
const STOPPED = 0;

let product: TestProduct;
let desk: ChangeDesk;
let restarts: RestartLog;
beforeAll(async () => {
  product = await TestProduct.start({ deployment: { verdict_within_seconds: 20 } });
  restarts = new RestartLog(product.panels.values());
  await product.discovered(DEMO_INSTANCES.length);
  await product.scanned();
  desk = await ChangeDesk.open(product);
});
afterAll(() => product?.close());

const hostOf = (name: string): string => DEMO_INSTANCES.find((one) => one.name === name)!.host;
const server = (name: string) => product.panels.get(hostOf(name))!.controller.byName(name)!;
const lives = (name: string): number => restarts.of(server(name).record.InstanceID);
const asked = async (what: string, body: object): Promise<DeploymentView> => {
  const answer = await desk.insist<DeploymentView>('POST', `/api/v1/${what}`, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  return answer.body;
};
const restartedHub = async (deployment: object = {}): Promise<void> => {
  await product.stop('hub');
  product.writeHubSettings(60, deployment);
  await product.startHub();
};

describe('a stop', () => {
  it('stops once, stays so although the hub dies meanwhile, and is taken back by a start', async () => {
    product.panels.get(hostOf('EVO01'))!.controller.switches.appStepMs = 2_000;
    const { id } = await asked('stop', { instances: ['EVO01'], expect: 1 });
    await product.eventually('the server to stop', async () =>
      server('EVO01').app.current === READY ? undefined : true,
    );
    await product.kill('hub');
    await product.startHub();
    const stopped = await desk.ended(id);
    product.panels.get(hostOf('EVO01'))!.controller.switches.appStepMs = 60;
    expect(stopped).toMatchObject({
      kind: 'stop',
      state: 'succeeded',
      instances: [{ state: 'passed', verdict: 'pass', reason: 'the server is stopped' }],
    });
    expect(server('EVO01').app.current).toBe(STOPPED);
    const before = lives('EVO01');
    const back = await desk.insist<DeploymentView>('POST', `/api/v1/deployments/${id}/rollback`);
    expect(back.status).toBe(202);
    expect(await desk.ended(back.body.id)).toMatchObject({
      kind: 'start',
      state: 'succeeded',
      instances: [{ instance: 'EVO01', state: 'passed' }],
    });
    expect(server('EVO01').app.current).toBe(READY);
    expect(lives('EVO01')).toBe(before + 1);
    const again = await desk.ended((await asked('start', { instances: ['EVO01'] })).id);
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
      (await desk.deployment(id)).instances[0]!.state === 'judging' ? true : undefined,
    );
    server('HARD01').startApp();
    expect(await desk.ended(id)).toMatchObject({
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
      (await desk.deployment(id)).state === 'running' ? true : undefined,
    );
    expect((await desk.deployment(id)).instances[0]!.state).toBe('queued');
    expect(await desk.steer(id, 'stop-and-undo')).toMatchObject({ status: 200 });
    expect(await desk.ended(id)).toMatchObject({ state: 'stopped', instances: [{ state: 'skipped' }] });
    expect(server('SMP101').app.current).toBe(READY);
    await restartedHub();
    const hold = await desk.ask<{ id: string }>('POST', '/api/v1/holds', {
      instance: 'SMP101',
      reason: 'event tonight',
    });
    for (const what of ['stop', 'start'])
      expect(await desk.ask('POST', `/api/v1/${what}`, { instances: ['SMP101'] })).toMatchObject({
        status: 409,
        body: { code: 'deployment.held' },
      });
    expect(await desk.ask('POST', '/api/v1/stop', { all: true, expect: 1 })).toMatchObject({ status: 409 });
    await desk.ask('DELETE', `/api/v1/holds/${hold.body.id}`);
  });
});
