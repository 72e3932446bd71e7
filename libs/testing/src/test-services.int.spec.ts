import { Redis } from 'ioredis';
import { createConnection } from 'mysql2/promise';
import { describe, expect, it } from 'vitest';
import { freshDatabase } from './test-database.js';
import { freshRedisPrefix } from './test-redis.js';

describe('the services of a test run', () => {
  it('gives each test a database that the others do not see', async () => {
    await using first = await freshDatabase();
    await using second = await freshDatabase();
    const connection = await createConnection(first.settings);
    await connection.query('CREATE TABLE finding (id INT)');
    await connection.end();
    const other = await createConnection(second.settings);
    const [tables] = await other.query('SHOW TABLES');
    await other.end();
    expect(tables).toEqual([]);
  });

  it('lets the application into its own databases only', async () => {
    await using database = await freshDatabase();
    const connection = await createConnection(database.settings);
    await expect(connection.query('CREATE DATABASE other')).rejects.toThrow(/denied/);
    await expect(connection.query('SELECT * FROM mysql.user')).rejects.toThrow(/denied/);
    await connection.end();
  });

  it('gives each test a Redis database of its own on a server that never evicts', async () => {
    const [first, second] = [await freshRedisPrefix(), await freshRedisPrefix()];
    const [one, two] = [new Redis(first), new Redis(second)];
    await one.set('key', 'value');
    expect(await two.get('key')).toBeNull();
    expect(await two.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
    expect(await two.config('GET', 'appendonly')).toEqual(['appendonly', 'yes']);
    one.disconnect();
    two.disconnect();
  });

  it('refuses Redis clients without the password', async () => {
    const { host, port } = await freshRedisPrefix();
    const stranger = new Redis({ host, port, retryStrategy: () => null });
    stranger.on('error', () => undefined);
    await expect(stranger.get('key')).rejects.toThrow(/NOAUTH/);
    stranger.disconnect();
  });
});
