import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { DeploymentView } from '@archivesmp/contracts/deployment';
import type { PlanView } from '@archivesmp/contracts/plan';
import { DEMO_INSTANCES } from '@archivesmp/demo-fleet';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ChangeClient } from './change-client.js';
import { RestartLog } from './restart-log.js';
import { TestProduct } from './test-product.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const ALWAYS = { days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], from: '00:00', to: '24:00' };
const PLUGIN = 'LuckPerms';
const ANSWER_WITHIN_SECONDS = 60;
const BUSY = new Set([
  'stopping',
  'applying',
  'applied',
  'restarting',
  'judging',
  'rolling-back',
  'restarting-back',
]);

let product: TestProduct;
let changeClient: ChangeClient;
let restarts: RestartLog;
beforeAll(async () => {
  product = await TestProduct.start({ deployment: { verdict_within_seconds: 5 } });
  restarts = new RestartLog(product.panels.values());
  await product.discovered(DEMO_INSTANCES.length);
  await product.scanned();
  changeClient = await ChangeClient.open(product);
});
afterAll(() => product?.close());

let serial = 0;
const changeRequest = (...instances: string[]) => ({
  title: 'one more note',
  changes: [
    {
      instances,
      plugin: PLUGIN,
      file: 'config.yml',
      edits: [{ op: 'insert', path: [`note-${(serial += 1)}`], value: 'x' }],
    },
  ],
});
const approvedPlan = async (...instances: string[]): Promise<PlanView> => {
  for (const instance of instances) await product.scanned({ instance });
  return changeClient.approved(await changeClient.planned(changeRequest(...instances)));
};
const started = async (plan: PlanView, options: object = {}): Promise<DeploymentView> => {
  const { status, body } = await changeClient.start(plan, options);
  expect(status, JSON.stringify(body)).toBe(202);
  return body;
};
const hostOf = (name: string): string => DEMO_INSTANCES.find((one) => one.name === name)!.host;
const server = (name: string) => product.panels.get(hostOf(name))!.controller.byName(name)!;
const content = (name: string): Promise<string> =>
  readFile(path.join(product.serverDir(hostOf(name), name), 'plugins', PLUGIN, 'config.yml'), 'utf8');
const stateOf = (view: DeploymentView, name: string): string =>
  view.instances.find(({ instance }) => instance === name)!.state;
/** Looks often: some states are over soon. */
const sees = (id: string, what: string, is: (view: DeploymentView) => boolean): Promise<DeploymentView> =>
  product.eventually(
    what,
    async () => {
      const view = await changeClient.deployment(id);
      return is(view) ? view : undefined;
    },
    undefined,
    25,
  );
const restartedHub = async (deployment: object = {}): Promise<void> => {
  await product.stop('hub');
  product.writeHubSettings(ANSWER_WITHIN_SECONDS, deployment);
  await product.startHub();
};
const needingRestart = async (): Promise<string[]> =>
  (await product.history.restartFlags.listNeededRestarts()).map(({ name }) => name);
const problem = { status: 409, body: { code: expect.any(String) as string } };

