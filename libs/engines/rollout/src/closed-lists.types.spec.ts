import {
  DEPLOYMENT_STATES,
  INSTANCE_CHANGE_STATES,
  type InstanceChangeState,
} from '@archivesmp/contracts/deployment-states';
import { expect, it } from 'vitest';
import { AWAITED, type Awaited } from './awaited.js';
import type { Rollout } from './rollout.js';
import type { Effect, EffectKind } from './decide/effect.js';
import { nextSteps } from './next-steps.js';

type OneMore = 'one more';

it('a new state of an instance does not compile until it says what is waited for there', () => {
  const whole: Readonly<Record<InstanceChangeState, Awaited>> = AWAITED;
  // @ts-expect-error a new state is not in it
  const more: Readonly<Record<InstanceChangeState | OneMore, Awaited>> = whole;
  expect(Object.keys(more)).toEqual(INSTANCE_CHANGE_STATES);
});

it('every state of a deployment has its next steps: the switch over them ends in never', () => {
  const rollout = { kind: 'apply', perHost: 1, windowOpen: true, instances: [] } as const;
  for (const state of DEPLOYMENT_STATES) expect(nextSteps({ ...rollout, state })).toBeInstanceOf(Array);
  // @ts-expect-error a deployment is in none of its states
  const unknown: Rollout = { ...rollout, state: 'one more' };
  expect(nextSteps(unknown)).toBe('one more');
});

it('a new effect does not compile until it is carried out', () => {
  type Handlers = { readonly [Kind in EffectKind]: (effect: Extract<Effect, { kind: Kind }>) => string };
  const all = {} as Handlers;
  // @ts-expect-error it is not carried out
  const more: Readonly<Record<EffectKind | OneMore, unknown>> = all;
  expect(more).toBe(all);
});
