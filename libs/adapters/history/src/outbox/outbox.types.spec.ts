import { MakePlanJob } from '@archivesmp/contracts/deployment-jobs';
import { defineJob, Done } from '@archivesmp/contracts/jobs';
import { expect, it } from 'vitest';
import { outboxJob } from './outbox.js';

it('a job that nobody dispatches and handles cannot be put into the outbox', () => {
  const nobodys = defineJob({ ...MakePlanJob, name: 'nobody.handles', result: Done });
  // @ts-expect-error it is not among ALL_JOBS
  expect(outboxJob(nobodys, { planId: 'x' }).definition.name).toBe('nobody.handles');
  expect(outboxJob(MakePlanJob, { planId: 'x' }).data).toEqual({ planId: 'x' });
});