describe('a deployment', () => {
  it('pauses after the instance that is under way, and goes on when told', async () => {
    const names = ['CREA01', 'HUB01', 'SMP201'];
    const plan = await approvedPlan(...names);
    const { id } = await started(plan, { perHost: 1 });
    await sees(id, 'the first to be under way', (view) =>
      names.some((name) => BUSY.has(stateOf(view, name))),
    );
    expect(await changeClient.control(id, 'pause')).toMatchObject({ status: 200, body: { state: 'paused' } });
    const paused = await sees(
      id,
      'the first to end',
      (view) => !view.instances.some(({ state }) => BUSY.has(state)),
    );
    expect(paused.state).toBe('paused');
    expect(paused.instances.map(({ state }) => state).sort()).toEqual(['passed', 'queued', 'queued']);
    expect(await changeClient.control(id, 'pause')).toMatchObject(problem);
    expect(await changeClient.control(id, 'resume')).toMatchObject({
      status: 200,
      body: { state: 'running' },
    });
    const done = await changeClient.ended(id);
    expect(done).toMatchObject({ state: 'succeeded' });
    expect(done.instances.every(({ state }) => state === 'passed')).toBe(true);
    expect(await changeClient.control(id, 'resume')).toMatchObject(problem);
  });

  it('is stopped and undone: every byte as before, nobody on hold', async () => {
    const names = ['CREA01', 'SMP201'];
    const before = new Map(
      await Promise.all(names.map(async (name) => [name, await content(name)] as const)),
    );
    const plan = await approvedPlan(...names);
    const { id } = await started(plan, { perHost: 1 });
    await sees(id, 'the first to pass', (view) => view.instances.some(({ state }) => state === 'passed'));
    expect(await changeClient.control(id, 'stop-and-undo')).toMatchObject({ status: 200 });
    const done = await changeClient.ended(id);
    expect(done.state).toBe('stopped');
    for (const { state } of done.instances) expect(['rolled-back', 'skipped']).toContain(state);
    expect(done.instances.some(({ state }) => state === 'rolled-back')).toBe(true);
    for (const name of names) expect(await content(name)).toBe(before.get(name));
    expect(await product.history.holds.listActiveHolds(new Date())).toEqual([]);
  });

  it('waits for a person when the server says nothing, and is accepted in their name', async () => {
    const done = await silently('MINE01', async (id) => {
      expect(await changeClient.control(id, 'resume')).toMatchObject(problem);
      expect(await changeClient.control(id, 'accept')).toMatchObject({ status: 200 });
    });
    expect(done).toMatchObject({
      state: 'succeeded',
      instances: [
        { state: 'passed', verdict: 'inconclusive', reason: expect.stringContaining('accepted by') },
      ],
    });
  });

  it('waits for a person when the server says nothing, and is undone', async () => {
    const before = await content('MINE01');
    const done = await silently('MINE01', async (id) => {
      expect(await changeClient.control(id, 'stop-and-undo')).toMatchObject({ status: 200 });
    });
    expect(done).toMatchObject({ state: 'stopped', instances: [{ state: 'rolled-back' }] });
    expect(await content('MINE01')).toBe(before);
  });

  it('gives an instance back when it ends without a clear verdict', async () => {
    const done = await changeClient.ended((await started(await approvedPlan('MINE01'))).id);
    const undone = await silently(
      'MINE01',
      async (id) => void (await changeClient.control(id, 'stop-and-undo')),
      () => changeClient.insist<DeploymentView>('POST', `/api/v1/deployments/${done.id}/rollback`),
    );
    expect(undone).toMatchObject({
      kind: 'rollback',
      state: 'stopped',
      instances: [{ state: 'inconclusive' }],
    });
    expect(await changeClient.ended((await started(await approvedPlan('MINE01'))).id)).toMatchObject({
      state: 'succeeded',
    });
  });

  it('starts nothing while the change window is closed, and goes on when it opens', async () => {
    const before = await content('BENT01');
    await restartedHub({ windows: [{ effect: 'deny', zone: 'Europe/Berlin', ...ALWAYS }] });
    const { body: windows } = await changeClient.ask('GET', '/api/v1/change-windows');
    expect(windows).toMatchObject({ allowed: false, sentence: expect.stringContaining('not allowed') });
    const { id } = await started(await approvedPlan('BENT01'));
    const readStep = async (): Promise<number> =>
      (await product.execute('SELECT turn FROM deployments WHERE id = ?', [id]))[0]!['turn'] as number;
    const first = await readStep();
    await product.eventually('it to be looked at again and again', async () =>
      (await readStep()) > first + 1 ? true : undefined,
    );
    expect(await changeClient.deployment(id)).toMatchObject({
      state: 'running',
      instances: [{ state: 'queued' }],
    });
    expect(await content('BENT01')).toBe(before);
    await restartedHub();
    expect((await changeClient.ask('GET', '/api/v1/change-windows')).body).toMatchObject({ allowed: true });
    expect(await changeClient.ended(id)).toMatchObject({ state: 'succeeded' });
    expect(await content('BENT01')).not.toBe(before);
  });

  it('leaves an instance on hold alone: in the plan, at the start, in the middle', async () => {
    const queued = await approvedPlan('CREA01', 'HUB01', 'SMP201');
    const { id } = await started(queued, { perHost: 1 });
    const view = await sees(id, 'one to be under way', ({ instances }) =>
      instances.some(({ state }) => BUSY.has(state)),
    );
    const last = view.instances.filter(({ state }) => state === 'queued').at(-1)!;
    const hold = await changeClient.ask<{ id: string }>('POST', '/api/v1/holds', {
      instance: last.instance,
      reason: 'event tonight',
    });
    expect(hold.status).toBe(201);
    const done = await changeClient.ended(id);
    expect(stateOf(done, last.instance)).toBe('skipped');
    expect(done.instances.find(({ instance }) => instance === last.instance)!.reason).toContain(
      'event tonight',
    );
    const refused = await changeClient.planned(changeRequest(last.instance));
    expect(refused.state).toBe('empty');
    expect(JSON.stringify(refused.plan)).toContain('event tonight');
    const restart = await changeClient.ask('POST', '/api/restart', { instances: [last.instance] });
    expect(restart).toMatchObject({ status: 409, body: { code: 'deployment.held' } });
    expect((await changeClient.ask('DELETE', `/api/v1/holds/${hold.body.id}`)).status).toBe(204);
    const plan = await approvedPlan(last.instance);
    const again = await changeClient.ask<{ id: string }>('POST', '/api/v1/holds', {
      instance: last.instance,
      reason: 'once more',
    });
    expect(await changeClient.start(plan)).toMatchObject({ status: 409, body: { code: 'deployment.held' } });
    await changeClient.ask('DELETE', `/api/v1/holds/${again.body.id}`);
    expect(await changeClient.ended((await started(plan)).id)).toMatchObject({ state: 'succeeded' });
  });

  it('made while stopped stops the server, writes, and starts it: one new life, nothing written while it ran', async () => {
    const [name] = ['SMP101'];
    const plan = await approvedPlan(name);
    const before = await content(name);
    const { app, record } = server(name);
    const lives = restarts.of(record.InstanceID);
    const { id } = await started(plan, { whileStopped: true });
    const seen = new Set<string>();
    const done = await product.eventually(
      'the end',
      async () => {
        const view = await changeClient.deployment(id);
        seen.add(stateOf(view, name));
        if (stateOf(view, name) === 'stopping') expect(await content(name)).toBe(before);
        return view.state === 'succeeded' ? view : undefined;
      },
      undefined,
      25,
    );
    expect(done.instances).toMatchObject([{ state: 'passed', verdict: 'pass' }]);
    expect([...seen]).toEqual(expect.arrayContaining(['stopping', 'starting']));
    expect(restarts.of(record.InstanceID)).toBe(lives + 1);
    expect(await content(name)).not.toBe(before);
    expect(app.current).toBe(20);
    expect(await needingRestart()).not.toContain(name);

    // What would be refused is refused before anybody is thrown out.
    const file = path.join(product.serverDir(hostOf(name), name), 'plugins', PLUGIN, 'config.yml');
    const byHand = (await content(name)).replace(`note-${serial}: x`, `note-${serial}: of-somebody`);
    await writeFile(file, byHand);
    const back = await changeClient.insist<DeploymentView>('POST', `/api/v1/deployments/${id}/rollback`);
    expect(await changeClient.ended(back.body.id)).toMatchObject({
      state: 'failed',
      instances: [{ state: 'refused', reason: expect.stringContaining(`note-${serial}`) }],
    });
    expect(restarts.of(record.InstanceID)).toBe(lives + 1);
    expect(app.current).toBe(20);
    expect(await content(name)).toBe(byHand);
  });

  it('changes no more instances of a host at once than it may', async () => {
    const names = ['BENT01', 'EVO01', 'HARD01', 'SMP101'];
    for (const perHost of [1, 2]) {
      const { id } = await started(await approvedPlan(...names), { perHost });
      let most = 0;
      await sees(id, 'the end', ({ state, instances }) => {
        most = Math.max(most, instances.filter((one) => BUSY.has(one.state)).length);
        return state === 'succeeded';
      });
      expect(most).toBeLessThanOrEqual(perHost);
      expect(most).toBeGreaterThan(0);
    }
  });
});

