import { freshRedisPrefix, type TestRedis } from '@archivesmp/testing';
import { Redis } from 'ioredis';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { JobBus, JobHandlers, startWorkers, type JobOutcome, type JobWorkersOptions } from '../src/index.js';
import { CountJob, HostJob } from './bus-rig.js';

let redis: TestRedis;
beforeAll(async () => {
  redis = await freshRedisPrefix();
});

let prefixes = 0;

/** A bus and workers on queues of their own; everything is closed at the end of the test. */
async function rig(handlers?: JobHandlers, more: Partial<JobWorkersOptions> = {}) {
  const prefix = `${redis.prefix}-${++prefixes}`;
  const bus = new JobBus(redis, { prefix });
  const outcomes: JobOutcome[] = [];
  const promised = [CountJob];
  const start = () =>
    startWorkers(redis, handlers as unknown as JobHandlers<string>, {
      service: 'test',
      promised,
      prefix,
      onOutcome: (outcome) => outcomes.push(outcome),
      ...more,
    });
  const workers = handlers === undefined ? undefined : await start();
  return {
    bus,
    prefix,
    outcomes,
    workers,
    [Symbol.asyncDispose]: async () => {
      await workers?.close();
      await bus.close();
    },
  };
}

describe('booting workers', () => {
  // What the boot refuses the compiler refuses before
  const boot = (handlers: JobHandlers) =>
    startWorkers(redis, handlers as unknown as JobHandlers<'test.count'>, {
      service: 'counting-service',
      promised: [CountJob],
      prefix: redis.prefix,
    });

  it('fails when a promised job has no handler, and names the line to write', async () => {
    await expect(boot(new JobHandlers())).rejects.toThrow(
      /counting-service promises test\.count but nothing handles it; add handlers\.handle\(/,
    );
  });

  it('fails when a job has two handlers', () => {
    const handlers = new JobHandlers().handle(CountJob, async () => ({}));
    expect(() => handlers.handle(CountJob, async () => ({}))).toThrow(/test\.count has two handlers/);
  });

  it('fails when something is handled that was not promised', async () => {
    const handlers = new JobHandlers()
      .handle(CountJob, async () => ({}))
      .handle({ ...CountJob, name: 'test.forgotten' }, async () => ({}));
    await expect(boot(handlers)).rejects.toThrow(/handles test\.forgotten without promising it/);
  });

  it('fails for a queue of a host when no host is named', async () => {
    const handlers = new JobHandlers().handle(HostJob, async () => ({}));
    await expect(
      startWorkers(redis, handlers, { service: 'agent', promised: [HostJob], prefix: redis.prefix }),
    ).rejects.toThrow(/name the host/);
  });

  it('refuses a Redis that evicts', async () => {
    const admin = new Redis(redis);
    await admin.config('SET', 'maxmemory-policy', 'allkeys-lru');
    try {
      const handlers = new JobHandlers().handle(CountJob, async () => ({}));
      await expect(boot(handlers)).rejects.toMatchObject({ code: 'queue.evicting' });
      const bus = new JobBus(redis, { prefix: redis.prefix });
      await expect(bus.enqueueJob(CountJob, { number: 1 })).rejects.toMatchObject({ code: 'queue.evicting' });
      await bus.close();
    } finally {
      await admin.config('SET', 'maxmemory-policy', 'noeviction');
      admin.disconnect();
    }
  });
});

describe('a job', () => {
  it('exists once under its id, however often and by however many it is enqueued', async () => {
    await using one = await rig();
    const other = new JobBus(redis, { prefix: one.prefix });
    const outcomes = await Promise.all(
      [one.bus, other, one.bus, other].map((bus) => bus.enqueueJob(CountJob, { number: 7 })),
    );
    expect(new Set(outcomes.map(({ jobId }) => jobId))).toEqual(new Set(['test.count-7']));
    expect(await one.bus.countJobs('counting')).toMatchObject({ waiting: 1, active: 0 });
    expect(await one.bus.enqueueJob(CountJob, { number: 7 })).toMatchObject({ outcome: 'existing' });
    await other.close();
  });

  it('is refused when its data breaks the contract, naming the field and not the value', async () => {
    await using one = await rig();
    const wrong = { number: 'geheim' as unknown as number };
    await expect(one.bus.enqueueJob(CountJob, wrong)).rejects.toMatchObject({
      code: 'request.invalid',
      options: { errors: [{ field: 'number' }] },
      message: expect.not.stringContaining('geheim') as string,
    });
    expect(await one.bus.countJobs('counting')).toMatchObject({ waiting: 0 });
  });

  it('is run once; ended it is left alone unless the sweeper revives it', async () => {
    const seen: number[] = [];
    const handlers = new JobHandlers().handle(CountJob, async ({ number }) => {
      seen.push(number);
      return {};
    });
    await using one = await rig(handlers);
    await one.bus.enqueueJob(CountJob, { number: 1 });
    await vi.waitUntil(() => one.outcomes.length === 1, { timeout: 10_000 });
    expect(await one.bus.enqueueJob(CountJob, { number: 1 })).toMatchObject({ outcome: 'existing' });
    expect(await one.bus.enqueueJob(CountJob, { number: 1 }, { revive: true })).toMatchObject({
      outcome: 'revived',
    });
    await vi.waitUntil(() => one.outcomes.length === 2, { timeout: 10_000 });
    expect(seen).toEqual([1, 1]);
  });

  it('is tried again after a failure, and told which attempt is the last', async () => {
    const attempts: [number, boolean][] = [];
    const handlers = new JobHandlers().handle(CountJob, async (_data, { attempt, last }) => {
      attempts.push([attempt, last]);
      if (!last) throw new Error('not yet');
      return {};
    });
    await using one = await rig(handlers);
    await one.bus.enqueueJob(CountJob, { number: 1 });
    await vi.waitUntil(() => one.outcomes.length === 3, { timeout: 10_000 });
    expect(attempts).toEqual([
      [1, false],
      [2, false],
      [3, true],
    ]);
    expect(one.outcomes.map(({ outcome }) => outcome)).toEqual(['retrying', 'retrying', 'completed']);
  });

  it('of another version, or with data of another contract, fails at once and never reaches the handler', async () => {
    let handled = 0;
    const handlers = new JobHandlers().handle(CountJob, async () => {
      handled += 1;
      return {};
    });
    await using one = await rig(handlers);
    await one.bus.enqueueJob({ ...CountJob, version: 99 }, { number: 1 });
    class AnyData {}
    await one.bus.enqueueJob({ ...CountJob, data: AnyData, jobId: () => 'test.count-broken' }, {
      number: 'x',
    } as never);
    await vi.waitUntil(() => one.outcomes.length === 2, { timeout: 10_000 });
    expect(one.outcomes.map(({ outcome, error }) => [outcome, (error as Error).message])).toEqual([
      ['failed', expect.stringMatching(/arrived as version 99; this program knows 1/)],
      ['failed', expect.stringMatching(/Data of job test\.count: number/)],
    ]);
    expect(handled).toBe(0);
  });

  it('for a host waits in the queue of that host only', async () => {
    const seen: number[] = [];
    const handlers = new JobHandlers().handle(HostJob, async ({ number }) => {
      seen.push(number);
      return {};
    });
    await using one = await rig(handlers, { promised: [HostJob], host: 'hetzner' });
    expect(one.workers?.queues).toEqual(['counting.hetzner']);
    await one.bus.enqueueJob(HostJob, { number: 1 }, { host: 'ovh' });
    await one.bus.enqueueJob(HostJob, { number: 2 }, { host: 'hetzner' });
    await vi.waitUntil(() => one.outcomes.length === 1, { timeout: 10_000 });
    expect(seen).toEqual([2]);
    expect(await one.bus.countJobs('counting.ovh')).toMatchObject({ waiting: 1 });
    await expect(one.bus.enqueueJob(HostJob, { number: 3 })).rejects.toThrow(/name the host/);
  });
});

describe('a schedule', () => {
  it('exists once for the fleet, keeps its next run when it is said again, and can be changed and removed', async () => {
    await using one = await rig();
    const next = async () => {
      const client = new Redis(redis);
      const [, when] = await client.zrange(`${one.prefix}:counting:repeat`, 0, -1, 'WITHSCORES');
      client.disconnect();
      return when;
    };
    const upsert = (everySeconds: number) =>
      one.bus.upsertSchedule('hourly', { everySeconds }, CountJob, { number: 1 });
    await upsert(3_600);
    const first = await next();
    await upsert(3_600);
    expect(await next()).toBe(first);
    await upsert(7_200);
    expect(await next()).not.toBe(first);
    expect(await one.bus.removeSchedule('counting', 'hourly')).toBe(true);
    expect(await one.bus.removeSchedule('counting', 'hourly')).toBe(false);
  });

  it('fires', async () => {
    const seen: number[] = [];
    const handlers = new JobHandlers().handle(CountJob, async ({ number }) => {
      seen.push(number);
      return {};
    });
    await using one = await rig(handlers);
    await one.bus.upsertSchedule('often', { everySeconds: 0.05 }, CountJob, { number: 5 });
    await vi.waitUntil(() => seen.length >= 2, { timeout: 10_000 });
    expect(new Set(seen)).toEqual(new Set([5]));
    await one.bus.removeSchedule('counting', 'often');
  });
});

describe('a clock that was an hour ahead and was set back', () => {
  /** Runs `work` by a clock that is an hour ahead. */
  async function anHourAhead<Result>(work: () => Promise<Result>): Promise<Result> {
    const now = Date.now.bind(Date);
    const ahead = vi.spyOn(Date, 'now').mockImplementation(() => now() + 3_600_000);
    return work().finally(() => ahead.mockRestore());
  }

  it('keeps no job waiting that the sweeper still wants', async () => {
    const slow = { ...CountJob, backoffMs: 60_000 };
    let attempts = 0;
    const handlers = new JobHandlers().handle(slow, async () => {
      if (++attempts === 1) throw new Error('not yet');
      return {};
    });
    await using one = await rig(handlers);
    await anHourAhead(async () => {
      await one.bus.enqueueJob(slow, { number: 1 });
      await vi.waitUntil(async () => (await one.bus.countJobs('counting')).delayed === 1, {
        timeout: 10_000,
      });
    });
    expect(await one.bus.enqueueJob(slow, { number: 1 }, { revive: true })).toMatchObject({
      outcome: 'existing',
    });
    await vi.waitUntil(() => attempts === 2, { timeout: 10_000 });
  });

  it('puts no schedule off', async () => {
    await using one = await rig();
    const upsert = () => one.bus.upsertSchedule('often', { everySeconds: 600 }, CountJob, { number: 2 });
    await anHourAhead(async () => {
      await upsert();
      await upsert();
    });
    await upsert();
    const client = new Redis(redis);
    const [, when] = await client.zrange(`${one.prefix}:counting:repeat`, 0, -1, 'WITHSCORES');
    client.disconnect();
    expect(Number(when) - Date.now()).toBeLessThanOrEqual(600_000);
  });
});
