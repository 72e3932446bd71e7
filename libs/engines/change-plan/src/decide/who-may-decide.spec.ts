import { PLAN_STATES } from '@archivesmp/contracts/deployment-states';
import { ROLES } from '@archivesmp/contracts/vocabulary';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DECIDING_ROLES,
  whyNotDecide,
  whyNotStart,
  type PlanStatus,
  type PlanDecider,
} from './who-may-decide.js';

const NOW = new Date('2026-11-21T07:00:00.000Z');
const plan: PlanStatus = {
  id: 'p1',
  state: 'open',
  expiresAt: new Date(NOW.getTime() + 1),
  madeBy: 'mia (token laptop)',
  madeByPerson: 'id-mia',
  selfApproval: false,
  decidedBy: [],
  approvals: 0,
  needs: 1,
};
const ben: PlanDecider = { name: 'ben', role: 'operator', person: 'id-ben' };
const mia: PlanDecider = { name: 'mia', role: 'admin', person: 'id-mia' };

describe('whyNotDecide', () => {
  it('lets another person approve and reject, and the author reject', () => {
    expect(whyNotDecide('approve', plan, ben, NOW)).toBeUndefined();
    expect(whyNotDecide('reject', plan, ben, NOW)).toBeUndefined();
    expect(whyNotDecide('reject', plan, mia, NOW)).toBeUndefined();
  });

  it('says to the author under which name the plan is theirs', () => {
    expect(whyNotDecide('approve', plan, mia, NOW)).toEqual({
      code: 'plan.self-approval',
      why: 'You made this plan, as mia (token laptop), so another person has to approve it.',
    });
    expect(whyNotDecide('approve', { ...plan, madeBy: 'mia' }, mia, NOW)?.why).toBe(
      'You made this plan, so another person has to approve it.',
    );
    const { madeByPerson, ...old } = { ...plan, madeBy: 'mia' };
    expect(madeByPerson).toBe('id-mia');
    expect(whyNotDecide('approve', old, mia, NOW)?.code).toBe('plan.self-approval');
    expect(whyNotDecide('approve', { ...plan, selfApproval: true }, mia, NOW)).toBeUndefined();
  });

  it.each(['approve', 'reject'] as const)('lets no person %s twice', (verdict) =>
    expect(whyNotDecide(verdict, { ...plan, decidedBy: ['id-ben'] }, ben, NOW)).toEqual({
      code: 'resource.conflict',
      why: 'You have decided about this plan already; it needs another person, too.',
    }),
  );

  it('asks for a person and a role', () => {
    expect(whyNotDecide('approve', plan, { name: 'token:ci', role: 'admin' }, NOW)).toEqual({
      code: 'plan.no-person',
      why: 'token:ci belongs to no person, and four eyes are those of people.',
    });
    expect(whyNotDecide('approve', plan, { ...ben, role: 'viewer' }, NOW)).toEqual({
      code: 'auth.forbidden',
      why: 'Deciding and starting need the role operator; yours is viewer.',
    });
    expect(whyNotDecide('reject', plan, { name: 'x', person: 'id-x' }, NOW)?.why).toMatch(/yours is none\.$/);
  });

  it('is about an open plan that has not expired', () => {
    expect(whyNotDecide('approve', { ...plan, expiresAt: NOW }, ben, NOW)).toEqual({
      code: 'plan.not-decidable',
      why: 'Plan p1 expired at 2026-11-21T07:00:00.000Z; make a new one.',
    });
    for (const state of PLAN_STATES.filter((one) => one !== 'open'))
      expect(whyNotDecide('reject', { ...plan, state }, ben, NOW)).toEqual({
        code: 'plan.not-decidable',
        why: `Plan p1 is ${state}; only an open one is decided.`,
      });
  });

  it('never lets through an author, a second word, a program or a role below', () => {
    const someone = fc.record({
      name: fc.constantFrom('mia', 'ben', 'mia (token laptop)'),
      role: fc.option(fc.constantFrom(...ROLES), { nil: undefined }),
      person: fc.option(fc.constantFrom('id-mia', 'id-ben'), { nil: undefined }),
    });
    const decidedBy = fc.subarray(['id-mia', 'id-ben']);
    fc.assert(
      fc.property(someone, decidedBy, fc.constantFrom(...PLAN_STATES), (one, before, state) => {
        const decider: PlanDecider = {
          name: one.name,
          ...(one.role !== undefined && { role: one.role }),
          ...(one.person !== undefined && { person: one.person }),
        };
        const why = whyNotDecide('approve', { ...plan, state, decidedBy: before }, decider, NOW);
        const may =
          state === 'open' &&
          one.person === 'id-ben' &&
          one.name !== plan.madeBy &&
          !before.includes('id-ben') &&
          (one.role === 'operator' || one.role === 'admin');
        expect(why === undefined).toBe(may);
      }),
    );
  });
});

describe('whyNotStart', () => {
  const approved: PlanStatus = { ...plan, state: 'approved', approvals: 1 };

  it('lets every person with the role start what is approved, its author too', () => {
    for (const role of DECIDING_ROLES) expect(whyNotStart(approved, { role }, NOW)).toBeUndefined();
    expect(whyNotStart(approved, { role: 'viewer' }, NOW)?.code).toBe('auth.forbidden');
    expect(whyNotStart(approved, {}, NOW)?.code).toBe('auth.forbidden');
  });

  it.each([
    [{ approvals: 0, needs: 1 }, '0 of 1 approval'],
    [{ approvals: 1, needs: 2 }, '1 of 2 approvals'],
  ])('says how many approvals are missing: %j', (status, words) =>
    expect(whyNotStart({ ...plan, ...status }, ben, NOW)).toEqual({
      code: 'plan.not-decidable',
      why: `Plan p1 is not approved yet: it has ${words}. It can be started, and changes something, only after it is approved.`,
    }),
  );

  it('says it when a person who approved may not approve any more', () =>
    expect(whyNotStart({ ...approved, approvals: 0 }, ben, NOW)?.why).toMatch(
      /^A person who approved plan p1 .* it has 0 of 1 approval;/,
    ));

  it('says what else it is', () => {
    for (const state of ['open', 'approved'] as const)
      expect(whyNotStart({ ...plan, state, expiresAt: NOW }, ben, NOW)?.why).toMatch(/^Plan p1 expired/);
    expect(whyNotStart({ ...plan, state: 'done' }, ben, NOW)?.why).toBe(
      'Plan p1 is done; only an approved one is started.',
    );
  });
});