describe('a restart', () => {
  it('waits for players until the deadline, counts down, and waits no longer than they stay', async () => {
    await restartedHub({ countdown_seconds: 2 });
    const messages = listenTo('SMP101');
    server('SMP101').load.players = 3;
    const plan = await approvedPlan('SMP101');
    const begun = Date.now();
    expect(await changeClient.ended((await started(plan, { waitForEmptySeconds: 3 })).id)).toMatchObject({
      state: 'succeeded',
    });
    expect(Date.now() - begun).toBeGreaterThan(5_000);
    expect(messages.splice(0)).toEqual([
      'say The server restarts in 2 seconds.',
      'say The server restarts in 1 second.',
    ]);
    const next = await started(await approvedPlan('SMP101'), { waitForEmptySeconds: 600 });
    await sees(next.id, 'it to wait', (view) => stateOf(view, 'SMP101') === 'restarting');
    const lives = restarts.of(server('SMP101').record.InstanceID);
    server('SMP101').load.players = 0;
    expect(await changeClient.ended(next.id)).toMatchObject({ state: 'succeeded' });
    expect(restarts.of(server('SMP101').record.InstanceID)).toBe(lives + 1);
    expect(messages).toEqual([]);
    await restartedHub();
  });

  it('of what is flagged, of what is named, of everything, and never of another number than was meant', async () => {
    for (const name of ['EVO01', 'HARD01'])
      expect(
        (await changeClient.ask('POST', `/api/v1/instances/${name}/needs-restart`, { reason: 'by hand' }))
          .status,
      ).toBe(204);
    expect(await needingRestart()).toEqual(['EVO01', 'HARD01']);
    expect(await changeClient.ask('POST', '/api/restart', { flagged: true, expect: 3 })).toMatchObject(
      problem,
    );
    const flagged = await changeClient.ask<DeploymentView>('POST', '/api/restart', {
      flagged: true,
      expect: 2,
    });
    expect(await changeClient.ended(flagged.body.id)).toMatchObject({ kind: 'restart', state: 'succeeded' });
    expect(await needingRestart()).toEqual([]);
    expect((await changeClient.ask('POST', '/api/restart', { flagged: true })).status).toBe(400);
    expect((await changeClient.ask('POST', '/api/restart', { all: true, instances: ['EVO01'] })).status).toBe(
      400,
    );
    const before = DEMO_INSTANCES.map(({ name }) => restarts.of(server(name).record.InstanceID));
    const all = await changeClient.ask<DeploymentView>('POST', '/api/restart', {
      all: true,
      expect: DEMO_INSTANCES.length,
    });
    const done = await changeClient.ended(all.body.id, ['paused']);
    expect(DEMO_INSTANCES.map(({ name }) => restarts.of(server(name).record.InstanceID))).toEqual(
      before.map((lives) => lives + 1),
    );
    expect(done.instances.find(({ instance }) => instance === 'VEL01')!.wave).toBe(2);
    if (done.state === 'paused') await changeClient.control(done.id, 'accept');
    expect(await changeClient.ended(done.id)).toMatchObject({ state: 'succeeded' });
  });

  it('is needed from the moment a file is changed until it is done', async () => {
    server('EVO01').load.players = 1;
    const { id } = await started(await approvedPlan('EVO01'), { waitForEmptySeconds: 600 });
    await sees(id, 'it to wait for players', (view) => stateOf(view, 'EVO01') === 'restarting');
    expect(await needingRestart()).toEqual(['EVO01']);
    server('EVO01').load.players = 0;
    expect(await changeClient.ended(id)).toMatchObject({ state: 'succeeded' });
    expect(await needingRestart()).toEqual([]);
  });
});

