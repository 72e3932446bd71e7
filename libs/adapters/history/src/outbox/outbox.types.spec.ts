import { MakePlanJob } from '@archivesmp/contracts/deployment-jobs';
import { defineJob, Done } from '@archivesmp/contracts/jobs';
import { expect, it } from 'vitest';
import { outboxJob } from './outbox.js';

it('a job that is neither dispatched nor handled cannot be put into the outbox', () => {
  const nobodys = defineJob({ ...MakePlanJob, name: 'not.handled', result: Done });
  // @ts-expect-error it is not among ALL_JOBS
  expect(outboxJob(nobodys, { planId: 'x' }).definition.name).toBe('not.handled');
  expect(outboxJob(MakePlanJob, { planId: 'x' }).data).toEqual({ planId: 'x' });
});
