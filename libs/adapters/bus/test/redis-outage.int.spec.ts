import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import {
  FleetEventFollower,
  FleetEventStream,
  JobBus,
  JobHandlers,
  startWorkers,
  StreamGroup,
} from '../src/index.js';
import { CountJob, HostJob, ownRedis, type OwnRedis } from './bus-rig.js';

const WAIT = { timeout: 30_000, interval: 20 };

let redis: OwnRedis;
beforeAll(async () => {
  redis = await ownRedis();
});
afterAll(async () => {
  await redis[Symbol.asyncDispose]();
});

const discovered = (hosts: number) => ({ operationId: 'o', hosts, instances: 0, added: 0, gone: 0 });

async function flushAll(): Promise<void> {
  const admin = new Redis(redis.settings);
  await admin.flushall();
  admin.disconnect();
}

it('producers hear "away" while Redis is down, and work again by themselves when it is back', async () => {
  const bus = new JobBus(redis.settings, { prefix: 'producers' });
  const events = new FleetEventStream(redis.settings);
  await bus.ping();
  await redis.stop();
  const unavailable = { code: 'queue.unavailable', retry: true };
  await expect(bus.enqueueJob(CountJob, { number: 1 })).rejects.toMatchObject(unavailable);
  await expect(bus.ping()).rejects.toMatchObject(unavailable);
  await expect(events.publishFleetEvent('fleet.discovered', discovered(1), new Date())).rejects.toMatchObject(
    unavailable,
  );
  await redis.start();
  await vi.waitUntil(
    () =>
      bus.ping().then(
        () => true,
        () => false,
      ),
    WAIT,
  );
  expect(await bus.enqueueJob(CountJob, { number: 1 })).toMatchObject({ outcome: 'added' });
  await Promise.all([bus.close(), events.close()]);
});

it('a connection cut at any moment yields "away" in bounded time, and every queue works afterwards', async () => {
  const admin = new Redis(redis.settings);
  const bus = new JobBus(redis.settings, { prefix: 'cut' });
  let cutting = true;
  const cuts = (async () => {
    while (cutting) await admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
  })();
  const hosts = Array.from({ length: 40 }, (_, index) => `host-${index}`);
  const outcomes = await Promise.allSettled(
    hosts.map((host) => bus.enqueueJob(HostJob, { number: 1 }, { host })),
  );
  cutting = false;
  await cuts;
  for (const outcome of outcomes)
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'queue.unavailable' });
  for (const host of hosts)
    await vi.waitUntil(
      () => bus.enqueueJob(HostJob, { number: 2 }, { host }).then(Boolean, () => false),
      WAIT,
    );
  await bus.close();
  admin.disconnect();
});

it('workers wait for Redis, when it was never there and when it went away', async () => {
  const seen: number[] = [];
  const handlers = new JobHandlers().handle(CountJob, async ({ number }) => {
    seen.push(number);
    return {};
  });
  await redis.stop();
  const starting = startWorkers(redis.settings, handlers, {
    service: 'test',
    promised: [CountJob],
    prefix: 'workers',
  });
  await redis.start();
  const workers = await starting;
  const bus = new JobBus(redis.settings, { prefix: 'workers' });
  await bus.enqueueJob(CountJob, { number: 1 });
  await vi.waitUntil(() => seen.includes(1), WAIT);

  await redis.stop();
  await redis.start();
  await vi.waitUntil(
    () =>
      bus.enqueueJob(CountJob, { number: 2 }).then(
        () => true,
        () => false,
      ),
    WAIT,
  );
  await vi.waitUntil(() => seen.includes(2), WAIT);
  await workers.close();
  await bus.close();
});