describe('an approval', () => {
  it('of two people is two people', async () => {
    await restartedHub({ approvals: 2 });
    await product.scanned({ instance: 'HUB01' });
    const plan = await changeClient.planned(changeRequest('HUB01'));
    expect(plan.needs).toBe(2);
    const approve = (token: string) =>
      changeClient.ask<PlanView>('POST', `/api/v1/plans/${plan.id}/approve`, { hash: plan.hash }, { token });
    const [one, two] = [await product.newPerson(['write'], 'one'), await product.newPerson(['write'], 'two')];
    expect((await approve(one)).body).toMatchObject({
      state: 'open',
      approvals: [{ by: expect.stringContaining('one') }],
    });
    expect(await changeClient.start(plan)).toMatchObject({
      status: 409,
      body: { code: 'plan.not-decidable' },
    });
    expect(await approve(one)).toMatchObject({ status: 409, body: { code: 'resource.conflict' } });
    expect((await approve(two)).body).toMatchObject({ state: 'approved' });
    expect(await changeClient.ended((await started(plan)).id)).toMatchObject({ state: 'succeeded' });
    await restartedHub();
  });

  it('is over when the plan is too old', async () => {
    const [open, approved] = [
      await changeClient.planned(changeRequest('HUB01')),
      await approvedPlan('HUB01'),
    ];
    await product.execute("UPDATE plans SET expires_at = '2020-01-01' WHERE id IN (?)", [
      [open.id, approved.id],
    ]);
    await product.eventually('both to expire', async () => {
      const states = [(await changeClient.plan(open.id)).state, (await changeClient.plan(approved.id)).state];
      return states.every((state) => state === 'expired') ? true : undefined;
    });
    expect(await changeClient.start(approved)).toMatchObject({
      status: 409,
      body: { code: 'plan.not-decidable' },
    });
    const token = await product.newPerson(['write'], 'late');
    const late = await changeClient.ask(
      'POST',
      `/api/v1/plans/${open.id}/approve`,
      { hash: open.hash },
      { token },
    );
    expect(late).toMatchObject({ status: 409, body: { code: 'plan.not-decidable' } });
  });

  it('is refused by one who says no, with the reason kept', async () => {
    const plan = await changeClient.planned(changeRequest('SMP201'));
    const token = await product.newPerson(['write'], 'careful');
    const messages = { hash: plan.hash, comment: 'not during the event' };
    const { body } = await changeClient.ask<PlanView>('POST', `/api/v1/plans/${plan.id}/reject`, messages, {
      token,
    });
    expect(body).toMatchObject({
      state: 'rejected',
      approvals: [{ verdict: 'reject', comment: 'not during the event' }],
    });
    expect(await changeClient.start(plan)).toMatchObject({
      status: 409,
      body: { code: 'plan.not-decidable' },
    });
  });
});

/** Runs a change on a server that cannot write its log, until a person is asked; then `decide` says what the person does. */
async function silently(
  name: string,
  decide: (id: string) => Promise<void>,
  begin: () => Promise<{ body: DeploymentView }> = async () => changeClient.start(await approvedPlan(name)),
): Promise<DeploymentView> {
  const logs = path.join(server(name).appDir, 'logs');
  await rename(logs, `${logs}.away`).catch(() => undefined);
  await writeFile(logs, '');
  try {
    const { id } = (await begin()).body;
    const view = await sees(id, 'a person to be asked', ({ state }) => state === 'paused');
    expect(view).toMatchObject({ instances: [{ state: 'inconclusive' }] });
    await decide(id);
    return await changeClient.ended(id);
  } finally {
    await rm(logs, { force: true });
    await rename(`${logs}.away`, logs).catch(() => undefined);
  }
}

/** Everything typed into the console of a server. */
function listenTo(name: string): string[] {
  const messages: string[] = [];
  const { console } = server(name).process;
  const write = console.writeEntry.bind(console);
  console.writeEntry = (contents, source, type) => {
    if (type === 'Action') messages.push(contents);
    write(contents, source, type);
  };
  return messages;
}
