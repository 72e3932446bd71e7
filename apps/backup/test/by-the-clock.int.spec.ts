import { TakeBackupJob, VerifyBackupsJob } from '@archivesmp/contracts/deployment-jobs';
import type { Operation } from '@archivesmp/history';
import { createLog } from '@archivesmp/service-kit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RequestDueOperation } from '../src/schedule/request-due-operation.js';
import { BackupRig, type RigInstance } from './backup-rig.js';

const HOUR_MS = 3_600_000;

let rig: BackupRig;
let bent: RigInstance;

beforeAll(async () => {
  rig = await BackupRig.start({ every_hours: 24, verify_every_hours: 168 });
  await rig.service.close();
  [bent] = (await rig.discover(['BENT01', 'hetzner'])) as [RigInstance];
  await rig.scanned(bent, { CMI: { 'config.yml': 'a: 1\n' } });
});
afterAll(() => rig?.close());

const scheduled = async (kind: string): Promise<Operation[]> =>
  (await rig.history.operations.listOperations({ limit: 100 })).operations.filter(
    (one) => one.kind === kind && one.requestedBy === 'schedule',
  );

/** Waits until the clock fired for all four at least once since the service started. */
async function fired(): Promise<void> {
  await expect
    .poll(() => rig.metrics(), { timeout: 40_000 })
    .toMatch(
      /archivesmp_backup_jobs_total\{queue_job="backup.clockwork",outcome="completed",app="backup"\} [3-9]/,
    );
}

it('backs up by the clock, also when Redis lost its schedules', async () => {
  await rig.wipeQueue();
  await rig.boot();
  await fired();
  const [operation] = await scheduled(TakeBackupJob.name);
  expect(await rig.ended(operation!.id)).toMatchObject({ state: 'succeeded', result: { taken: 1 } });
});

it('does not do it again because of a restart or a wiped Redis', async () => {
  await rig.service.close();
  await rig.wipeQueue();
  await rig.boot();
  await fired();
  expect(await scheduled(TakeBackupJob.name)).toHaveLength(1);
});

it('asks for what is due, once, and for nothing while it is under way', async () => {
  const log = createLog({ app: 'test', settings: { level: 'silent' } });
  const requestDueOperation = new RequestDueOperation(rig.history, rig.settings.backup, log);
  const [last] = await scheduled(TakeBackupJob.name);
  const after = (hours: number): Date => new Date(Date.parse(last!.requestedAt) + hours * HOUR_MS);
  expect(await requestDueOperation.requestDueOperation('take', after(23))).toBeUndefined();
  expect(await requestDueOperation.requestDueOperation('drill', after(2_000))).toBeUndefined();
  const verified = await scheduled(VerifyBackupsJob.name);
  for (const one of verified) await rig.ended(one.id);
  const id = await requestDueOperation.requestDueOperation('verify', after(400));
  expect(await requestDueOperation.requestDueOperation('verify', after(4_000))).toBeUndefined();
  expect(await rig.ended(id!)).toMatchObject({ state: 'succeeded' });
  expect(await scheduled(VerifyBackupsJob.name)).toHaveLength(verified.length + 1);
});
