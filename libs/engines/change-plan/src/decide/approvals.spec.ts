import { PLAN_STATES } from '@archivesmp/contracts/deployment-states';
import { expect, it } from 'vitest';
import {
  approvalsOfHash,
  doesCount,
  isOpenAgain,
  isShownAsLapsed,
  stateAfterDecision,
  stateOfMade,
  type RecordedDecision,
} from './approvals.js';

const HASH = 'a'.repeat(64);
const approval = (of: Partial<RecordedDecision> = {}): RecordedDecision => ({
  ...{ verdict: 'approve', hash: HASH, hasLapsed: false, person: { role: 'operator', isDisabled: false } },
  ...of,
});

it.each([
  ['an operator', approval(), true],
  ['an admin', approval({ person: { role: 'admin', isDisabled: false } }), true],
  ['a person who is a viewer by now', approval({ person: { role: 'viewer', isDisabled: false } }), false],
  ['a person who was removed', approval({ person: { role: 'admin', isDisabled: true } }), false],
  ['a person whose approval has lapsed', approval({ hasLapsed: true }), false],
  ['a person who rejected', approval({ verdict: 'reject' }), false],
])('the word of %s counts as an approval or not', (_who, decision, counts) => {
  expect(doesCount(decision)).toBe(counts);
});

it('of a time before people stood behind names, a name counts until its word lapses', () => {
  const { person: _, ...nameless } = approval();
  expect(doesCount(nameless)).toBe(true);
  expect(doesCount({ ...nameless, hasLapsed: true })).toBe(false);
});

it('counts approvals of the plan that was read, and of no other', () => {
  const decisions = [
    approval(),
    approval({ hash: 'b'.repeat(64) }),
    approval({ hasLapsed: true }),
    approval(),
  ];
  expect(approvalsOfHash(decisions, HASH)).toBe(2);
  expect(approvalsOfHash(decisions, undefined)).toBe(0);
  expect(approvalsOfHash([], HASH)).toBe(0);
});

it('shows an approval as lapsed that counts no more, but not for what was over before', () => {
  const removed = approval({ person: { role: 'admin', isDisabled: true } });
  for (const state of PLAN_STATES) {
    const mayStillRun = state === 'open' || state === 'approved';
    expect(isShownAsLapsed(removed, state), state).toBe(mayStillRun);
    expect(isShownAsLapsed(approval({ hasLapsed: true }), state), state).toBe(true);
    expect(isShownAsLapsed(approval(), state), state).toBe(false);
    expect(isShownAsLapsed({ ...removed, verdict: 'reject', hasLapsed: true }, state), state).toBe(false);
  }
});

it('one rejection ends a plan, the last approval that it needs approves it', () => {
  expect(stateAfterDecision('reject', { approvals: 5, needs: 2 })).toBe('rejected');
  expect(stateAfterDecision('approve', { approvals: 1, needs: 2 })).toBe('open');
  expect(stateAfterDecision('approve', { approvals: 2, needs: 2 })).toBe('approved');
  expect(stateAfterDecision('approve', { approvals: 3, needs: 2 })).toBe('approved');
});

it('only an approved plan is open again, and only when it has too few approvals', () => {
  for (const state of PLAN_STATES) {
    expect(isOpenAgain({ state, approvals: 1, needs: 2 }), state).toBe(state === 'approved');
    expect(isOpenAgain({ state, approvals: 2, needs: 2 }), state).toBe(false);
  }
});

it('a plan that changes nothing is empty, and says whether everything is right or nothing was possible', () => {
  expect(stateOfMade({ files: 1, restarts: 0, refusals: 3 })).toEqual({ state: 'open' });
  expect(stateOfMade({ files: 0, restarts: 1 })).toEqual({ state: 'open' });
  expect(stateOfMade({ files: 0, restarts: 0 })).toEqual({
    state: 'empty',
    reason: 'Everything is as it was requested already.',
  });
  expect(stateOfMade({ files: 0, restarts: 0, refusals: 1 })).toMatchObject({
    state: 'empty',
    reason: 'Nothing of what was requested can be planned; the plan names the reasons.',
  });
});
