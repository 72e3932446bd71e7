import { expect, it } from 'vitest';
import { HostClock } from '../hub/host-clock.js';
import { logBegin } from './log-begin.js';

const NOON = Date.parse('2026-11-21T12:00:00.000Z');
const iso = (seconds: number): string => new Date(NOON + seconds * 1_000).toISOString();

/** A host that is `off` seconds ahead of the hub, whose time of day was `off` all the time. */
const hostAhead = (off: number): HostClock =>
  new HostClock({ wall: () => NOON + off * 1_000, steady: () => 0 });

it('is nothing when no log is wanted', () => {
  expect(logBegin({}, hostAhead(0))).toBeUndefined();
});

it.each([0, 300, -300, 3_600, -3_600])('is a time of day of this host, %i s ahead of the hub', (off) => {
  const asked = { since: iso(-40), sinceSeconds: 40, askedAt: iso(0) };
  expect(logBegin(asked, hostAhead(off), off)).toEqual(new Date(NOON + (off - 40) * 1_000));
});

it('takes in how long the question was on its way, as long as somebody may still want it', () => {
  const asked = (seconds: number) => ({ since: iso(-40), sinceSeconds: 40, askedAt: iso(-seconds) });
  expect(logBegin(asked(5), hostAhead(300), 300)).toEqual(new Date(NOON + 255_000));
  expect(logBegin(asked(3_600), hostAhead(0), 0)).toEqual(new Date(NOON - 60_000));
});

it('does not need the skew but for that, so that a step of the hub tells nothing wrong', () => {
  const afterStep = { since: iso(-40), sinceSeconds: 40, askedAt: iso(3_600) };
  expect(logBegin(afterStep, hostAhead(0), 0)).toEqual(new Date(NOON - 40_000));
});

it('corrects a moment by the skew where nobody says how long ago it was', () => {
  expect(logBegin({ since: iso(-40) }, hostAhead(300), 300)).toEqual(new Date(NOON + 260_000));
});
