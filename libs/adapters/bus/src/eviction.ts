import { Problem } from '@archivesmp/contracts/problem';
import type { Redis } from 'ioredis';

/** `maxmemory_policy:allkeys-lru` out of `INFO memory`. INFO is allowed where CONFIG is not (managed Redis). */
const POLICY = /^maxmemory_policy:(\S+)/m;

/**
 * A Redis that evicts keys loses jobs without a word, so we do not start on one.
 * @throws Problem `queue.evicting` naming the policy found.
 */
export async function refuseEvictingRedis(redis: Redis): Promise<void> {
  const policy = POLICY.exec(await redis.info('memory'))?.[1];
  if (policy !== undefined && policy !== 'noeviction')
    throw new Problem(
      'queue.evicting',
      `maxmemory-policy of this Redis is "${policy}"; under memory pressure it would drop jobs silently.`,
    );
}
