import { describe, expect, it } from 'vitest';
import { AttemptLimit } from './attempt-limit.js';

function limited(mostKeys?: number) {
  let now = 0;
  const limit = new AttemptLimit({ failures: 3, withinSeconds: 60 }, () => now, mostKeys);
  return { limit, pass: (seconds: number) => (now += seconds * 1000) };
}

const fail = (limit: AttemptLimit, key: string, times: number) => {
  for (let attempt = 0; attempt < times; attempt++) limit.countAttempt(key);
};

describe('the limit of attempts', () => {
  it('lets a key try until it failed too often, and says how long to wait', () => {
    const { limit, pass } = limited();
    fail(limit, 'mia', 2);
    expect(limit.waitSeconds('mia')).toBe(0);
    pass(10);
    fail(limit, 'mia', 1);
    expect(limit.waitSeconds('mia')).toBe(50);
    expect(limit.waitSeconds('noah')).toBe(0);
    pass(49.5);
    expect(limit.waitSeconds('mia')).toBe(1);
    pass(0.5);
    expect(limit.waitSeconds('mia')).toBe(0);
  });

  it('begins anew after its time and after a success', () => {
    const { limit, pass } = limited();
    fail(limit, 'mia', 3);
    pass(60);
    fail(limit, 'mia', 2);
    expect(limit.waitSeconds('mia')).toBe(0);
    fail(limit, 'mia', 1);
    expect(limit.waitSeconds('mia')).toBe(60);
    limit.forgetAttempts('mia');
    expect(limit.waitSeconds('mia')).toBe(0);
  });

  it('forgets the oldest keys instead of growing', () => {
    const { limit } = limited(2);
    for (const key of ['a', 'b', 'c']) fail(limit, key, 3);
    expect(['a', 'b', 'c'].map((key) => limit.waitSeconds(key) > 0)).toEqual([false, true, true]);
  });
});
