import { AdvanceDeploymentJob, MakePlanJob } from '@archivesmp/contracts/deployment-jobs';
import { expect, it } from 'vitest';
import { JobHandlers } from './job-handlers.js';

const done = async (): Promise<object> => ({});

it('a service whose job has no handler does not compile', () => {
  type Mine = JobHandlers<'deployment.make-plan' | 'deployment.advance'>;
  const some = new JobHandlers().handle(MakePlanJob, done);
  // @ts-expect-error nothing handles deployment.advance
  const missing: Mine = some;
  expect(() => missing.assertComplete('mine', [MakePlanJob, AdvanceDeploymentJob])).toThrow(
    'mine promises deployment.advance but nothing handles it',
  );
  const all: Mine = some.handle(AdvanceDeploymentJob, done);
  all.assertComplete('mine', [MakePlanJob, AdvanceDeploymentJob]);
});
