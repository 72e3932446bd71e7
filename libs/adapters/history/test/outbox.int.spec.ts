import { DiscoverFleetJob } from '@archivesmp/contracts/jobs';
import { expect, it } from 'vitest';
import { outboxJob } from '../src/index.js';
import { at, historyRig } from './history-rig.js';

const request = {
  kind: 'fleet.discover',
  requestedBy: 'scheduler',
  jobs: (operationId: string) => [outboxJob(DiscoverFleetJob, { operationId })],
};

it('hands a job out again until its effect is recorded, under the same id', async () => {
  await using rig = await historyRig();
  const id = await rig.history.operations.requestOperation(request, at(0));
  const jobId = `fleet.discover-${id}`;
  expect(await rig.history.outbox.listPendingJobs(10, at(-60), at(1_000))).toEqual([
    { jobId, name: 'fleet.discover', data: { operationId: id }, createdAt: at(0), dispatches: 0 },
  ]);
  await rig.history.outbox.markJobsDispatched([jobId], at(1));
  expect(await rig.history.outbox.listPendingJobs(10, at(1), at(1_000))).toEqual([]);
  expect(await rig.history.outbox.listPendingJobs(10, at(2), at(1_000))).toMatchObject([
    { jobId, dispatches: 1 },
  ]);
  expect(await rig.history.outbox.countBacklog()).toEqual({ open: 1, oldest: at(0) });
  await rig.history.operations.endOperation(id, { state: 'succeeded', result: { hosts: 2 } }, at(5));
  expect(await rig.history.outbox.listPendingJobs(10, at(999), at(1_000))).toEqual([]);
});

it('hands a job out again when it was handed over by a clock that has been set back since', async () => {
  await using rig = await historyRig();
  const id = await rig.history.operations.requestOperation(request, at(3_600));
  await rig.history.outbox.markJobsDispatched([`fleet.discover-${id}`], at(3_601));
  expect(await rig.history.outbox.listPendingJobs(10, at(-5), at(3_601))).toEqual([]);
  expect(await rig.history.outbox.listPendingJobs(10, at(-5), at(5))).toMatchObject([{ dispatches: 1 }]);
});

it('serves what was never handed over before what was', async () => {
  await using rig = await historyRig();
  const ids: string[] = [];
  for (let index = 0; index < 3; index += 1)
    ids.push(`fleet.discover-${await rig.history.operations.requestOperation(request, at(index))}`);
  await rig.history.outbox.markJobsDispatched([ids[0]!], at(5));
  expect((await rig.history.outbox.listPendingJobs(2, at(99), at(1_000))).map((job) => job.jobId)).toEqual([
    ids[1],
    ids[2],
  ]);
  await rig.history.outbox.markJobsDone(ids, at(100));
  expect(await rig.history.outbox.countBacklog()).toEqual({ open: 0 });
});

it('leaves out what a transaction holds that stands still, and the rest is marked without waiting', async () => {
  await using rig = await historyRig();
  const jobs: string[] = [];
  for (let index = 0; index < 2; index += 1)
    jobs.push(`fleet.discover-${await rig.history.operations.requestOperation(request, at(index))}`);
  const [held, free] = jobs;
  const pending = async () =>
    (await rig.history.outbox.listPendingJobs(10, at(99), at(1_000))).map(({ jobId }) => jobId);
  await rig.sql.beginTransaction();
  await rig.sql.query('UPDATE outbox SET done_at = NOW(3) WHERE job_id = ?', [held]);
  expect(await pending()).toEqual([free]);
  await rig.history.outbox.markJobsDispatched([free!], at(5));
  await rig.sql.rollback();
  expect(await pending()).toEqual([held, free]);
});

it('writes neither the operation nor its job when one of them fails', async () => {
  await using rig = await historyRig();
  const bad = {
    ...request,
    jobs: (operationId: string) => [outboxJob(DiscoverFleetJob, { operationId }, 'x'.repeat(99))],
  };
  await expect(rig.history.operations.requestOperation(bad, at(0))).rejects.toThrow();
  expect(await rig.count('operations')).toBe(0);
  expect(await rig.count('outbox')).toBe(0);
});

it('leads an operation through its life', async () => {
  await using rig = await historyRig();
  const id = await rig.history.operations.requestOperation(request, at(0));
  expect(await rig.history.operations.startOperation(id, at(1))).toBe(true);
  expect(await rig.history.operations.startOperation(id, at(2))).toBe(true);
  await rig.history.operations.noteProgress(id, { asked: 2, of: 3 });
  expect(await rig.history.operations.getOperation(id)).toMatchObject({
    state: 'running',
    startedAt: at(1).toISOString(),
    progress: { asked: 2, of: 3 },
  });
  expect(await rig.history.operations.endOperation(id, { state: 'failed', reason: 'no panel' }, at(3))).toBe(
    true,
  );
  expect(await rig.history.operations.endOperation(id, { state: 'succeeded' }, at(4))).toBe(false);
  expect(await rig.history.operations.startOperation(id, at(5))).toBe(false);
  expect(await rig.history.operations.listOperations({ limit: 5, states: ['failed'] })).toMatchObject({
    operations: [{ id, reason: 'no panel', finishedAt: at(3).toISOString() }],
  });
  expect(await rig.history.operations.getOperation('not-an-id')).toBeUndefined();
});
