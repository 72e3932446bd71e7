import 'reflect-metadata';
import type { FleetEvent } from '@archivesmp/contracts/events';
import { freshRedisPrefix, type TestRedis } from '@archivesmp/testing';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { Redis } from 'ioredis';
import { lastValueFrom } from 'rxjs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  FleetEventContext,
  FleetEventFollower,
  FleetEventStream,
  RedisStreamsClient,
  RedisStreamsServer,
  StreamGroup,
  type StreamGroupOptions,
} from '../src/index.js';

const WAIT = { timeout: 20_000, interval: 10 };
const AT = new Date('2026-11-21T08:00:00.000Z');

let redis: TestRedis;
beforeEach(async () => {
  redis = await freshRedisPrefix();
});

const scanned = (scanId: string) => ({ scanId });
const idOf = (event: FleetEvent) => (event.data as { scanId: string }).scanId;

/** Names what several tests build and closes all of it at the end. */
function rig() {
  const toClose: { close(): Promise<void> }[] = [];
  const closeLater = <Thing extends { close(): Promise<void> }>(thing: Thing): Thing => {
    toClose.push(thing);
    return thing;
  };
  const stream = closeLater(new FleetEventStream(redis));
  const admin = new Redis(redis);
  const failures: Error[] = [];
  return {
    keep: closeLater,
    stream,
    admin,
    failures,
    publish: (scanId: string) => stream.publishFleetEvent('drift.scan.requested', scanned(scanId), AT),
    group: (consumer: string, more: Partial<StreamGroupOptions> = {}) =>
      closeLater(
        new StreamGroup(redis, {
          stream: 'fleet.events',
          group: 'relay',
          consumer,
          blockMs: 50,
          report: (error) => failures.push(error),
          ...more,
        }),
      ),
    pending: async (): Promise<number> => ((await admin.xpending('fleet.events', 'relay')) as [number])[0],
    [Symbol.asyncDispose]: async () => {
      await Promise.all(toClose.map((thing) => thing.close()));
      admin.disconnect();
    },
  };
}

describe('the event stream', () => {
  it('is read again after an id, by every reader', async () => {
    await using one = rig();
    const ids = [await one.publish('a'), await one.publish('b'), await one.publish('c')];
    for (const _reader of [1, 2]) {
      const events = await one.stream.readEventsAfter(ids[0]);
      expect(events.map(idOf)).toEqual(['b', 'c']);
      expect(events[0]).toMatchObject({ id: ids[1], name: 'drift.scan.requested', at: AT.toISOString() });
    }
    expect(await one.stream.latestId()).toBe(ids[2]);
    expect(await one.stream.readEventsAfter(undefined)).toEqual([]);
    expect(await one.stream.readEventsAfter("'; DROP TABLE --")).toEqual([]);
  });

  it('stays bounded', async () => {
    await using one = rig();
    const small = one.keep(new FleetEventStream(redis, { length: 100 }));
    for (let index = 0; index < 1_000; index += 1)
      await small.publishFleetEvent('drift.scan.requested', scanned(String(index)), AT);
    // Redis trims whole nodes of its tree ("~"), so it keeps up to a node (100 entries) more than asked.
    expect(await small.length()).toBeLessThanOrEqual(200);
    expect((await small.readEventsAfter('0-1')).at(-1)!.data).toEqual({ scanId: '999' });
  });

  it('passes over entries that are none of ours', async () => {
    await using one = rig();
    await one.admin.xadd('fleet.events', '*', 'hello', 'world');
    await one.admin.xadd('fleet.events', '*', 'name', 'drift.scan.requested', 'data', '{broken');
    await one.publish('a');
    expect((await one.stream.readEventsAfter('0-1')).map(idOf)).toEqual(['a']);
  });
});

