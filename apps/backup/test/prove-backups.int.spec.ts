import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DrillRestoreJob, VerifyBackupsJob } from '@archivesmp/contracts/deployment-jobs';
import { sha256Hex } from '@archivesmp/digests';
import type { IndexedBackup } from '@archivesmp/history';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BackupRig, type RigInstance } from './backup-rig.js';

let rig: BackupRig;
let bent: RigInstance;
let scratch: string;
const before = process.env['TMPDIR'];

beforeAll(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), 'archivesmp-drills-'));
  process.env['TMPDIR'] = scratch;
  rig = await BackupRig.start();
  [bent] = (await rig.discover(['BENT01', 'hetzner'])) as [RigInstance];
  const contents = Object.fromEntries(
    Array.from({ length: 10 }, (_, n) => [
      `Plugin${n}`,
      { 'config.yml': `n: ${n}\n`, 'same.yml': 'same: 1\n' },
    ]),
  );
  await rig.scanned(bent, contents);
  expect(await rig.taken([bent])).toMatchObject({ state: 'succeeded', result: { taken: 10 } });
});
afterAll(async () => {
  await rig?.close();
  if (before === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = before;
  await rm(scratch, { recursive: true, force: true });
});

const backupOf = async (plugin: string): Promise<IndexedBackup> =>
  (await rig.history.backupReads.listBackups({ plugin }, { limit: 1 })).backups[0]!;

describe('proving backups', () => {
  it('reads a share of them back, and all of them in as many rounds', async () => {
    const start = new Date();
    for (let round = 0; round < 10; round += 1)
      expect(await rig.did(VerifyBackupsJob)).toMatchObject({
        state: 'succeeded',
        result: { verified: 1, damaged: 0 },
      });
    const { backups } = await rig.history.backupReads.listBackups({}, { limit: 100 });
    expect(backups.every(({ verifiedAt }) => verifiedAt! >= start)).toBe(true);
  });

  it.each([
    ['bytes that were replaced', gzipSync('n: 9\n')],
    ['bytes that were cut', gzipSync('n: 3\n').subarray(0, 12)],
  ])('finds %s, says where, and counts it', async (_what, bytes) => {
    await rig.overwrite(rig.artifacts.backups.contentKey(sha256Hex('n: 3\n')), bytes);
    const operation = await rig.did(VerifyBackupsJob, { percent: 100 });
    expect(operation).toMatchObject({
      state: 'failed',
      reason: '1 of 10 backups is damaged.',
      result: { verified: 10, damaged: 1 },
    });
    const damaged = await backupOf('Plugin3');
    expect(damaged.damage).toContain('plugins/Plugin3/config.yml: the stored bytes of the backup');
    expect(rig.lines).toContainEqual(
      expect.objectContaining({
        level: 'error',
        message: 'backup is damaged',
        backup: damaged.id,
        plugin: 'Plugin3',
      }),
    );
    expect(await rig.metrics()).toMatch(
      /archivesmp_backup_verifications_total\{outcome="damaged",app="backup"\} \d/,
    );
    expect((await backupOf('Plugin4')).damage).toBeUndefined();
  });

  it('finds a manifest that is gone, and contents that are gone from every backup that shares them', async () => {
    const one = await backupOf('Plugin5');
    await rig.removeObject(one.manifestKey);
    await rig.removeObject(rig.artifacts.backups.contentKey(sha256Hex('same: 1\n')));
    expect(await rig.did(VerifyBackupsJob, { percent: 100 })).toMatchObject({ result: { damaged: 10 } });
    expect((await backupOf('Plugin5')).damage).toContain('there is no backup');
    expect((await backupOf('Plugin6')).damage).toContain('same.yml: there is no backup of the content');
  });

  it('heals damaged contents when the same files are backed up again', async () => {
    await rig.taken([bent]);
    // the one whose manifest is gone stays so; every other has its contents again
    expect(await rig.did(VerifyBackupsJob, { percent: 100 })).toMatchObject({ result: { damaged: 1 } });
    const { backups } = await rig.history.backupReads.listBackups({}, { limit: 100 });
    expect(backups.filter(({ damage }) => damage !== undefined).map(({ plugin }) => plugin)).toEqual([
      'Plugin5',
    ]);
  });
});

describe('drilling a restore', () => {
  it('restores a backup into a scratch folder, compares every byte with what was scanned, and leaves nothing', async () => {
    const operation = await rig.did(DrillRestoreJob);
    expect(operation).toMatchObject({
      state: 'succeeded',
      result: { instance: 'BENT01', files: 2, compared: 2, bytes: 13 },
    });
    expect(await readdir(scratch)).toEqual([]);
    expect(await rig.metrics()).toContain('archivesmp_backup_drills_total{outcome="whole",app="backup"} 1');
  });

  it('fails when what comes back is something else', async () => {
    await rig.overwrite(rig.artifacts.backups.contentKey(sha256Hex('same: 1\n')), gzipSync('other: 1\n'));
    const operation = await rig.did(DrillRestoreJob);
    expect(operation).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('could not be restored'),
    });
    const { backup } = operation.result as { backup: string };
    expect((await rig.history.backupReads.getBackup(backup))!.damage).toBeDefined();
    expect(await readdir(scratch)).toEqual([]);
  });
});
