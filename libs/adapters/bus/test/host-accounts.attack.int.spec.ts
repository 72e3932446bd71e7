import { sha256Hex } from '@archivesmp/digests';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import {
  hostAccount,
  JobBus,
  JobHandlers,
  QUEUE_PREFIX,
  readsMoreThanItsOwn,
  startWorkers,
  type RunningWorkers,
} from '../src/index.js';
import { CountJob, HostJob, ownRedis, type OwnRedis } from './bus-rig.js';

const WAIT = { timeout: 20_000, interval: 10 };
const PASSWORD = 'the password of ovh alone';

let redis: OwnRedis;
let hub: JobBus;
beforeAll(async () => {
  redis = await ownRedis();
  hub = new JobBus(redis.settings);
  await hub.accounts.putHostAccount('ovh', sha256Hex(PASSWORD));
});
afterAll(async () => {
  await hub?.close();
  await redis?.[Symbol.asyncDispose]();
});

const agent = () => ({ ...redis.settings, username: hostAccount('ovh'), password: PASSWORD });
/** The queue of an agent, as the tests of this folder name it, under the prefix that accounts reach. */
const AgentJob = { ...HostJob, queue: (host: string) => `agent.${host}` };

it('the account of a host works on its own queue: takes jobs, tries again, ends them', async () => {
  const tried: number[] = [];
  const handlers = new JobHandlers().handle(AgentJob, async ({ number }) => {
    tried.push(number);
    if (tried.length === 1) throw new Error('not now');
    return {};
  });
  const failures: string[] = [];
  const workers: RunningWorkers = await startWorkers(agent(), handlers, {
    service: 'agent',
    promised: [AgentJob],
    host: 'ovh',
    report: (error) => failures.push(error.message),
  });
  await hub.enqueueJob(AgentJob, { number: 1 }, { host: 'ovh' });
  await hub.enqueueJob(AgentJob, { number: 2 }, { host: 'ovh' });
  await vi.waitUntil(async () => (await hub.countJobs('agent.ovh')).completed === 2, WAIT);
  expect(tried.filter((number) => number === 1)).toHaveLength(2);
  expect(failures.filter((text) => text.includes('NOPERM'))).toEqual([]);
  await workers.close();
});

it('it reaches nothing else: no queue of others, no events, no names, no accounts', async () => {
  await hub.enqueueJob(AgentJob, { number: 3 }, { host: 'hetzner' });
  await hub.enqueueJob(CountJob, { number: 3 });
  const thief = new Redis(agent());
  const others = `${QUEUE_PREFIX}:agent.hetzner`;
  const attempts: [string, ...string[]][] = [
    ['LRANGE', `${others}:wait`, '0', '-1'],
    ['HGETALL', `${others}:${AgentJob.jobId({ number: 3 })}`],
    ['HGETALL', `${QUEUE_PREFIX}:counting:${CountJob.jobId({ number: 3 })}`],
    ['LPUSH', `${QUEUE_PREFIX}:deployment:wait`, 'forged'],
    ['DEL', `${others}:wait`],
    ['XADD', 'fleet.events', '*', 'name', 'drift.scan.completed'],
    ['XRANGE', 'fleet.events', '-', '+'],
    ['EVAL', "return redis.call('KEYS', '*')", '0'],
    ['EVAL', `return redis.call('GET', '${others}:meta')`, '0'],
    ['RENAME', `${QUEUE_PREFIX}:agent.ovh:meta`, `${others}:meta`],
    ['KEYS', '*'],
    ['SCAN', '0'],
    ['RANDOMKEY'],
    ['FLUSHALL'],
    ['FLUSHDB'],
    ['CONFIG', 'GET', '*'],
    ['ACL', 'LIST'],
    ['ACL', 'SETUSER', hostAccount('ovh'), '~*'],
    ['CLIENT', 'LIST'],
    ['CLIENT', 'KILL', 'TYPE', 'normal'],
    ['MONITOR'],
    ['PUBLISH', 'x', 'y'],
    ['SUBSCRIBE', 'x'],
    ['MIGRATE', '127.0.0.1', '1', 'x', '0', '1'],
    ['DEBUG', 'SLEEP', '1'],
    ['SHUTDOWN', 'NOSAVE'],
  ];
  const allowed: string[] = [];
  for (const [command, ...rest] of attempts)
    await thief.call(command, ...rest).then(
      () => allowed.push(`${command} ${rest[0] ?? ''}`),
      (error: Error) => {
        if (!/NOPERM|can't (run|access)|not allowed/.test(error.message))
          allowed.push(`${command}: ${error.message}`);
      },
    );
  thief.disconnect();
  expect(allowed).toEqual([]);
  expect(attempts.length).toBeGreaterThan(20);
});

it('an account that reaches more is told apart, and so is a Redis that is unavailable', async () => {
  expect(await readsMoreThanItsOwn(agent())).toBe(false);
  expect(await readsMoreThanItsOwn(redis.settings)).toBe(true);
  expect(await readsMoreThanItsOwn({ ...agent(), port: 1 })).toBe(false);
});

it('a new password ends the old one, a removed account ends its connections', async () => {
  const open = new Redis(agent());
  await open.ping();
  await hub.accounts.putHostAccount('ovh', sha256Hex('another'));
  const late = new Redis({ ...agent(), lazyConnect: true, retryStrategy: () => null });
  late.on('error', () => undefined);
  await expect(late.connect().then(() => late.ping())).rejects.toThrow();
  late.disconnect();
  expect(await hub.accounts.listAccountHosts()).toEqual(['ovh']);
  await hub.accounts.removeHostAccount('ovh');
  await vi.waitUntil(() => open.status !== 'ready', WAIT);
  open.disconnect();
  expect(await hub.accounts.listAccountHosts()).toEqual([]);
});

it('tells a password that is no longer, or not the only one, from the one that is', async () => {
  const sha = (text: string) => sha256Hex(text);
  const operator = new Redis(redis.settings);
  try {
    await hub.accounts.putHostAccount('turned', sha('new'));
    expect(await hub.accounts.hasHostAccount('turned', sha('new'))).toBe(true);
    expect(await hub.accounts.hasHostAccount('turned', sha('old'))).toBe(false);
    for (const rule of [`#${sha('old')}`, 'nopass', 'off']) {
      await hub.accounts.putHostAccount('turned', sha('new'));
      await operator.call('ACL', 'SETUSER', hostAccount('turned'), rule);
      expect(await hub.accounts.hasHostAccount('turned', sha('new')), rule).toBe(false);
    }
    await hub.accounts.removeHostAccount('turned');
    expect(await hub.accounts.hasHostAccount('turned', sha('new'))).toBe(false);
  } finally {
    operator.disconnect();
  }
});
