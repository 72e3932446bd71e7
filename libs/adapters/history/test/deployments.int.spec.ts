import { randomUUID } from 'node:crypto';
import type { InstanceChangeState } from '@archivesmp/contracts/deployment-states';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDeployment, anApprovedPlan, anOpenPlan, MADE, openJobs, race } from './deployment-rig.js';
import { at, historyRig, statusesOf, type HistoryRig } from './history-rig.js';

let rig: HistoryRig;
beforeAll(async () => {
  rig = await historyRig();
});
afterAll(async () => {
  await rig[Symbol.asyncDispose]();
});

const stepOf = async (id: string) => (await rig.history.deploymentReads.findDeploymentStatus(id))!.turn;
const jobOf = (id: string, step: number) => `deployment.advance-${id}-${step}`;

describe('a deployment', () => {
  it('takes its plan, writes its instances by wave, and asks to be advanced', async () => {
    const { id, planId, instances } = await aDeployment(rig.history);
    expect(await rig.history.plans.getPlan(planId)).toMatchObject({ state: 'running', deploymentId: id });
    expect(await openJobs(rig.history)).toContain(jobOf(id, 0));
    expect(await rig.history.deploymentReads.getDeployment(id)).toEqual({
      id,
      planId,
      planHash: MADE.hash,
      kind: 'apply',
      state: 'waiting',
      requestedBy: 'mia',
      requestedAt: at(3).toISOString(),
      canBeTakenBack: false,
      progress: { done: 0, of: 2, words: '0 of 2 done' },
      instances: instances.map((one, wave) => ({
        instanceId: one.id,
        instance: one.name,
        host: one.host,
        wave,
        state: 'queued',
        changedAt: at(3).toISOString(),
      })),
    });
    expect(await rig.history.deploymentReads.findDeploymentStatus(id)).toMatchObject({
      options: { perHost: 2 },
      turn: 0,
    });
    expect((await rig.history.deploymentReads.instancesUnderWay()).get(instances[0].id)).toEqual({
      deploymentId: id,
      state: 'queued',
    });
    const { deployments } = await rig.history.deploymentReads.listDeployments({
      limit: 5,
      instanceId: instances[1].id,
    });
    expect(deployments.map((one) => one.id)).toEqual([id]);
  });

  it('of a plan that is not approved, expired, or another one is refused, and leaves nothing behind', async () => {
    const before = await rig.count('deployments');
    const start = (planId: string, hash = MADE.hash, now = at(3)) =>
      rig.history.deployments.requestDeployment(
        { kind: 'apply', plan: { id: planId, hash }, options: {}, instances: [], requestedBy: 'mia' },
        now,
      );
    await expect(start(await anOpenPlan(rig.history))).rejects.toMatchObject({ code: 'plan.not-decidable' });
    const approved = await anApprovedPlan(rig.history);
    await expect(start(approved, 'f'.repeat(64))).rejects.toMatchObject({ code: 'plan.other-hash' });
    await expect(start(approved, MADE.hash, at(86_400))).rejects.toMatchObject({
      code: 'plan.not-decidable',
    });
    await expect(start(randomUUID())).rejects.toMatchObject({ code: 'resource.not-found' });
    expect(await rig.count('deployments')).toBe(before);
    expect(await race(start(approved), start(approved), start(approved))).toEqual({
      won: 1,
      lost: ['plan.not-decidable', 'plan.not-decidable'],
    });
    expect(await rig.count('deployments')).toBe(before + 1);
  });

  it('ends once: its jobs are settled, its plan is done, and it is woken no more', async () => {
    const { id, planId } = await aDeployment(rig.history);
    const { deployments } = rig.history;
    await deployments.moveDeploymentState(id, { from: 'waiting', to: 'running', wake: true }, at(4));
    expect(await openJobs(rig.history)).toEqual(expect.arrayContaining([jobOf(id, 0), jobOf(id, 1)]));
    const end = { from: 'running', to: 'succeeded', reason: 'All passed.' } as const;
    expect(
      await race(
        deployments.moveDeploymentState(id, end, at(9)),
        deployments.moveDeploymentState(id, end, at(9)),
      ),
    ).toEqual({
      won: 1,
      lost: ['deployment.not-steerable'],
    });
    expect((await openJobs(rig.history)).filter((job) => job.includes(id))).toEqual([]);
    expect(await rig.history.plans.getPlan(planId)).toMatchObject({ state: 'done' });
    expect(await rig.history.deploymentReads.getDeployment(id)).toMatchObject({
      state: 'succeeded',
      reason: 'All passed.',
      finishedAt: at(9).toISOString(),
    });
    await deployments.wakeDeployment(id, at(10));
    expect((await openJobs(rig.history)).filter((job) => job.includes(id))).toEqual([]);
    expect(
      await deployments.advanceDeployment(id, 1, () => Promise.reject(new Error('it is over')), at(11)),
    ).toBeUndefined();
    expect((await rig.history.deploymentReads.liveDeployments()).map((one) => one.id)).not.toContain(id);
  });

  it('says loudly what it is when it is moved from where it is not, and refuses steps the table does not know', async () => {
    const { id } = await aDeployment(rig.history);
    const { deployments } = rig.history;
    await expect(
      deployments.moveDeploymentState(id, { from: 'paused', to: 'running' }, at(4)),
    ).rejects.toMatchObject({
      code: 'deployment.not-steerable',
      message: expect.stringMatching(/is waiting; only one that is paused can become running/) as string,
    });
    await expect(
      deployments.moveDeploymentState(id, { from: 'waiting', to: 'succeeded' }, at(4)),
    ).rejects.toThrow(/succeeded may not follow waiting/);
    await expect(
      deployments.moveDeploymentState(randomUUID(), { from: 'waiting', to: 'running' }, at(4)),
    ).rejects.toMatchObject({ code: 'resource.not-found' });
  });

  it('may be moved with other rows in one transaction, all or nothing', async () => {
    const { id, instances } = await aDeployment(rig.history);
    const failing = rig.history.transaction(async (sql) => {
      await rig.history.deployments.moveDeploymentState(id, { from: 'waiting', to: 'running' }, at(4), sql);
      await rig.history.holds.placeHold({ instanceId: instances[0].id, reason: 'x', by: 'mia' }, at(4), sql);
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow(/changed my mind/);
    expect(await rig.history.deploymentReads.getDeployment(id)).toMatchObject({ state: 'waiting' });
    expect(await rig.history.holds.listActiveHolds(at(5), [instances[0].id])).toEqual([]);
  });
});

it('shows in the views of its instances what is being done to them', async () => {
  const { id, instances } = await aDeployment(rig.history);
  const view = async () => {
    const [one] = (await statusesOf(rig.history, { instance: instances[0].id }, at(9))).map((found) => [
      found.operation,
      found.drift,
    ]);
    return one;
  };
  const move = (from: InstanceChangeState, to: InstanceChangeState) =>
    rig.history.deploymentInstances.moveInstanceState(id, instances[0].id, { from, to }, at(4));
  expect(await view()).toEqual(['running', 'unknown']);
  await move('queued', 'applying');
  expect(await view()).toEqual(['running', 'rolling-out']);
  await move('applying', 'applied');
  await move('applied', 'judging');
  await move('judging', 'rolling-back');
  await move('rolling-back', 'rolled-back');
  expect(await view()).toEqual(['rolled-back', 'unknown']);
});

describe('advancing', () => {
  it('lets two wake-ups run one after the other, the second on what the first wrote', async () => {
    const { id, instances } = await aDeployment(rig.history);
    const { deployments, deploymentInstances } = rig.history;
    const began: string[] = [];
    const advance = (step: number) =>
      deployments.advanceDeployment(
        id,
        step,
        async (status, sql) => {
          const next = status.instances.find((one) => one.state === 'queued');
          if (next === undefined) return undefined;
          await deploymentInstances.moveInstanceState(
            id,
            next.instanceId,
            { from: 'queued', to: 'applying', fence: 1 },
            at(5),
            sql,
          );
          began.push(next.instanceId);
          return next.instanceId;
        },
        at(5),
      );
    await deployments.wakeDeployment(id, at(4));
    const answers = await Promise.all([advance(0), advance(1), advance(1)]);
    expect(answers.filter((answer) => answer !== undefined).sort()).toEqual(
      instances.map((one) => one.id).sort(),
    );
    expect(new Set(began).size).toBe(2);
    expect((await openJobs(rig.history)).filter((job) => job.includes(id))).toEqual([]);
  });

  it('writes nothing, not even the end of its job, when its decision fails', async () => {
    const { id, instances } = await aDeployment(rig.history);
    const failing = rig.history.deployments.advanceDeployment(
      id,
      0,
      async (_status, sql) => {
        await rig.history.deploymentInstances.moveInstanceState(
          id,
          instances[0].id,
          { from: 'queued', to: 'skipped' },
          at(4),
          sql,
        );
        throw new Error('away');
      },
      at(4),
    );
    await expect(failing).rejects.toThrow(/away/);
    expect(await openJobs(rig.history)).toContain(jobOf(id, 0));
    expect((await rig.history.deploymentReads.findDeploymentStatus(id))!.instances[0]!.state).toBe('queued');
  });
});

describe('an instance of a deployment', () => {
  it('is moved by one of two, with the wake-up in the same transaction', async () => {
    const { id, instances } = await aDeployment(rig.history);
    const move = () =>
      rig.history.deploymentInstances.moveInstanceState(
        id,
        instances[0].id,
        { from: 'queued', to: 'applying', fence: 3, wake: true },
        at(4),
      );
    expect(await race(move(), move(), move())).toEqual({
      won: 1,
      lost: ['resource.conflict', 'resource.conflict'],
    });
    expect(await stepOf(id)).toBe(1);
    expect((await rig.history.deploymentReads.findDeploymentStatus(id))!.instances[0]).toMatchObject({
      state: 'applying',
      fence: 3,
      changedAt: at(4),
    });
  });

  it('is not moved by a holder whose fence was overtaken', async () => {
    const { id, instances } = await aDeployment(rig.history);
    const { deploymentInstances } = rig.history;
    await deploymentInstances.moveInstanceState(
      id,
      instances[0].id,
      { from: 'queued', to: 'applying', fence: 7 },
      at(4),
    );
    const zombie = deploymentInstances.moveInstanceState(
      id,
      instances[0].id,
      { from: 'applying', to: 'applied', fence: 6 },
      at(5),
    );
    await expect(zombie).rejects.toMatchObject({ code: 'lease.lost' });
    await deploymentInstances.moveInstanceState(
      id,
      instances[0].id,
      {
        from: ['applying', 'applied'].slice(0, 1) as ['applying'],
        to: 'applied',
        fence: 7,
        verdict: 'pass',
        reason: 'ok',
      },
      at(6),
    );
    expect((await rig.history.deploymentReads.getDeployment(id))!.instances[0]).toMatchObject({
      state: 'applied',
      verdict: 'pass',
      reason: 'ok',
    });
  });

  it('that the deployment does not cover is not found', async () => {
    const { id } = await aDeployment(rig.history);
    const move = rig.history.deploymentInstances.moveInstanceState(
      id,
      randomUUID(),
      { from: 'queued', to: 'skipped' },
      at(4),
    );
    await expect(move).rejects.toMatchObject({ code: 'resource.not-found' });
  });
});

describe('a step', () => {
  it('is begun by one of many, and ends once', async () => {
    const { id, instances } = await aDeployment(rig.history);
    const { deploymentSteps } = rig.history;
    const key = { deploymentId: id, instanceId: instances[0].id, step: 'restart', attempt: 1 };
    const begun = await Promise.all([1, 2, 3, 4].map(() => deploymentSteps.beginStep(key, 5, at(4))));
    expect(begun.filter((one) => one.begun)).toHaveLength(1);
    expect(begun[0]!.step).toEqual({ ...key, fence: 5, state: 'begun', begunAt: at(4), workedAt: at(4) });
    await deploymentSteps.endStep(key, 'done', { seconds: 12 }, at(5));
    await expect(deploymentSteps.endStep(key, 'failed', undefined, at(6))).rejects.toMatchObject({
      code: 'resource.conflict',
    });
    expect(await deploymentSteps.beginStep(key, 6, at(7))).toMatchObject({
      begun: false,
      step: { state: 'done', detail: { seconds: 12 }, endedAt: at(5) },
    });
    expect((await deploymentSteps.beginStep({ ...key, attempt: 2 }, 6, at(8))).begun).toBe(true);
    expect(
      (await deploymentSteps.listSteps(id, instances[0].id)).map((step) => [step.attempt, step.state]),
    ).toEqual([
      [1, 'done'],
      [2, 'begun'],
    ]);
    expect(await deploymentSteps.listSteps(id, instances[1].id)).toEqual([]);
  });
});

describe('an order', () => {
  const given = (deploymentId: string, instanceId: string, host: string) => ({
    order: {
      orderId: randomUUID(),
      deploymentId,
      instanceId,
      host,
      fence: 4,
      expiresAt: at(600).toISOString(),
    },
    direction: 'forward' as const,
    text: '{"exact":"bytes"}',
    signature: 'c2lnbmF0dXJl',
  });

  it('is given out once per direction, with its job, to the agent of its host only', async () => {
    const { id, instances } = await aDeployment(rig.history);
    const [one] = instances;
    const { orders } = rig.history;
    const issued = await Promise.all(
      [1, 2, 3].map(() => orders.issueOrder(given(id, one.id, one.host), at(4))),
    );
    const orderId = issued[0]!.orderId;
    expect(new Set(issued.map((order) => order.orderId))).toEqual(new Set([orderId]));
    expect((await openJobs(rig.history)).filter((job) => job.startsWith('agent.apply-order'))).toEqual([
      `agent.apply-order-${orderId}`,
    ]);
    expect(await orders.getOrderForAgent(orderId, one.host)).toEqual({
      text: '{"exact":"bytes"}',
      signature: 'c2lnbmF0dXJl',
    });
    expect(await orders.getOrderForAgent(orderId, 'ovh')).toBeUndefined();
    const back = await orders.issueOrder({ ...given(id, one.id, one.host), direction: 'back' }, at(5));
    expect(back.orderId).not.toBe(orderId);
    expect((await orders.listOrders(id)).map((order) => order.direction)).toEqual(['forward', 'back']);
  });

  it('is answered once: settled, remembered, and the deployment woken', async () => {
    const { id, instances } = await aDeployment(rig.history);
    const [one] = instances;
    const { orders } = rig.history;
    const { orderId } = await orders.issueOrder(given(id, one.id, one.host), at(4));
    const outcome = { orderId, instanceId: one.id, fence: 4, state: 'applied' as const };
    await expect(orders.recordOrderOutcome(outcome, 'ovh', at(5))).rejects.toMatchObject({
      code: 'resource.not-found',
    });
    await expect(orders.recordOrderOutcome({ ...outcome, fence: 3 }, one.host, at(5))).rejects.toMatchObject({
      code: 'request.invalid',
    });
    const answers = await Promise.all([
      orders.recordOrderOutcome(outcome, one.host, at(5)),
      orders.recordOrderOutcome(outcome, one.host, at(5)),
    ]);
    expect(answers.filter((answer) => answer.recorded)).toHaveLength(1);
    expect(await orders.recordOrderOutcome({ ...outcome, state: 'stuck' }, one.host, at(6))).toMatchObject({
      recorded: false,
      order: { outcome: { state: 'applied' } },
    });
    expect(await stepOf(id)).toBe(1);
    expect((await openJobs(rig.history)).filter((job) => job.includes(orderId))).toEqual([]);
    expect(await orders.getOrder(orderId)).toMatchObject({ fence: 4, outcome, outcomeAt: at(5) });
  });
});

describe('what was written later', () => {
  it('is told by the fence of each instance, whatever the clocks said', async () => {
    const [mine, other, elsewhere] = [
      await aDeployment(rig.history),
      await aDeployment(rig.history),
      await aDeployment(rig.history),
    ];
    const [one, two] = mine.instances;
    const order = (
      { id: instanceId, host }: { id: string; host: string },
      deploymentId: string,
      fence: number,
      direction: 'forward' | 'back',
      seconds: number,
    ) =>
      rig.history.orders.issueOrder(
        {
          order: {
            orderId: randomUUID(),
            deploymentId,
            instanceId,
            host,
            fence,
            expiresAt: at(600).toISOString(),
          },
          direction,
          text: '{}',
          signature: 'c2lnbmF0dXJl',
        },
        at(seconds),
      );
    // Asked for and ordered when the clock was ahead, and before all others.
    await order(one, other.id, 3, 'forward', 900);
    await order(one, mine.id, 4, 'forward', 20);
    await order(one, elsewhere.id, 7, 'forward', 10);
    await order(one, other.id, 8, 'back', 30);
    // On the second instance the other came after both.
    await order(two, elsewhere.id, 1, 'forward', 40);
    await order(two, mine.id, 2, 'forward', 50);
    await order(two, other.id, 3, 'forward', 60);
    const after = async (id: string, instanceId: string): Promise<string[] | undefined> =>
      (await rig.history.deploymentReads.writtenAfter(id)).get(instanceId)?.map((later) => later.id);
    expect(await after(mine.id, one.id)).toEqual([elsewhere.id]);
    expect(await after(other.id, one.id)).toEqual([mine.id, elsewhere.id]);
    expect(await after(elsewhere.id, one.id)).toBeUndefined();
    expect(await after(mine.id, two.id)).toEqual([other.id]);
    expect(await after(elsewhere.id, two.id)).toEqual([mine.id, other.id]);
    expect(await after(other.id, two.id)).toBeUndefined();
  });
});

describe('a restart that was done for another deployment', () => {
  it('counts for what was asked for before it, and for nothing else, whatever the clocks said', async () => {
    const { id: other, instances } = await aDeployment(rig.history);
    const [{ id: instanceId, host }] = instances;
    const { deploymentSteps, sharedRestarts } = rig.history;
    const restart = async (attempt: number, seconds: number, end: 'done' | 'failed') => {
      const key = { deploymentId: other, instanceId, attempt };
      await deploymentSteps.beginStep({ ...key, step: 'ask-restart' }, 5, at(seconds));
      await deploymentSteps.beginStep({ ...key, step: 'restart' }, 5, at(seconds));
      await deploymentSteps.endStep({ ...key, step: 'restart' }, end, undefined, at(seconds));
    };
    await restart(1, 4_000, 'done');
    const mine = await rig.history.deployments.requestDeployment(
      {
        kind: 'restart',
        options: { perHost: 1 },
        instances: [{ instanceId, host, wave: 1 }],
        requestedBy: 'mia',
      },
      at(3_000),
    );
    expect((await sharedRestarts.findRestartsSince(mine, [instanceId])).size).toBe(0);
    await restart(2, 10, 'failed');
    expect((await sharedRestarts.findRestartsSince(mine, [instanceId])).size).toBe(0);
    await restart(3, 20, 'done');
    expect(await sharedRestarts.findRestartsSince(mine, [instanceId, instances[1].id])).toEqual(
      new Map([[instanceId, { deploymentId: other, attempt: 3 }]]),
    );
    expect((await sharedRestarts.findRestartsSince(other, [instanceId])).size).toBe(0);
  });
});

describe('an inspection', () => {
  it('keeps its first answer and wakes the deployment that asked', async () => {
    const { id, instances } = await aDeployment(rig.history);
    const [one] = instances;
    const { inspections } = rig.history;
    const inspectionId = await inspections.requestInspection(
      {
        instanceId: one.id,
        folder: one.folder,
        host: one.host,
        files: [{ path: 'plugins/CMI/config.yml', sha256: 'a'.repeat(64) }],
        plugins: ['CMI'],
        since: at(4).toISOString(),
      },
      { deploymentId: id, purpose: 'verdict', fence: 4, giveUpSeconds: 60 },
      at(5),
    );
    expect(await openJobs(rig.history)).toContain(`agent.inspect-instance-${inspectionId}`);
    const report = {
      inspectionId,
      instanceId: one.id,
      files: [{ path: 'plugins/CMI/config.yml', sha256: 'b'.repeat(64) }],
      log: 'fresh' as const,
      enabled: ['CMI'],
      errors: [],
    };
    await expect(inspections.recordInspectionReport(report, 'ovh', at(6))).rejects.toMatchObject({
      code: 'resource.not-found',
    });
    expect(await inspections.recordInspectionReport(report, one.host, at(6))).toBe(true);
    expect(await inspections.recordInspectionReport({ ...report, enabled: [] }, one.host, at(7))).toBe(false);
    const [recorded] = await inspections.listInspections(id, one.id);
    expect(recorded).toMatchObject({
      purpose: 'verdict',
      fence: 4,
      report: { enabled: ['CMI'], log: 'fresh' },
      reportedAt: at(6),
    });
    expect((await openJobs(rig.history)).filter((job) => job.includes(inspectionId))).toEqual([]);
    expect(await stepOf(id)).toBe(1);
  });

  it('that the caller waits for itself is answered while the deployment is held', async () => {
    const { id, instances } = await aDeployment(rig.history);
    const [{ id: instanceId, folder, host }] = instances;
    const { inspections } = rig.history;
    const inspectionId = await inspections.requestInspection(
      { instanceId, folder, host, files: [], plugins: [] },
      { deploymentId: id, purpose: 'verdict', fence: 4 },
      at(5),
    );
    await rig.sql.beginTransaction();
    await rig.sql.query('SELECT * FROM deployments WHERE id = ? FOR UPDATE', [id]);
    const report = { inspectionId, instanceId, files: [], log: 'absent' as const, enabled: [], errors: [] };
    expect(await inspections.recordInspectionReport(report, host, at(6))).toBe(true);
    await rig.sql.rollback();
    expect(await stepOf(id)).toBe(0);
  });

  it('without a deployment can be withdrawn, and then no answer is wanted any more', async () => {
    const { instances } = await aDeployment(rig.history);
    const [one] = instances;
    const { inspections } = rig.history;
    const question = { instanceId: one.id, folder: one.folder, host: one.host, files: [], plugins: [] };
    const report = (inspectionId: string) => ({
      inspectionId,
      instanceId: one.id,
      files: [],
      log: 'absent' as const,
      enabled: [],
      errors: [],
    });
    const answered = await inspections.requestInspection(question, undefined, at(5));
    const silent = await inspections.requestInspection(question, undefined, at(5));
    await inspections.recordInspectionReport(report(answered), one.host, at(6));
    for (const id of [answered, silent]) await inspections.withdrawInspection(id, at(7));
    expect(await inspections.findInspection(answered)).toMatchObject({ reportedAt: at(6) });
    expect(await inspections.findInspection(silent)).toBeUndefined();
    await expect(inspections.recordInspectionReport(report(silent), one.host, at(8))).rejects.toMatchObject({
      code: 'resource.not-found',
    });
    expect((await openJobs(rig.history)).filter((job) => job.includes(silent))).toEqual([]);
  });
});
