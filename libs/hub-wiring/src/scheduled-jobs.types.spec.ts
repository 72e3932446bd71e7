import { defineJob, TakeInventoryJob } from '@archivesmp/contracts/jobs';
import { expect, it } from 'vitest';
import type { ServiceStores } from './service-work.js';

it('a job that no service handles cannot be put on a schedule', async () => {
  const scheduled: string[] = [];
  const bus: Pick<ServiceStores['bus'], 'upsertSchedule'> = {
    upsertSchedule: async (_id, _schedule, { name }) => void scheduled.push(name),
  };
  const unhandled = defineJob({ ...TakeInventoryJob, name: 'not.handled' });
  // @ts-expect-error it is not among ALL_JOBS
  await bus.upsertSchedule('a', { everySeconds: 1 }, unhandled, {});
  await bus.upsertSchedule('b', { everySeconds: 1 }, TakeInventoryJob, {});
  expect(scheduled).toEqual(['not.handled', 'plugins.take-inventory']);
});
