import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  aDeployment,
  anApprovedPlan,
  anOpenPlan,
  anOrder,
  aChangeRequest,
  MADE,
  openJobs,
  personId,
  race,
} from './deployment-rig.js';
import { at, historyRig, type HistoryRig } from './history-rig.js';

let rig: HistoryRig;
beforeAll(async () => {
  rig = await historyRig();
});
afterAll(async () => {
  await rig[Symbol.asyncDispose]();
});

const approve = (by: string, hash = MADE.hash) => ({
  by,
  userId: personId(by),
  role: 'operator' as const,
  verdict: 'approve' as const,
  hash,
});
const stateOf = async (id: string) => (await rig.history.plans.getPlan(id))?.state;

describe('a plan', () => {
  it('is asked for together with the job that makes it, and settles it when it is made', async () => {
    const { plans } = rig.history;
    const id = await plans.recordChangeRequest(aChangeRequest({ request: { findings: ['f'] } }), at(0));
    expect(await stateOf(id)).toBe('making');
    expect(await openJobs(rig.history)).toEqual([`deployment.make-plan-${id}`]);
    expect(await plans.changeRequestOf(id)).toEqual({ request: { findings: ['f'] }, requestedBy: 'mia' });
    expect(await plans.recordPlan(id, MADE, at(1))).toBe('open');
    expect(await openJobs(rig.history)).toEqual([]);
    expect(await plans.changeRequestOf(id)).toBeUndefined();
    expect(await plans.getPlan(id)).toMatchObject({
      title: 'Respawn like everywhere else',
      hash: MADE.hash,
      needs: 1,
      approvals: [],
      instances: 2,
      files: 3,
      restarts: 2,
      createdBy: 'mia',
      expiresAt: at(86_400),
    });
    expect(await plans.readPlan(id)).toEqual({ text: MADE.text, hash: MADE.hash, askedAt: at(0) });
  });

  it('that restores what is composed first is made when that is there', async () => {
    const { plans } = rig.history;
    const id = await plans.recordChangeRequest(aChangeRequest({ isComposed: true }), at(0));
    expect(await openJobs(rig.history)).toEqual([`backup.compose-restore-point-${id}`]);
    expect((await plans.changeRequestOf(id))?.backupId).toBeUndefined();
    const [first, second] = [randomUUID(), randomUUID()];
    await plans.recordRestorePoint(id, first, at(1));
    await plans.recordRestorePoint(id, second, at(2));
    expect(await openJobs(rig.history)).toEqual([`deployment.make-plan-${id}`]);
    expect((await plans.changeRequestOf(id))?.backupId).toBe(first);
    await plans.recordPlan(id, MADE, at(3));
    await plans.recordRestorePoint(id, second, at(4));
    expect(await openJobs(rig.history)).toEqual([]);
  });

  it('is made once, and only under the hash of its text', async () => {
    const { plans } = rig.history;
    const id = await plans.recordChangeRequest(aChangeRequest(), at(0));
    await expect(plans.recordPlan(id, { ...MADE, hash: 'f'.repeat(64) }, at(1))).rejects.toThrow(/hash/);
    const outcome = await race(plans.recordPlan(id, MADE, at(1)), plans.recordPlan(id, MADE, at(1)));
    expect(outcome).toEqual({ won: 1, lost: ['plan.not-decidable'] });
  });

  it('is empty when nothing would change, and failed when it cannot be made', async () => {
    const { plans } = rig.history;
    const empty = await plans.recordChangeRequest(aChangeRequest(), at(0));
    expect(await plans.recordPlan(empty, { ...MADE, instances: 0, files: 0, restarts: 0 }, at(1))).toBe(
      'empty',
    );
    const failed = await plans.recordChangeRequest(aChangeRequest(), at(0));
    await plans.failPlan(failed, 'The baseline cannot be read.', at(1));
    expect(await plans.getPlan(failed)).toMatchObject({
      state: 'failed',
      reason: 'The baseline cannot be read.',
    });
    expect(await openJobs(rig.history)).toEqual([]);
  });

  it('that was changed in the database is refused when it is read', async () => {
    const id = await anOpenPlan(rig.history);
    await rig.sql.query('UPDATE plans SET text = ? WHERE id = ?', ['{"waves":["evil"]}', id]);
    await expect(rig.history.plans.readPlan(id)).rejects.toMatchObject({ code: 'plan.other-hash' });
  });

  it('expires and goes stale while it is not running, and never after', async () => {
    const { plans, planApprovals } = rig.history;
    await plans.expireOverdue(at(90_000));
    const [open, approved] = [
      await anOpenPlan(rig.history, { expiresAt: at(100) }),
      await anApprovedPlan(rig.history, { expiresAt: at(100) }),
    ];
    const late = planApprovals.recordPlanDecision(open, approve('zoe'), at(100));
    await expect(late).rejects.toMatchObject({ code: 'plan.not-decidable' });
    expect(await plans.expireOverdue(at(99))).toBe(0);
    expect(await plans.expireOverdue(at(100))).toBe(2);
    expect([await stateOf(open), await stateOf(approved)]).toEqual(['expired', 'expired']);
    const moved = await anApprovedPlan(rig.history);
    await plans.markStale(moved, 'plugins/CMI/config.yml moved', at(5));
    expect(await stateOf(moved)).toBe('stale');
    await expect(plans.markStale(moved, 'again', at(6))).rejects.toMatchObject({
      code: 'plan.not-decidable',
    });
  });

  it('is listed newest first, page by page', async () => {
    const { plans } = rig.history;
    const all: string[] = [];
    let after: string | undefined;
    do {
      const page = await plans.listPlans({ limit: 2, ...(after !== undefined && { after }) });
      all.push(...page.plans.map((plan) => plan.id));
      after = page.next;
    } while (after !== undefined);
    expect(all).toHaveLength(await rig.count('plans'));
    expect(new Set(all).size).toBe(all.length);
    const { plans: expired } = await plans.listPlans({ limit: 50, states: ['expired'] });
    expect(expired.every((plan) => plan.state === 'expired')).toBe(true);
  });
});

