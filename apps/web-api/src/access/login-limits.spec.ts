import { describe, expect, it } from 'vitest';
import { accountName, LoginLimits } from './login-limits.js';

const wrong = async (): Promise<boolean> => false;
const right = async (): Promise<boolean> => true;
const LIMITED = { code: 'auth.rate-limited' };

/** So many wrong guesses of different passwords. */
async function guess(limits: LoginLimits, times: number, name: string, address: string): Promise<void> {
  for (let n = 0; n < times; n += 1) await limits.attempt(name, `guess ${n} ${address}`, address, wrong);
}

describe('guessing passwords', () => {
  it('has five tries for an account at an address, and the right one is not tried then either', async () => {
    const limits = new LoginLimits();
    await guess(limits, 5, 'mia', 'a');
    await expect(limits.attempt('mia', 'right', 'a', right)).rejects.toMatchObject(LIMITED);
    expect(await limits.attempt('tom', 'right', 'a', right)).toBe(true);
    expect(await limits.attempt('mia', 'right', 'b', right)).toBe(true);
  });

  it.each(['mia ', ' mia', 'MIA', 'mia\t', 'Mia  '])('takes %j for the same account', async (name) => {
    const limits = new LoginLimits();
    await guess(limits, 5, name, 'a');
    await expect(limits.attempt('mia', 'right', 'a', right)).rejects.toMatchObject(LIMITED);
    expect(accountName(name)).toBe('mia');
  });

  it('has twenty tries for an account from anywhere, which do not keep its owner from a usual address', async () => {
    const limits = new LoginLimits();
    expect(await limits.attempt('mia', 'right', 'home', right)).toBe(true);
    for (const address of ['a', 'b', 'c', 'd']) await guess(limits, 5, 'mia', address);
    await expect(limits.attempt('mia', 'x', 'e', wrong)).rejects.toMatchObject(LIMITED);
    expect(await limits.attempt('mia', 'right', 'home', right)).toBe(true);
  });

  it('has thirty tries from an address, which do not keep others from it who logged in there before', async () => {
    const limits = new LoginLimits();
    expect(await limits.attempt('mia', 'right', 'office', right)).toBe(true);
    for (let n = 0; n < 6; n += 1) await guess(limits, 5, `name${n}`, 'office');
    await expect(limits.attempt('new', 'x', 'office', wrong)).rejects.toMatchObject(LIMITED);
    expect(await limits.attempt('mia', 'right', 'office', right)).toBe(true);
  });

  it('counts many requests with the same words at once as one, and checks them once', async () => {
    const limits = new LoginLimits();
    let checked = 0;
    const slow = async (): Promise<boolean> => {
      checked += 1;
      await new Promise((go) => setImmediate(go));
      return true;
    };
    const all = await Promise.all(
      Array.from({ length: 20 }, () => limits.attempt('mia', 'right', 'a', slow)),
    );
    expect([new Set(all), checked]).toEqual([new Set([true]), 1]);
  });

  it('gives back the tries of somebody who got it right', async () => {
    const limits = new LoginLimits();
    await guess(limits, 4, 'mia', 'a');
    expect(await limits.attempt('mia', 'right', 'a', right)).toBe(true);
    await guess(limits, 4, 'mia', 'a');
    expect(await limits.attempt('mia', 'right', 'a', right)).toBe(true);
  });

  it('counts a check that failed as a try', async () => {
    const limits = new LoginLimits();
    const broken = async (): Promise<boolean> => {
      throw new Error('the database is unavailable');
    };
    await expect(limits.attempt('mia', 'right', 'a', broken)).rejects.toThrow('unavailable');
    expect(await limits.attempt('mia', 'right', 'a', right)).toBe(true);
  });
});
