import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApplyError } from '@archivesmp/instance-files';
import { Secret } from '@archivesmp/service-kit';
import { describe, expect, it } from 'vitest';
import { expiry } from '../order/open-order.js';
import { clockSkew, describeSkew } from './clock-skew.js';
import { HubConnection } from './hub-connection.js';

const MINUTE = 60_000;
const NOON = Date.parse('2026-11-21T12:00:00.000Z');
const DATE = 'Sat, 21 Nov 2026 12:00:00 GMT';

describe('the clock of a host against that of the hub', () => {
  it.each([
    ['the same', 0, 0],
    ['five minutes ahead', 5 * MINUTE, 300],
    ['five minutes behind', -5 * MINUTE, -300],
    ['an hour ahead', 60 * MINUTE, 3_600],
    ['an hour behind', -60 * MINUTE, -3_600],
  ])('is measured when it is %s', (_, offMs, seconds) => {
    const here = NOON + 500 + offMs;
    expect(clockSkew(here - 40, here + 40, DATE)).toBe(seconds);
  });

  it('is not known without the date of an answer', () => {
    expect(clockSkew(NOON, NOON, undefined)).toBeUndefined();
    expect(clockSkew(NOON, NOON, 'tomorrow')).toBeUndefined();
  });

  it('is told when it is worth a word, with what to do', () => {
    expect(describeSkew(undefined)).toBeUndefined();
    expect(describeSkew(30)).toBeUndefined();
    expect(describeSkew(-300)).toMatch(/300 s behind the hub's; let NTP/);
  });

  it('is read from every answer to the probe', async () => {
    const hub = createServer((_, reply) => reply.writeHead(200, { date: DATE }).end('{}'));
    await once(hub.listen(0, '127.0.0.1'), 'listening');
    try {
      const address = `http://127.0.0.1:${(hub.address() as AddressInfo).port}`;
      const connection = new HubConnection(
        address,
        new Secret('token'),
        'ovh',
        {},
        () => NOON + 500 + 5 * MINUTE,
      );
      expect(connection.clockSkewSeconds).toBeUndefined();
      expect(await connection.probe()).toBe(true);
      expect(connection.clockSkewSeconds).toBe(300);
    } finally {
      hub.close();
    }
  });
});

describe('an order of ten minutes on a host whose clock is wrong', () => {
  const EXPIRES = new Date(NOON + 10 * MINUTE).toISOString();
  const open = (offMs: number): (() => void) => {
    const clock = { wall: () => NOON + offMs, steady: () => 0 };
    return expiry(EXPIRES, Math.round(offMs / 1_000), clock);
  };

  it.each([0, 5 * MINUTE, -5 * MINUTE, 60 * MINUTE, -60 * MINUTE])('is carried out at %i ms', (offMs) => {
    expect(open(offMs)).not.toThrow();
  });

  it.each([-60 * MINUTE, 60 * MINUTE])('lives as long as it should at %i ms', (offMs) => {
    let passed = 0;
    const clock = { wall: () => NOON + offMs, steady: () => passed };
    const stillWanted = expiry(EXPIRES, offMs / 1_000, clock);
    passed = 10 * MINUTE - 1;
    expect(stillWanted).not.toThrow();
    passed = 10 * MINUTE;
    expect(stillWanted).toThrow(/too old/);
  });

  it('is refused further ahead than anybody is believed, with the reason in words', () => {
    expect(open(180 * MINUTE)).toThrow(ApplyError);
    expect(open(180 * MINUTE)).toThrow(/the clock of this host is 10800 s ahead of the hub's/);
  });

  it('expires on the steady clock, wherever the wall clock is set meanwhile', () => {
    let passed = 0;
    const stillWanted = expiry(EXPIRES, 0, { wall: () => NOON - passed, steady: () => passed });
    passed = 9 * MINUTE;
    expect(stillWanted).not.toThrow();
    passed = 10 * MINUTE;
    expect(stillWanted).toThrow(/too old/);
  });
});