describe('what became of a plan that was run', () => {
  /** By the plan alone and in the list: both must say the same. */
  const outcomeOf = async (planId: string) => {
    const { plans } = await rig.history.plans.listPlans({ limit: 200 });
    const listed = plans.find((plan) => plan.id === planId);
    expect((await rig.history.plans.getPlan(planId))?.outcome).toBe(listed?.outcome);
    return listed?.outcome;
  };
  const end = async (id: string, how: 'succeeded' | 'failed' | 'stopped' | 'cancelled') => {
    const { deployments } = rig.history;
    if (how === 'cancelled') return deployments.moveDeploymentState(id, { from: 'waiting', to: how }, at(5));
    await deployments.moveDeploymentState(id, { from: 'waiting', to: 'running' }, at(4));
    if (how === 'stopped')
      await deployments.moveDeploymentState(id, { from: 'running', to: 'stopping' }, at(5));
    return deployments.moveDeploymentState(
      id,
      { from: how === 'stopped' ? 'stopping' : 'running', to: how },
      at(6),
    );
  };

  it.each(['succeeded', 'failed', 'stopped', 'cancelled'] as const)('is said: %s', async (how) => {
    const { id, planId } = await aDeployment(rig.history);
    expect(await outcomeOf(planId)).toBeUndefined();
    await end(id, how);
    expect(await outcomeOf(planId)).toBe(how);
    expect(await stateOf(planId)).toBe('done');
  });

  it('is that it was taken back, once a rollback has succeeded and not before', async () => {
    const { id, planId, instances } = await aDeployment(rig.history);
    const { planId: another } = await aDeployment(rig.history);
    await end(id, 'succeeded');
    const rollback = (undoes: string) =>
      rig.history.deployments.requestDeployment(
        {
          kind: 'rollback',
          undoes,
          options: {},
          instances: instances.map((one) => ({ instanceId: one.id, host: one.host, wave: 0 })),
          requestedBy: 'mia',
        },
        at(7),
      );
    const view = async (of: string) => (await rig.history.deploymentReads.getDeployment(of))!;
    const pass = async (run: string): Promise<void> => {
      for (const { id: instanceId, host } of instances) {
        await anOrder(rig.history, run, { instanceId, host });
        await rig.history.deploymentInstances.moveInstanceState(
          run,
          instanceId,
          { from: 'queued', to: 'judging' },
          at(8),
        );
        await rig.history.deploymentInstances.moveInstanceState(
          run,
          instanceId,
          { from: 'judging', to: 'passed' },
          at(9),
        );
      }
      await end(run, 'succeeded');
    };
    await end(await rollback(id), 'failed');
    expect(await outcomeOf(planId)).toBe('succeeded');
    const second = await rollback(id);
    expect(await outcomeOf(planId)).toBe('succeeded');
    expect((await view(id)).takenBack).toEqual({ deploymentId: second, isDone: false });
    await pass(second);
    expect(await outcomeOf(planId)).toBe('taken_back');
    expect(await outcomeOf(another)).toBeUndefined();
    expect(await view(id)).toMatchObject({
      takenBack: { deploymentId: second, isDone: true },
      canBeTakenBack: false,
    });
    expect(await view(second)).toMatchObject({ undoes: id, undoesKind: 'apply', canBeTakenBack: true });
    // What gives the change again: the first deployment stands.
    const third = await rollback(second);
    await pass(third);
    expect(await outcomeOf(planId)).toBe('succeeded');
    expect((await view(id)).takenBack).toBeUndefined();
    expect((await view(second)).takenBack).toEqual({ deploymentId: third, isDone: true });
    expect(await view(third)).toMatchObject({ undoesKind: 'rollback' });
    await pass(await rollback(third));
    expect(await outcomeOf(planId)).toBe('taken_back');
  });

  it('is that it was taken back, also when servers are unwell with the files that were put back', async () => {
    const { id, planId, instances } = await aDeployment(rig.history);
    const locations = instances.map((one) => ({ instanceId: one.id, host: one.host, wave: 0 }));
    await end(id, 'succeeded');
    const back = {
      kind: 'rollback',
      undoes: id,
      options: {},
      instances: locations,
      requestedBy: 'mia',
    } as const;
    const rollback = await rig.history.deployments.requestDeployment(back, at(7));
    const lines = rig.history.deploymentInstances;
    const [first, ...others] = locations.map(({ instanceId }) => instanceId);
    const unwell = async (instanceId: string): Promise<void> => {
      await lines.moveInstanceState(rollback, instanceId, { from: 'queued', to: 'judging' }, at(8));
      await lines.moveInstanceState(rollback, instanceId, { from: 'judging', to: 'unwell' }, at(9));
    };
    await unwell(first!);
    await end(rollback, 'failed');
    expect(await outcomeOf(planId)).toBe('succeeded');
    for (const instanceId of others) await unwell(instanceId);
    expect(await outcomeOf(planId)).toBe('taken_back');
  });
});

