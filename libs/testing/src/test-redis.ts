import { randomBytes } from 'node:crypto';
import type { PrivateRedisSettings } from '@archivesmp/private-services';
import { Redis } from 'ioredis';
import { inject } from 'vitest';
import './global-setup.js';

export interface TestRedis extends PrivateRedisSettings {
  /** A numbered database of one's own: FLUSHDB hurts no other test. */
  db: number;
  /** For what lies outside the numbered databases (names of channels). */
  prefix: string;
}

/** Settings of a Redis database that belongs to one test (file) only, and a prefix of its own. */
export async function freshRedisPrefix(): Promise<TestRedis> {
  const server = inject('services').redis;
  const client = new Redis({ ...server, db: 0 });
  try {
    const db = await client.incr('test:databases-given-out');
    return { ...server, db, prefix: `test-${randomBytes(6).toString('hex')}` };
  } finally {
    client.disconnect();
  }
}
