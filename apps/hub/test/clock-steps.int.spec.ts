import type { DeploymentView } from '@archivesmp/contracts/deployment';
import { DEMO_INSTANCES } from '@archivesmp/demo-fleet';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ChangeClient } from './change-client.js';
import { RestartLog } from './restart-log.js';
import { faketimeLibrary, SetClocks } from './set-clock.js';
import { TestProduct } from './test-product.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

const library = faketimeLibrary();
/** One instance of each of two hosts. */
const ONE_EACH = ['hetzner', 'ovh'].map((host) => DEMO_INSTANCES.find((one) => one.host === host)!);
const SKEW = { hetzner: -300, ovh: 300 };

describe.skipIf(library === undefined)('clocks that are set while a fleet is changed', () => {
  const clocks = new SetClocks(library!);
  let product: TestProduct;
  let changeClient: ChangeClient;
  let restarts: RestartLog;

  beforeAll(async () => {
    product = await TestProduct.start({
      hubEnv: clocks.env('hub'),
      envOf: (host) => clocks.env(host),
      deployment: { verdict_within_seconds: 60 },
    });
    restarts = new RestartLog(product.panels.values());
    await product.discovered(DEMO_INSTANCES.length);
    await product.scanned();
    changeClient = await ChangeClient.open(product);
  });
  afterAll(async () => {
    await product?.close();
    clocks.close();
  });
  afterEach(() => {
    for (const name of ['hub', ...Object.keys(SKEW)]) clocks.set(name, 0);
    for (const { switches } of product.panels.values())
      Object.assign(switches, { clockAheadMs: 0, appStepMs: 60 });
  });

  let serial = 0;
  const start = async (names: readonly string[]): Promise<DeploymentView> => {
    const edits = [{ op: 'insert', path: [`clock-${(serial += 1)}`], value: 'x' }];
    const changes = [{ instances: names, plugin: 'LuckPerms', file: 'config.yml', edits }];
    const plan = await changeClient.approved(
      await changeClient.planned({ title: 'while clocks are set', changes }),
    );
    const { status, body } = await changeClient.start(plan);
    expect(status, JSON.stringify(body)).toBe(202);
    return body;
  };
  const livesOf = (name: string): number =>
    restarts.of(
      [...product.panels.values()].map(({ controller }) => controller.byName(name)).find((one) => one)!.record
        .InstanceID,
    );
  const isIn = (id: string, state: string) =>
    product.eventually(`an instance to be ${state}`, async () =>
      (await changeClient.deployment(id)).instances.some((one) => one.state === state) ? true : undefined,
    );

  it('hosts that are five minutes off are changed, restarted and judged', async () => {
    for (const [host, seconds] of Object.entries(SKEW)) {
      clocks.set(host, seconds);
      product.panels.get(host)!.switches.clockAheadMs = seconds * 1_000;
    }
    const { id } = await start(ONE_EACH.map(({ name }) => name));
    const done = await changeClient.ended(id, ['paused']);
    expect(done).toMatchObject({ state: 'succeeded' });
    expect(done.instances.map(({ verdict }) => verdict)).toEqual(['pass', 'pass']);
  });

  it.each([-20, 600, -3_600])(
    'a hub set by %i s during a restart restarts once and judges well',
    async (step) => {
      const [{ name, host }] = ONE_EACH as [(typeof ONE_EACH)[number]];
      product.panels.get(host)!.switches.appStepMs = 1_500;
      const lives = livesOf(name);
      const { id } = await start([name]);
      await isIn(id, 'restarting');
      clocks.set('hub', step);
      const done = await changeClient.ended(id, ['paused']);
      expect(done).toMatchObject({ state: 'succeeded', instances: [{ verdict: 'pass' }] });
      expect(livesOf(name)).toBe(lives + 1);
    },
  );
});
