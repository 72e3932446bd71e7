import { AdvanceDeploymentJob } from '@archivesmp/contracts/deployment-jobs';
import type { FleetEvent } from '@archivesmp/contracts/events';
import { freshRedisPrefix } from '@archivesmp/testing';
import { Redis } from 'ioredis';
import { expect, it, vi } from 'vitest';
import {
  FleetEventFollower,
  FleetEventStream,
  JobBus,
  JobHandlers,
  QUEUE_PREFIX,
  startWorkers,
  type JobOutcome,
} from '../src/index.js';

const WAIT = { timeout: 20_000, interval: 10 };
const GREATEST = '18446744073709551615-18446744073709551615';
const AT = new Date('2026-11-30T08:00:00.000Z');
const DEPLOYMENT = '11111111-1111-4111-8111-111111111111';

/** What an intruder with the password of Redis sees and does. */
async function stolenPassword() {
  const settings = await freshRedisPrefix();
  const thief = new Redis(settings);
  const failures: string[] = [];
  const report = (_error: Error, where: string) => void failures.push(where);
  return { settings, thief, failures, report };
}

it('live events go on by themselves after the greatest id, a key that is no stream, and entries of junk', async () => {
  const { settings, thief, failures, report } = await stolenPassword();
  const events = new FleetEventStream(settings, { report });
  const follower = new FleetEventFollower(settings, { report, blockMs: 50 });
  const received: string[] = [];
  const receive = (event: FleetEvent) => {
    const { scanId } = event.data as { scanId?: string };
    if (scanId === 'breaks a listener') throw new Error('a listener that cannot take it');
    received.push(scanId ?? event.name);
  };
  const publish = (scanId: string) => events.publishFleetEvent('drift.scan.requested', { scanId }, AT);
  await thief.set('fleet.events', 'no stream at all');
  await follower.startFollowing(receive);
  await publish('first');
  await vi.waitUntil(() => received.includes('first'), WAIT);

  const name = ['name', 'drift.scan.requested', 'at', AT.toISOString(), 'data'];
  for (const data of ['null', '[]', '1', '{"scanId":{}}', `{"scanId":"${'x'.repeat(9_000)}"}`])
    await thief.xadd('fleet.events', '*', ...name, data);
  await publish('breaks a listener');
  await publish('after junk');
  await vi.waitUntil(() => received.includes('after junk'), WAIT);
  expect(received).toEqual(['first', 'after junk']);

  await thief.xadd('fleet.events', GREATEST, ...name, '{"scanId":"forged"}');
  const id = await publish('after the greatest id');
  await vi.waitUntil(() => received.includes('after the greatest id'), WAIT);
  expect(received).toEqual(['first', 'after junk', 'after the greatest id']);
  expect(await events.readEventsAfter('0-1')).toMatchObject([{ id }]);
  expect(failures).toContain('the event stream took no more events and was begun anew');
  await Promise.all([events.close(), follower.close()]);
  thief.disconnect();
});

it('jobs of junk are refused one by one and never run', async () => {
  const { settings, thief } = await stolenPassword();
  const bus = new JobBus(settings);
  const ran: unknown[] = [];
  const ended: JobOutcome[] = [];
  const handlers = new JobHandlers().handle(AdvanceDeploymentJob, async (data) => {
    ran.push({ ...data });
    return {};
  });
  const { Queue } = await import('bullmq');
  const queue = new Queue('deployment', { connection: thief, prefix: QUEUE_PREFIX });
  const advanceData = { deploymentId: DEPLOYMENT, turn: 1e308 };
  const junk = [null, 7, 'x', [], {}, { v: 1, data: [] }, { v: 1, data: null }, { v: 1, data: advanceData }];
  for (const data of junk) await queue.add('deployment.advance', data, { attempts: 3 });
  await queue.add('no such job', { v: 1, data: {} });
  await bus.enqueueJob(AdvanceDeploymentJob, { deploymentId: DEPLOYMENT, turn: 1 });
  const workers = await startWorkers(settings, handlers, {
    service: 'test',
    promised: [AdvanceDeploymentJob],
    onOutcome: (outcome) => ended.push(outcome),
  });
  await vi.waitUntil(() => ended.length === junk.length + 2, WAIT);
  expect(ran).toEqual([{ deploymentId: DEPLOYMENT, turn: 1 }]);
  expect(ended.filter(({ outcome }) => outcome === 'failed')).toHaveLength(junk.length + 1);
  await Promise.all([workers.close(), queue.close(), bus.close()]);
  thief.disconnect();
});

it('a job is its id: what it asks for is not read from Redis, and one that says otherwise is refused', async () => {
  const { settings, thief } = await stolenPassword();
  const bus = new JobBus(settings, { idsOnly: true });
  const ran: unknown[] = [];
  const ended: JobOutcome[] = [];
  const advanceData = (number: number) => ({ deploymentId: DEPLOYMENT, turn: number });
  const handlers = new JobHandlers().handle(AdvanceDeploymentJob, async (data) => {
    ran.push({ ...data });
    return {};
  });
  const asked = new Map(
    [1, 2, 3].map((number) => [AdvanceDeploymentJob.jobId(advanceData(number)), advanceData(number)]),
  );
  for (const data of asked.values()) await bus.enqueueJob(AdvanceDeploymentJob, data);
  const [first, second, third] = [...asked.keys()].map((id) => `${QUEUE_PREFIX}:deployment:${id}`);
  expect(await thief.hget(first!, 'data')).toBe('{"v":1}');
  await thief.hset(second!, 'data', JSON.stringify({ v: 1, data: advanceData(7) }));
  await thief.hset(third!, 'data', JSON.stringify({ v: 1, data: advanceData(3) }));
  const { Queue } = await import('bullmq');
  const queue = new Queue('deployment', { connection: thief, prefix: QUEUE_PREFIX });
  await queue.add('deployment.advance', { v: 1, data: advanceData(8) }, { jobId: 'forged', attempts: 3 });
  await queue.add('deployment.advance', { v: 1, data: advanceData(1) }, { jobId: 'under-another-id' });
  const names = new Map(
    [...asked].map(([id, data]) => [id, data]).concat([['under-another-id', advanceData(1)]]) as [
      string,
      object,
    ][],
  );
  const workers = await startWorkers(settings, handlers, {
    service: 'test',
    promised: [AdvanceDeploymentJob],
    source: async ({ jobId }) => {
      const data = names.get(jobId);
      return data === undefined ? 'unknown' : { data };
    },
    onOutcome: (outcome) => ended.push(outcome),
  });
  await vi.waitUntil(() => ended.length === 5, WAIT);
  // The third carries what was asked for, as an older hub writes it.
  expect(ran).toEqual([advanceData(1), advanceData(3)]);
  const refused = ended.filter((one) => one.refused !== undefined);
  expect(refused.map(({ jobId, refused: kind, outcome }) => [jobId, kind, outcome]).sort()).toEqual([
    [[...asked.keys()][1], 'altered', 'failed'],
    ['forged', 'unknown', 'failed'],
    ['under-another-id', 'altered', 'failed'],
  ]);
  await Promise.all([workers.close(), queue.close(), bus.close()]);
  thief.disconnect();
});
