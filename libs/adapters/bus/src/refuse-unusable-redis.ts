import { Problem } from '@archivesmp/contracts/problem';
import { Redis } from 'ioredis';
import { refuseEvictingRedis } from './eviction.js';
import { redisSettingsRemedy } from './settings-refusal.js';
import { redisOptionsOf, type RedisConnectionSettings } from './redis-connection.js';

const WITHIN_MS = 3_000;

/**
 * Looks once, at a start, whether this Redis can be used. One that is unavailable may come later, so nothing is said about it.
 * @throws Problem `queue.evicting`; `settings.invalid` when it does not let this account in
 */
export async function refuseUnusableRedis(settings: RedisConnectionSettings): Promise<void> {
  const redis = new Redis({
    ...redisOptionsOf(settings),
    lazyConnect: true,
    enableReadyCheck: false,
    connectTimeout: WITHIN_MS,
    commandTimeout: WITHIN_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  // Only this event reports a wrong password; the command only fails because the connection is closed
  let lastError: Error | undefined;
  redis.on('error', (error: Error) => (lastError = error));
  try {
    await redis.connect();
    // The client itself goes on in database 0 when there is no other one
    if (settings.db !== undefined && settings.db !== 0) await redis.select(settings.db);
    await refuseEvictingRedis(redis);
  } catch (error) {
    if (error instanceof Problem) throw error;
    const remedy = redisSettingsRemedy(lastError) ?? redisSettingsRemedy(error);
    const { host, port, username = 'default' } = settings;
    if (remedy !== undefined)
      throw new Problem('settings.invalid', `Redis at ${host}:${port}, account ${username}: ${remedy}.`);
  } finally {
    redis.disconnect();
  }
}
