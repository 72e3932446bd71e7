import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refuseUnusableRedis } from '../src/index.js';
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

  it('is refused when it would throw jobs away', async () => {
    const admin = new Redis({ ...redis.settings } as { host: string; port: number });
    await admin.config('SET', 'maxmemory-policy', 'allkeys-lru');
    await expect(refuseUnusableRedis(redis.settings)).rejects.toMatchObject({ code: 'queue.evicting' });
    await admin.config('SET', 'maxmemory-policy', 'noeviction');
    admin.disconnect();
  });

  it('is not waited for when it is away', async () => {
    await redis.stop();
    await expect(refuseUnusableRedis(redis.settings)).resolves.toBeUndefined();
  });
});