describe('approving', () => {
  it('takes as many people as the plan asks for, each once, never its author', async () => {
    const { planApprovals, plans } = rig.history;
    const id = await anOpenPlan(rig.history, { approvals: 2 });
    await expect(planApprovals.recordPlanDecision(id, approve('mia'), at(2))).rejects.toMatchObject({
      code: 'plan.self-approval',
      detail: 'You made this plan, so another person has to approve it.',
    });
    expect(await planApprovals.recordPlanDecision(id, { ...approve('ben'), comment: 'fine' }, at(2))).toEqual(
      {
        state: 'open',
        approvals: 1,
        needs: 2,
      },
    );
    await expect(planApprovals.recordPlanDecision(id, approve('ben'), at(3))).rejects.toMatchObject({
      code: 'resource.conflict',
    });
    expect(await planApprovals.recordPlanDecision(id, approve('zoe'), at(4))).toEqual({
      state: 'approved',
      approvals: 2,
      needs: 2,
    });
    expect((await plans.getPlan(id))?.approvals).toEqual([
      { by: 'ben', verdict: 'approve', comment: 'fine', at: at(2) },
      { by: 'zoe', verdict: 'approve', at: at(4) },
    ]);
    await expect(planApprovals.recordPlanDecision(id, approve('tom'), at(5))).rejects.toMatchObject({
      code: 'plan.not-decidable',
    });
  });

  it('is by people, whatever key they use', async () => {
    const { planApprovals } = rig.history;
    const id = await anOpenPlan(rig.history, { approvals: 2, requestedByUser: personId('mia') });
    const keyOf = (person: string) => ({ ...approve(`${person} (token laptop)`), userId: personId(person) });
    await expect(planApprovals.recordPlanDecision(id, keyOf('mia'), at(2))).rejects.toMatchObject({
      code: 'plan.self-approval',
      detail: 'You made this plan, as mia, so another person has to approve it.',
    });
    expect(await planApprovals.recordPlanDecision(id, keyOf('ben'), at(2))).toMatchObject({
      state: 'open',
      approvals: 1,
    });
    await expect(planApprovals.recordPlanDecision(id, approve('ben'), at(3))).rejects.toMatchObject({
      code: 'resource.conflict',
    });
  });

  it('lets the author approve where the rule allows it', async () => {
    const id = await anOpenPlan(rig.history, { selfApproval: true });
    expect(await rig.history.planApprovals.recordPlanDecision(id, approve('mia'), at(2))).toMatchObject({
      state: 'approved',
    });
  });

  it('is bound to the plan that was read', async () => {
    const id = await anOpenPlan(rig.history);
    const other = rig.history.planApprovals.recordPlanDecision(id, approve('ben', 'e'.repeat(64)), at(2));
    await expect(other).rejects.toMatchObject({ code: 'plan.other-hash' });
    const unknownPlan = rig.history.planApprovals.recordPlanDecision('nonsense', approve('ben'), at(2));
    await expect(unknownPlan).rejects.toMatchObject({ code: 'resource.not-found' });
  });

  it('is over with one rejection', async () => {
    const id = await anOpenPlan(rig.history, { approvals: 2 });
    await rig.history.planApprovals.recordPlanDecision(id, approve('ben'), at(2));
    const end = await rig.history.planApprovals.recordPlanDecision(
      id,
      { ...approve('zoe'), verdict: 'reject' },
      at(3),
    );
    expect(end.state).toBe('rejected');
    expect(await rig.history.plans.getPlan(id)).toMatchObject({
      state: 'rejected',
      reason: 'Rejected by zoe.',
    });
  });

  it('lapses for good with the power of its giver, and the plan waits for another person', async () => {
    const { history } = rig;
    const passwordHash = 'h';
    await history.users.createUser({ name: 'root', role: 'admin', passwordHash }, at(0));
    const ends = [
      (id: string) => history.users.disableUser(id, at(3)),
      async (id: string) => {
        await history.users.changeRole(id, 'viewer');
        await history.users.changeRole(id, 'operator');
      },
      (id: string) => history.users.changePassword(id, 'other', at(3), { giver: { needs: 'admin' } }),
    ];
    for (const [index, end] of ends.entries()) {
      const name = `eva${index}`;
      const { id: userId } = await history.users.createUser({ name, role: 'operator', passwordHash }, at(0));
      const [claimed, waiting] = [await anOpenPlan(history), await anOpenPlan(history, { approvals: 2 })];
      for (const id of [claimed, waiting])
        await history.planApprovals.recordPlanDecision(id, { ...approve(name), userId }, at(2));
      const run = (id: string) =>
        history.deployments.requestDeployment(
          {
            kind: 'apply',
            plan: { id, hash: MADE.hash },
            options: {},
            requestedBy: 'mia',
            instances: [],
          },
          at(4),
        );
      await end(userId);
      await expect(run(claimed)).rejects.toMatchObject({ code: 'plan.not-decidable' });
      expect(await history.plans.getPlan(claimed)).toMatchObject({
        state: 'open',
        given: 0,
        reason: expect.stringContaining(`the approval of ${name} has lapsed`) as string,
        approvals: [{ by: name, lapsed: true }],
      });
      const again = history.planApprovals.recordPlanDecision(claimed, { ...approve(name), userId }, at(4));
      await expect(again).rejects.toMatchObject({ code: 'resource.conflict' });
      expect(await history.planApprovals.recordPlanDecision(claimed, approve('zoe'), at(4))).toMatchObject({
        state: 'approved',
        approvals: 1,
      });
      const approved = await history.plans.getPlan(claimed);
      expect(approved).toMatchObject({ given: 1, approvals: [{ lapsed: true }, { by: 'zoe' }] });
      expect(approved).not.toHaveProperty('reason');
      await expect(run(claimed)).resolves.toEqual(expect.any(String));
      expect(await history.planApprovals.recordPlanDecision(waiting, approve('zoe'), at(5))).toMatchObject({
        state: 'open',
        approvals: 1,
      });
    }
  });

  it('stays where its person keeps what it needs: a higher role, a password of their own', async () => {
    const { history } = rig;
    const person = { name: 'kim', role: 'operator', passwordHash: 'h' } as const;
    const { id: userId } = await history.users.createUser(person, at(0));
    const id = await anOpenPlan(history);
    await history.planApprovals.recordPlanDecision(id, { ...approve('kim'), userId }, at(2));
    await history.users.changeRole(userId, 'admin');
    await history.users.changePassword(userId, 'own', at(3), { proven: 'h' });
    expect(await history.plans.getPlan(id)).toMatchObject({ state: 'approved', given: 1 });
  });

  it('is refused when the power was taken away at that moment', async () => {
    const { history } = rig;
    const { id: userId } = await history.users.createUser(
      { name: 'lou', role: 'operator', passwordHash: 'h' },
      at(0),
    );
    const id = await anOpenPlan(history);
    await history.users.changeRole(userId, 'viewer');
    const giver = { userId, needs: 'operator' } as const;
    const late = history.planApprovals.recordPlanDecision(id, { ...approve('lou'), userId, giver }, at(3));
    await expect(late).rejects.toMatchObject({ code: 'auth.forbidden' });
    expect(await history.plans.getPlan(id)).toMatchObject({ state: 'open', given: 0, approvals: [] });
  });

  it('counts two people at the same moment, and one person who clicks twice once', async () => {
    const { planApprovals } = rig.history;
    for (let round = 0; round < 5; round += 1) {
      const both = await anOpenPlan(rig.history, { approvals: 2 });
      const decisions = await Promise.all([
        planApprovals.recordPlanDecision(both, approve('ben'), at(2)),
        planApprovals.recordPlanDecision(both, approve('zoe'), at(2)),
      ]);
      expect(decisions.map((one) => one.state).sort()).toEqual(['approved', 'open']);
      const twice = await anOpenPlan(rig.history, { approvals: 2 });
      expect(
        await race(
          planApprovals.recordPlanDecision(twice, approve('ben'), at(2)),
          planApprovals.recordPlanDecision(twice, approve('ben'), at(2)),
        ),
      ).toEqual({ won: 1, lost: ['resource.conflict'] });
      expect(await stateOf(twice)).toBe('open');
    }
  });
});
