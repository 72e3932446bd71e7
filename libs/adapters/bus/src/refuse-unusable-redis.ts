import { Problem } from '@archivesmp/contracts/problem';
import { certificateTrouble } from '@archivesmp/contracts/tls-trust';
import { Redis } from 'ioredis';
import { refuseEvictingRedis } from './eviction.js';
import { optionsOf, type RedisSettings } from './redis-connection.js';

const WITHIN_MS = 3_000;
const NOT_LET_IN = /^(NOAUTH|WRONGPASS)\b/;

/**
 * Looks once, at a start, whether this Redis can be used. One that is away may come later, so nothing is said about it.
 * @throws Problem `queue.evicting`; `settings.invalid` when it does not let this account in
 */
export async function refuseUnusableRedis(settings: RedisSettings): Promise<void> {
  const redis = new Redis({
    ...optionsOf(settings),
    lazyConnect: true,
    enableReadyCheck: false,
    connectTimeout: WITHIN_MS,
    commandTimeout: WITHIN_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  // because: of a wrong password only this event tells; the command then hears no more than that the connection is closed
  let said: Error | undefined;
  redis.on('error', (error: Error) => (said = error));
  try {
    await redis.connect();
    await refuseEvictingRedis(redis);
  } catch (error) {
    if (error instanceof Problem) throw error;
    const { host, port, username = 'default' } = settings;
    const trouble = certificateTrouble(said) ?? certificateTrouble(error);
    if (trouble !== undefined)
      throw new Problem('settings.invalid', `Redis at ${host}:${port} is not believed: ${trouble} of redis.`);
    if (![said?.message ?? '', (error as Error).message].some((text) => NOT_LET_IN.test(text))) return;
    throw new Problem(
      'settings.invalid',
      `Redis at ${host}:${port} does not let the account ${username} in: compare redis.username and redis.password with what Redis has.`,
    );
  } finally {
    redis.disconnect();
  }
}