it('a wiped Redis loses nothing: what is handed over again runs, under the same id', async () => {
  // What the outbox holds: jobs whose effect is not committed yet.
  const open = new Set([1, 2, 3]);
  const started: number[] = [];
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  let holding = true;
  const handlers = new JobHandlers().handle(CountJob, async ({ number }) => {
    started.push(number);
    if (holding) await held;
    open.delete(number);
    return {};
  });
  const settings = redis.settings;
  const workers = await startWorkers(settings, handlers, {
    service: 'test',
    promised: [CountJob],
    prefix: 'wiped',
  });
  const bus = new JobBus(settings, { prefix: 'wiped' });
  const sweep = async () => {
    const ids: string[] = [];
    for (const number of open) ids.push((await bus.enqueueJob(CountJob, { number }, { revive: true })).jobId);
    return ids;
  };
  const before = await sweep();
  await vi.waitUntil(() => started.length === 1, WAIT);
  await flushAll();
  expect(await bus.countJobs('counting')).toMatchObject({ waiting: 0, active: 0 });
  holding = false;
  expect(await sweep()).toEqual(before);
  release();
  await vi.waitUntil(async () => {
    await sweep();
    return open.size === 0;
  }, WAIT);
  expect(new Set(started)).toEqual(new Set([1, 2, 3]));
  await workers.close();
  await bus.close();
});

it('a schedule said again after a wipe is there again', async () => {
  const bus = new JobBus(redis.settings, { prefix: 'schedules' });
  const upsert = () => bus.upsertSchedule('hourly', { everySeconds: 3_600 }, CountJob, { number: 1 });
  await upsert();
  await flushAll();
  await upsert();
  expect(await bus.removeSchedule('counting', 'hourly')).toBe(true);
  await bus.close();
});

it('event readers started without Redis begin when it comes, and go on after a wipe', async () => {
  await redis.stop();
  const settings = redis.settings;
  const grouped: number[] = [];
  const followed: number[] = [];
  const group = new StreamGroup(settings, { stream: 's', group: 'g', consumer: 'c', blockMs: 50 });
  const follower = new FleetEventFollower(settings, { stream: 's', blockMs: 50 });
  const starts = [
    group.startReading(async (event) => void grouped.push((event.data as { hosts: number }).hosts)),
    follower.startFollowing((event) => followed.push((event.data as { hosts: number }).hosts)),
  ];
  await redis.start();
  await Promise.all(starts);
  const stream = new FleetEventStream(settings, { stream: 's' });
  const publish = (hosts: number) =>
    stream.publishFleetEvent('fleet.discovered', discovered(hosts), new Date()).then(
      () => true,
      () => false,
    );
  // The readers find their place at some moment after Redis is there; from then on nothing is missed.
  await vi.waitUntil(async () => (await publish(1)) && grouped.includes(1) && followed.includes(1), WAIT);

  await flushAll();
  await vi.waitUntil(() => publish(2), WAIT);
  await vi.waitUntil(() => grouped.includes(2) && followed.includes(2), WAIT);
  await Promise.all([group.close(), follower.close(), stream.close()]);
});

it('a follower that never reached Redis closes at once', async () => {
  // Nothing listens on this port of this machine: below 1024, and nothing of ours.
  const follower = new FleetEventFollower({ host: '127.0.0.1', port: 1 });
  await follower.startFollowing(() => undefined);
  await follower.close();
});

it('a Redis that takes no writes, or begins to evict, is told as that while we run', async () => {
  const bus = new JobBus(redis.settings, { prefix: 'full' });
  const admin = new Redis(redis.settings);
  try {
    await bus.ping();
    await admin.config('SET', 'maxmemory', '1');
    await expect(bus.ping()).rejects.toMatchObject({
      code: 'queue.not-writable',
      retry: true,
      detail: expect.stringContaining('maxmemory'),
    });
    await expect(bus.enqueueJob(CountJob, { number: 9 })).rejects.toMatchObject({
      code: 'queue.not-writable',
    });
    await admin.config('SET', 'maxmemory', '0');
    await bus.ping();
    await admin.replicaof('127.0.0.1', '1');
    await expect(bus.ping()).rejects.toMatchObject({ code: 'queue.not-writable' });
    await admin.replicaof('NO', 'ONE');
    await bus.ping();
    await admin.config('SET', 'maxmemory-policy', 'allkeys-lru');
    await expect(bus.ping()).rejects.toMatchObject({ code: 'queue.evicting' });
  } finally {
    await admin.config('SET', 'maxmemory', '0', 'maxmemory-policy', 'noeviction');
    admin.disconnect();
    await bus.close();
  }
});
