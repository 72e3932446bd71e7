import { Problem } from '@archivesmp/contracts/problem';
import { tlsOptionsOf, type TlsTrust } from '@archivesmp/contracts/tls-trust';
import { Redis, type RedisOptions } from 'ioredis';
import { redisSettingsRemedy } from './settings-refusal.js';

/** Where Redis is. The names are those of `redis:` in the settings file. */
export interface RedisConnectionSettings {
  readonly host: string;
  readonly port: number;
  readonly username?: string;
  readonly password?: string;
  readonly db?: number;
  /** Whom to believe; left out: clear text. */
  readonly tls?: TlsTrust;
}

/** Told about connection failure; must not throw. `where` names the connection, never an address or a password. */
export type ReportFailure = (error: Error, where: string) => void;

/** A producer waits this long for a connection, so that an HTTP client gets "the queue is unavailable" within about a second. */
const PRODUCER_TIMEOUT_MS = 1_000;
/** A connected Redis that does not answer one command within this long counts as unavailable. */
const COMMAND_TIMEOUT_MS = 3_000;
/** A conversation of several commands may take this long: a connection lost in its midst must not hold the caller. */
const TALK_TIMEOUT_MS = 5_000;

/** Address and account in the words of ioredis, and how it comes back after an outage. */
export const redisOptionsOf = (settings: RedisConnectionSettings): RedisOptions => ({
  host: settings.host,
  port: settings.port,
  ...(settings.username === undefined ? {} : { username: settings.username }),
  ...(settings.password === undefined ? {} : { password: settings.password }),
  ...(settings.db === undefined ? {} : { db: settings.db }),
  ...(settings.tls === undefined ? {} : { tls: tlsOptionsOf(settings.tls) }),
  retryStrategy: (times: number) => Math.min(50 * 2 ** Math.min(times, 6), 2_000),
});

const LAST_ERROR = Symbol('last said');
/** A connection that remembers why it was lost or refused, until it is ready again. */
type WithLastError = Redis & { [LAST_ERROR]?: Error | undefined };

function listening(redis: Redis, where: string, report: ReportFailure): Redis {
  // Without a listener ioredis prints every failed reconnect to the console.
  redis.on('error', (error: Error) => {
    (redis as WithLastError)[LAST_ERROR] = error;
    report(error, where);
  });
  redis.on('ready', () => ((redis as WithLastError)[LAST_ERROR] = undefined));
  return redis;
}

/** For callers that must fail at once: no offline queue, one retry, a bounded wait. */
export function openProducerConnection(settings: RedisConnectionSettings, report: ReportFailure): Redis {
  const redis = new Redis({
    ...redisOptionsOf(settings),
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    connectTimeout: PRODUCER_TIMEOUT_MS,
    commandTimeout: COMMAND_TIMEOUT_MS,
  });
  // Every caller that waits for the connection listens to it, and many may wait at once.
  redis.setMaxListeners(0);
  return listening(redis, 'producer', report);
}

/** For workers and stream readers: waits for Redis for ever and carries on where it was. */
export function openWorkerConnection(
  settings: RedisConnectionSettings,
  where: string,
  report: ReportFailure,
): Redis {
  return listening(new Redis({ ...redisOptionsOf(settings), maxRetriesPerRequest: null }), where, report);
}

/**
 * Resolves once the connection can take a command.
 * @throws Problem `queue.unavailable` when that takes longer than `withinMs`.
 */
async function untilReady(redis: Redis, withinMs: number): Promise<void> {
  if (redis.status === 'ready') return;
  await new Promise<void>((resolve, reject) => {
    const settle = (outcome: () => void) => {
      clearTimeout(timer);
      redis.off('ready', ready);
      redis.off('end', ended);
      outcome();
    };
    const unavailable = (why: string) => {
      const remedy = redisSettingsRemedy((redis as WithLastError)[LAST_ERROR]);
      return new Problem('queue.unavailable', remedy === undefined ? why : `Redis: ${remedy}.`);
    };
    const ready = () => settle(resolve);
    const ended = () => settle(() => reject(unavailable('The connection to Redis is closed.')));
    const timer = setTimeout(
      () => settle(() => reject(unavailable(`Redis did not answer within ${withinMs} ms.`))),
      withinMs,
    );
    redis.on('ready', ready);
    redis.on('end', ended);
    if (redis.status === 'end') ended();
  });
}

/**
 * Has a producer talk to Redis, in bounded time whatever happens to the connection meanwhile.
 * @throws Problem `queue.unavailable`; a Problem of `conversation` passes unchanged.
 */
export async function talkTo<T>(redis: Redis, conversation: () => Promise<T>): Promise<T> {
  await untilReady(redis, PRODUCER_TIMEOUT_MS);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Problem('queue.unavailable', `Redis did not answer within ${TALK_TIMEOUT_MS} ms.`)),
      TALK_TIMEOUT_MS,
    );
  });
  try {
    return await Promise.race([conversation(), late]);
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw refusalOf(error);
  } finally {
    clearTimeout(timer);
  }
}

/** The first word of what Redis says when it takes no writes, and what that means. */
const NOT_WRITABLE: ReadonlyMap<string, string> = new Map([
  ['OOM', 'its memory is full (maxmemory)'],
  ['READONLY', 'it is a read-only replica'],
  ['MISCONF', 'it cannot save to its disk'],
  ['NOREPLICAS', 'it has fewer replicas than it wants'],
]);

function refusalOf(error: unknown): Problem {
  const message = error instanceof Error ? error.message : '';
  const word = /\b(OOM|READONLY|MISCONF|NOREPLICAS)\b/.exec(message)?.[1];
  const remedy = redisSettingsRemedy(error);
  if (word === undefined)
    return new Problem(
      'queue.unavailable',
      remedy === undefined ? 'Redis did not take the command.' : `Redis: ${remedy}.`,
      { cause: error },
    );
  return new Problem('queue.not-writable', `Redis takes no writes: ${NOT_WRITABLE.get(word)}.`, {
    cause: error,
  });
}

/** Closes politely when connected, at once otherwise; never throws. */
export async function closeConnection(redis: Redis): Promise<void> {
  if (redis.status === 'ready') {
    await redis.quit().catch(() => redis.disconnect());
    return;
  }
  redis.disconnect();
}

/** Resolves with `work`, or after `withinMs` at the latest; `work` goes on either way and its failure still rejects in time. */
export async function atMost(work: Promise<unknown>, withinMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, withinMs);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
