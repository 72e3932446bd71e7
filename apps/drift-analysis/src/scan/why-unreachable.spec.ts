import { expect, it } from 'vitest';
import { whyUnreachable } from './why-unreachable.js';

const cutOff = 'the access of ovh was revoked; asmp host add ovh gives it another';
const why = (state?: 'alive' | 'stale' | 'silent', ended?: string, canSign = true) =>
  whyUnreachable('ovh', { agent: state && { state, ageSeconds: 170.4 }, cutOff: ended }, canSign);

it('says that the access of a host has ended before all else, however short ago its agent was heard', () => {
  for (const state of ['alive', 'stale', 'silent', undefined] as const)
    expect(why(state, cutOff)).toBe(`${cutOff}.`);
});

it('asks an agent that lives, and says of every other why not', () => {
  expect(why('alive')).toBeUndefined();
  expect(why('alive', undefined, false)).toMatch(/^deployment.order_key is missing/);
  expect(why('stale')).toBe('The agent of ovh has been silent for 170 s.');
  expect(why('silent')).toMatch(/^No agent of ovh is known/);
  expect(why()).toMatch(/^No agent of ovh is known/);
});
