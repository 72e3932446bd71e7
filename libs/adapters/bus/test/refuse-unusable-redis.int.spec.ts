import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '@archivesmp/contracts/problem';
import { JobBus, refuseUnusableRedis } from '../src/index.js';
import { ownRedis, type OwnRedis } from './bus-rig.js';

let redis: OwnRedis;
beforeAll(async () => {
  redis = await ownRedis();
});
afterAll(() => redis?.[Symbol.asyncDispose]());

describe('a Redis at the start of a program', () => {
  it('is taken when it can be used', async () => {
    await expect(refuseUnusableRedis(redis.settings)).resolves.toBeUndefined();
  });

  it.each(['wrong-password', undefined])(
    'is refused with the remedy when it does not let %s in',
    async (password) => {
      const { host, port } = redis.settings;
      const refused = refuseUnusableRedis({ host, port, ...(password !== undefined && { password }) });
      await expect(refused).rejects.toMatchObject({
        code: 'settings.invalid',
        detail: expect.stringContaining('redis.password'),
      });
      await expect(refused).rejects.not.toMatchObject({ detail: expect.stringContaining('wrong-password') });
    },
  );

  it('tells callers the setting when it lets a running program in no more', async () => {
    const { host, port } = redis.settings;
    const bus = new JobBus({ host, port, password: 'wrong-password' });
    const refused = bus.ping().catch((error: unknown) => error as Problem);
    expect((await refused) as Problem).toMatchObject({
      code: 'queue.unavailable',
      detail: expect.stringContaining('redis.password'),
    });
    await bus.close();
  });

  it('is refused when it has no such database', async () => {
    await expect(refuseUnusableRedis({ ...redis.settings, db: 9_999 })).rejects.toMatchObject({
      code: 'settings.invalid',
      detail: expect.stringContaining('redis.database'),
    });
  });

  it('is refused when it would throw jobs away', async () => {
    const admin = new Redis({ ...redis.settings } as { host: string; port: number });
    await admin.config('SET', 'maxmemory-policy', 'allkeys-lru');
    await expect(refuseUnusableRedis(redis.settings)).rejects.toMatchObject({ code: 'queue.evicting' });
    await admin.config('SET', 'maxmemory-policy', 'noeviction');
    admin.disconnect();
  });

  it('is not waited for when it is unavailable', async () => {
    await redis.stop();
    await expect(refuseUnusableRedis(redis.settings)).resolves.toBeUndefined();
  });
});
