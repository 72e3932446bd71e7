import { describe, expect, it } from 'vitest';
import { ServerClock } from './server-clock.js';

const NOON = Date.UTC(2026, 10, 30, 12);
const MINUTE = 60_000;
const dateHeader = (ms: number): string => new Date(ms).toUTCString();

describe('ServerClock', () => {
  it('is the clock of this host until the server tells another time', () => {
    const clock = new ServerClock(() => NOON);
    expect(clock.now()).toEqual(new Date(NOON));
    expect(clock.adjustTo(dateHeader(NOON + MINUTE), clock.now())).toBe(false);
    expect(clock.now()).toEqual(new Date(NOON));
  });

  it.each([-60, -2, 2, 60])('follows a server that is %i minutes ahead', (minutes) => {
    const clock = new ServerClock(() => NOON);
    const server = NOON + minutes * MINUTE;
    expect(clock.adjustTo(dateHeader(server), clock.now())).toBe(true);
    expect(clock.now()).toEqual(new Date(server));
    expect(clock.adjustTo(dateHeader(server + 1_000), clock.now())).toBe(false);
  });

  it('follows when the clock of this host is set, and when it is set back', () => {
    let machine = NOON;
    const clock = new ServerClock(() => machine);
    clock.adjustTo(dateHeader(NOON), clock.now());
    machine = NOON + 60 * MINUTE;
    expect(clock.adjustTo(dateHeader(NOON), clock.now())).toBe(true);
    expect(clock.ahead).toBe(-60 * MINUTE);
    machine = NOON;
    expect(clock.adjustTo(dateHeader(NOON), clock.now())).toBe(true);
    expect(clock.ahead).toBe(0);
  });

  it('does not blame the time for what was refused while another request had corrected it', () => {
    const clock = new ServerClock(() => NOON);
    const old = clock.now();
    clock.adjustTo(dateHeader(NOON + 60 * MINUTE), clock.now());
    expect(clock.adjustTo(dateHeader(NOON + 60 * MINUTE), old)).toBe(true);
    expect(clock.adjustTo(dateHeader(NOON + 60 * MINUTE), clock.now())).toBe(false);
  });

  it.each([undefined, null, '', 'yesterday'])('learns nothing from a date of %j', (date) => {
    const clock = new ServerClock(() => NOON);
    clock.adjustTo(dateHeader(NOON + 60 * MINUTE), clock.now());
    expect(clock.adjustTo(date, new Date(0))).toBe(false);
    expect(clock.ahead).toBe(60 * MINUTE);
  });
});