describe('a consumer group', () => {
  it('gives each event to one of its consumers and acknowledges it', async () => {
    await using one = rig();
    const seen: Record<string, string[]> = { first: [], second: [] };
    for (const name of ['first', 'second'])
      await one.group(name, { batch: 1 }).startReading(async (event) => void seen[name]!.push(idOf(event)));
    const sent = Array.from({ length: 40 }, (_, index) => String(index));
    for (const id of sent) await one.publish(id);
    const all = () => [...seen['first']!, ...seen['second']!];
    await vi.waitUntil(() => all().length >= 40, WAIT);
    expect(all().sort()).toEqual([...sent].sort());
    await vi.waitUntil(async () => (await one.pending()) === 0, WAIT);
  });

  it('sends every event to every group', async () => {
    await using one = rig();
    const seen: string[] = [];
    for (const group of ['relay', 'metrics'])
      await one
        .group('me', { group })
        .startReading(async (event) => void seen.push(`${group} ${idOf(event)}`));
    await one.publish('a');
    await vi.waitUntil(() => seen.length === 2, WAIT);
    expect(seen.sort()).toEqual(['metrics a', 'relay a']);
  });

  it('takes over what a dead consumer left unacknowledged', async () => {
    await using one = rig();
    const dead = one.group('dead');
    let died: () => void = () => undefined;
    const dying = new Promise<void>((resolve) => (died = resolve));
    let letGo: () => void = () => undefined;
    const hanging = new Promise<void>((resolve) => (letGo = resolve));
    await dead.startReading(() => {
      died();
      return hanging;
    });
    await one.publish('a');
    await dying;
    expect(await one.pending()).toBe(1);
    await dead.close(0);

    const seen: string[] = [];
    await one
      .group('alive', { claimAfterMs: 100 })
      .startReading(async (event) => void seen.push(idOf(event)));
    await vi.waitUntil(() => seen.length === 1, WAIT);
    expect(seen).toEqual(['a']);
    await vi.waitUntil(async () => (await one.pending()) === 0, WAIT);
    letGo();
  });

  it('goes on where the group stood when all its consumers were unavailable', async () => {
    await using one = rig();
    const first = one.group('first');
    await first.startReading(async () => undefined);
    await first.close();
    await one.publish('while away');
    const seen: string[] = [];
    await one.group('second').startReading(async (event) => void seen.push(idOf(event)));
    await vi.waitUntil(() => seen.length === 1, WAIT);
    expect(seen).toEqual(['while away']);
  });

  it('delivers again what its handler failed on, and gives up a poisoned event with a report', async () => {
    await using one = rig();
    const tries: Record<string, number> = {};
    await one.group('me', { claimAfterMs: 20, maxDeliveries: 3 }).startReading(async (event) => {
      const id = idOf(event);
      tries[id] = (tries[id] ?? 0) + 1;
      if (id === 'poisoned' || tries[id] === 1) throw new Error('not now');
    });
    await one.publish('poisoned');
    await one.publish('recovers');
    await vi.waitUntil(() => one.failures.some((error) => /given up after 3/.test(error.message)), WAIT);
    await vi.waitUntil(async () => (await one.pending()) === 0, WAIT);
    expect(tries).toEqual({ poisoned: 3, recovers: 2 });
  });

  it('starts anew when its stream is deleted', async () => {
    await using one = rig();
    const seen: string[] = [];
    await one.group('me').startReading(async (event) => void seen.push(idOf(event)));
    await one.publish('a');
    await vi.waitUntil(() => seen.length === 1, WAIT);
    await one.admin.del('fleet.events');
    await one.publish('b');
    await vi.waitUntil(() => seen.length === 2, WAIT);
    expect(seen).toEqual(['a', 'b']);
  });
});

describe('a follower', () => {
  it('sees every event from its start on, next to any number of others', async () => {
    await using one = rig();
    await one.publish('before');
    const seen: string[][] = [[], []];
    for (const list of seen) {
      const follower = one.keep(new FleetEventFollower(redis, { blockMs: 50 }));
      await follower.startFollowing((event) => list.push(idOf(event)));
    }
    await one.publish('a');
    await one.publish('b');
    await vi.waitUntil(() => seen.every((list) => list.length === 2), WAIT);
    expect(seen).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });
});

describe('the transport of Nest', () => {
  const seen: unknown[] = [];
  let failures = 0;

  @Controller()
  class ScanListener {
    @EventPattern<string>('drift.scan.requested')
    async onScan(@Payload() data: { scanId: string }, @Ctx() context: FleetEventContext) {
      if (data.scanId === 'flaky' && ++failures < 2) throw new Error('not now');
      seen.push([data.scanId, context.event.name]);
    }
  }

  @Module({ controllers: [ScanListener] })
  class ListeningModule {}

  it('carries events from a client to the handlers of a microservice, again when one failed', async () => {
    await using one = rig();
    const app = await NestFactory.createMicroservice(ListeningModule, {
      strategy: new RedisStreamsServer(redis, {
        group: 'relay',
        consumer: 'me',
        blockMs: 50,
        claimAfterMs: 50,
      }),
      logger: false,
    });
    await app.listen();
    const client = new RedisStreamsClient(redis);
    await lastValueFrom(client.emit('drift.scan.requested', scanned('a')), { defaultValue: undefined });
    await lastValueFrom(client.emit('drift.scan.completed', { scanId: 'without a handler' }), {
      defaultValue: undefined,
    });
    await lastValueFrom(client.emit('drift.scan.requested', scanned('flaky')), { defaultValue: undefined });
    await vi.waitUntil(() => seen.length === 2, WAIT);
    expect(seen).toEqual([
      ['a', 'drift.scan.requested'],
      ['flaky', 'drift.scan.requested'],
    ]);
    await vi.waitUntil(async () => (await one.pending()) === 0, WAIT);
    await expect(lastValueFrom(client.send('drift.scan.requested', {}))).rejects.toThrow(
      /enqueue a job instead/,
    );
    await app.close();
    await client.close();
  });
});
