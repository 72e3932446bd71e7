import { randomUUID } from 'node:crypto';
import { backupManifestKey, type BackupManifest } from '@archivesmp/contracts/backup';
import { TakeBackupJob } from '@archivesmp/contracts/deployment-jobs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { outboxJob, type InstanceBackup } from '../src/index.js';
import { anInstance, at, discover, historyRig, scanOnce, type HistoryRig } from './history-rig.js';

let rig: HistoryRig;
beforeEach(async () => {
  rig = await historyRig();
});
afterEach(async () => {
  await rig[Symbol.asyncDispose]();
});

const INSTANCES = Array.from({ length: 12 }, () => randomUUID());
const done = (instance: string, more: Partial<InstanceBackup> = {}): InstanceBackup => ({
  instance,
  taken: 2,
  unchanged: 1,
  bytes: 10,
  leftOut: 0,
  ...more,
});

const requested = (requestedBy = 'mia', now = at(0)): Promise<string> =>
  rig.history.operations.requestOperation(
    {
      kind: TakeBackupJob.name,
      requestedBy,
      jobs: (operationId) =>
        INSTANCES.map((instanceId) => outboxJob(TakeBackupJob, { operationId, instanceId })),
    },
    now,
  );

describe('an operation of which every instance is a job', () => {
  const end = (operationId: string, instanceId: string, outcome: InstanceBackup) =>
    rig.history.backupOperations.endInstanceBackup(
      operationId,
      TakeBackupJob.jobId({ operationId, instanceId }),
      outcome,
      at(5),
    );

  it('ends with the last of them, however many come at the same moment and how often', async () => {
    const id = await requested();
    const states = await Promise.all([...INSTANCES, ...INSTANCES].map((one) => end(id, one, done(one))));
    expect(states.filter((state) => state === 'succeeded').length).toBeGreaterThan(0);
    expect(await rig.history.operations.getOperation(id)).toMatchObject({
      state: 'succeeded',
      finishedAt: at(5).toISOString(),
      result: { instances: 12, ended: 12, taken: 24, unchanged: 12, bytes: 120, leftOut: 0, troubles: [] },
    });
    expect(await rig.count('outbox', 'done_at IS NULL')).toBe(0);
  });

  it('runs until then, and has failed when one failed', async () => {
    const id = await requested();
    const [first, second, ...others] = INSTANCES;
    expect(await end(id, first!, done('BENT01', { failure: 'no agent' }))).toBe('running');
    expect(await rig.history.operations.countLiveOperations(TakeBackupJob.name)).toBe(1);
    expect(await rig.history.operations.getOperation(id)).toMatchObject({ progress: { ended: 1 } });
    await end(id, second!, done('EVO01', { failure: 'no agent' }));
    for (const one of others) await end(id, one, done(one));
    expect(await rig.history.operations.getOperation(id)).toMatchObject({
      state: 'failed',
      reason: 'BENT01, EVO01: no agent',
      result: { troubles: ['BENT01, EVO01: no agent'] },
    });
    expect(await rig.history.operations.countLiveOperations(TakeBackupJob.name)).toBe(0);
    expect(await end(randomUUID(), first!, done('BENT01'))).toBeUndefined();
  });

  it('is found by who asked and how it ended', async () => {
    const { operations } = rig.history;
    const [scheduled, byHand] = [await requested('schedule', at(1)), await requested('mia', at(2))];
    await operations.endOperation(scheduled, { state: 'succeeded' }, at(3));
    expect(await operations.findLatestOperation(TakeBackupJob.name)).toMatchObject({
      id: byHand,
      state: 'requested',
    });
    expect(await operations.findLatestOperation(TakeBackupJob.name, { requestedBy: 'schedule' })).toEqual({
      id: scheduled,
      state: 'succeeded',
      requestedAt: at(1),
      finishedAt: at(3),
    });
    expect(await operations.findLatestOperation(TakeBackupJob.name, { state: 'succeeded' })).toMatchObject({
      id: scheduled,
    });
    expect(await operations.findLatestOperation('backup.drill')).toBeUndefined();
  });
});

describe('what can be brought back', () => {
  const record = async (takenAt: number, more: Partial<BackupManifest>): Promise<string> => {
    const manifest: BackupManifest = {
      version: 1,
      id: randomUUID(),
      host: 'hetzner',
      instanceId: INSTANCES[0]!,
      instance: 'BENT01',
      plugin: 'CMI',
      takenAt: at(takenAt).toISOString(),
      cause: 'schedule',
      takenBy: 'schedule',
      files: [{ path: 'plugins/CMI/config.yml', sha256: 'a'.repeat(64), size: 4 }],
      ...more,
    };
    await rig.history.backups.recordBackup(manifest, backupManifestKey(manifest));
    return manifest.id;
  };

  it('is the newest whole backup of each plugin until a time; parts and put together ones do not count', async () => {
    const old = await record(1, {});
    const newer = await record(5, { cause: 'by-hand' });
    await record(6, { cause: 'before-change' });
    await record(6, { plugin: '*', cause: 'by-hand' });
    const vault = await record(2, { plugin: 'Vault' });
    const elsewhere = await record(7, { host: 'ovh' });
    const { backupCoverage } = rig.history;
    const newest = async (choice: object) =>
      (await backupCoverage.findNewestWholeBackups({ instanceId: INSTANCES[0]!, ...choice })).map(
        ({ id }) => id,
      );
    expect(await newest({})).toEqual([elsewhere, vault]);
    expect(await newest({ host: 'hetzner' })).toEqual([newer, vault]);
    expect(await newest({ host: 'hetzner', until: at(4) })).toEqual([old, vault]);
    expect(await newest({ plugins: ['Vault'] })).toEqual([vault]);
    expect(await newest({ instanceId: 'nonsense' })).toEqual([]);
  });

  it('is any backup with contents that is not known to be damaged', async () => {
    const { backupCoverage, backups } = rig.history;
    expect(await backupCoverage.findAnyWholeBackup()).toBeUndefined();
    await record(1, { files: [] });
    const damaged = await record(2, {});
    await backups.markBackupVerified(damaged, 'gone', at(3));
    expect(await backupCoverage.findAnyWholeBackup()).toBeUndefined();
    const whole = await record(4, {});
    expect((await backupCoverage.findAnyWholeBackup())!.id).toBe(whole);
  });

  it('thins out whole backups and parts apart, and knows what config files have now', async () => {
    await record(1, {});
    await record(2, { cause: 'before-change' });
    const groups = (await rig.history.backupReads.listBackupsForRetention(at(9))).map(({ group }) => group);
    expect(new Set(groups).size).toBe(2);
    const bent = anInstance('BENT01');
    await discover(rig.history, bent);
    expect(await rig.history.backupCoverage.listInstancesWithoutBackup()).toEqual(['BENT01']);
    const file = { plugin: 'CMI', path: 'config.yml', format: 'yaml' as const, size: 4, modifiedAt: at(1) };
    const sha256 = 'b'.repeat(64);
    await scanOnce(rig.history, bent, [], at(10), { files: [{ ...file, state: 'readable', sha256 }] });
    const seen = await rig.history.backupReads.findContentsOnInstances(['a'.repeat(64), sha256]);
    expect(seen).toEqual(new Set([sha256]));
  });
});
