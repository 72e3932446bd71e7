import type { AuditRecord } from '@archivesmp/history';
import { createLog } from '@archivesmp/service-kit';
import { expect, it } from 'vitest';
import { RefusedJobAudit } from './refused-jobs.js';

function rig() {
  const records: AuditRecord[] = [];
  const clock = { now: 0, broken: false };
  const audit = {
    recordAudit: async (record: AuditRecord) => {
      if (clock.broken) throw new Error('away');
      records.push(record);
    },
  };
  const log = createLog({ app: 'test', settings: { level: 'silent' } });
  return { records, clock, jobs: new RefusedJobAudit(audit, 'agent:ovh', log, () => clock.now) };
}
const forged = (jobId: string) => ({ jobId, kind: 'unknown' as const });

it('tells the audit of the first at once, of the others once a minute, by number and the first ten names', async () => {
  const { records, clock, jobs } = rig();
  await jobs.addRefusedJobs([forged('a')], 1);
  expect(records).toEqual([
    {
      actor: 'agent:ovh',
      action: 'job.refused',
      subject: 'agent:ovh',
      detail: { count: 1, jobs: [forged('a')] },
    },
  ]);
  for (let number = 0; number < 200; number += 1) await jobs.addRefusedJobs([forged(`b${number}`)], 1);
  expect(records).toHaveLength(1);
  clock.now = 60_000;
  await jobs.addRefusedJobs([], 1_000);
  const jobs10 = Array.from({ length: 10 }, (_each, number) => forged(`b${number}`));
  expect(records[1]!.detail).toEqual({ count: 1_200, jobs: jobs10 });
});

it('forgets none that could not be recorded', async () => {
  const { records, clock, jobs } = rig();
  clock.broken = true;
  await expect(jobs.addRefusedJobs([forged('a')], 1)).rejects.toThrow('away');
  clock.broken = false;
  await jobs.addRefusedJobs([forged('b')], 1);
  expect(records).toMatchObject([{ detail: { count: 2, jobs: [forged('a'), forged('b')] } }]);
});
