import { agentQueue } from '@archivesmp/contracts/jobs';
import { Problem } from '@archivesmp/contracts/problem';
import { Redis } from 'ioredis';
import { QUEUE_PREFIX } from './queue-prefix.js';
import { redisOptionsOf, type RedisConnectionSettings } from './redis-connection.js';

/** Name of the account of a host's agent. */
export const hostAccount = (host: string): string => `agent.${host}`;

/** What a worker of BullMQ needs on its own keys, and nothing that shows or touches the keys of others. */
const COMMANDS = [
  '-@all',
  '+@read',
  '+@write',
  '-@dangerous',
  '-scan',
  '-randomkey',
  '-dbsize',
  '+eval',
  '+evalsha',
  '+info',
  '+ping',
  '+select',
  '+hello',
  '+auth',
  '+client|setname',
];

/** A key of no host: an account that may read it may read more than the queue of one host. */
const PROBED_KEY = `${QUEUE_PREFIX}:nobodys-key`;
const WITHIN_MS = 3_000;
const NOT_PERMITTED = /^NOPERM\b/;

type Talk = <T>(command: () => Promise<T>) => Promise<T>;

/** The accounts of agents in Redis: each reaches the queue of its host and nothing else. */
export class HostAccounts {
  constructor(
    private readonly redis: Redis,
    private readonly talk: Talk,
  ) {}

  /** Makes the account of a host, or gives it another password. @param passwordSha256 64 hex digits */
  async putHostAccount(host: string, passwordSha256: string): Promise<void> {
    const keys = `~${QUEUE_PREFIX}:${escaped(agentQueue(host))}:*`;
    const rules = ['reset', 'on', `#${passwordSha256}`, keys, 'resetchannels', ...COMMANDS];
    await this.acl('SETUSER', hostAccount(host), ...rules);
    // Who logged in with the password before stays logged in otherwise
    await this.talk(() => this.redis.call('CLIENT', 'KILL', 'USER', hostAccount(host)));
  }

  /** Removes the account of a host; its connections end at once. */
  async removeHostAccount(host: string): Promise<void> {
    await this.acl('DELUSER', hostAccount(host));
  }

  /** Whether the account of a host is there with this password and no other. */
  async hasHostAccount(host: string, passwordSha256: string): Promise<boolean> {
    const account = (await this.acl('GETUSER', hostAccount(host))) as unknown[] | null;
    const of = (name: string): unknown => account?.[account.indexOf(name) + 1];
    const flags = (of('flags') ?? []) as string[];
    const passwords = (of('passwords') ?? []) as string[];
    return flags.includes('on') && !flags.includes('nopass') && passwords.join() === passwordSha256;
  }

  /** The accounts of hosts that Redis has now. */
  async listAccountHosts(): Promise<string[]> {
    const names = (await this.acl('USERS')) as string[];
    const start = hostAccount('');
    return names.filter((name) => name.startsWith(start)).map((name) => name.slice(start.length));
  }

  /** @throws Problem `queue.no-accounts` when the hub's own account may not */
  private acl(...command: string[]): Promise<unknown> {
    return this.talk(async () => {
      try {
        return await this.redis.call('ACL', ...command);
      } catch (error) {
        if (!NOT_PERMITTED.test((error as Error).message)) throw error;
        throw new Problem(
          'queue.no-accounts',
          'The hub’s account in Redis (redis.username) may not make accounts.',
        );
      }
    });
  }
}

/** A host is named with letters, digits, dots and dashes; what a pattern would read otherwise is itself. */
const escaped = (text: string): string => text.replaceAll(/[\\*?[\]^]/g, '\\$&');

/**
 * Checks whether an account reaches more than the queue of its host. A Redis that is unavailable is not judged.
 * @returns true when it may read a key that is no host's
 */
export async function readsMoreThanItsOwn(settings: RedisConnectionSettings): Promise<boolean> {
  const redis = new Redis({
    ...redisOptionsOf(settings),
    lazyConnect: true,
    connectTimeout: WITHIN_MS,
    commandTimeout: WITHIN_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  redis.on('error', () => undefined); // connect() and get() reject with the same error
  try {
    await redis.connect();
    await redis.get(PROBED_KEY);
    return true;
  } catch {
    return false;
  } finally {
    redis.disconnect();
  }
}
