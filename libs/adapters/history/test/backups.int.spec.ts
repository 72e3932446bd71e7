import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backupManifestKey, type BackupFile, type BackupManifest } from '@archivesmp/contracts/backup';
import { aDeployment, anOpenPlan, MADE } from './deployment-rig.js';
import { at, historyRig, type HistoryRig } from './history-rig.js';

let rig: HistoryRig;
beforeEach(async () => {
  rig = await historyRig();
});
afterEach(async () => {
  await rig[Symbol.asyncDispose]();
});

const sha = (digit: string) => digit.repeat(64);
const aFile = (path: string, sha256: string | null, size = 10): BackupFile => ({ path, sha256, size });
const aBackup = (takenAt: number, more: Partial<BackupManifest> = {}): BackupManifest => ({
  version: 1,
  id: randomUUID(),
  host: 'hetzner',
  instanceId: '11111111-1111-4111-8111-111111111111',
  instance: 'SMP101',
  plugin: 'CMI',
  takenAt: at(takenAt).toISOString(),
  cause: 'before-change',
  takenBy: 'mia',
  files: [],
  ...more,
});

const record = (manifest: BackupManifest, files = manifest.files) =>
  rig.history.backups.recordBackup({ ...manifest, files }, backupManifestKey(manifest));

describe('the index of backups', () => {
  it('takes a backup once, with its files, and gives all of it back', async () => {
    const { backupReads } = rig.history;
    const backup = aBackup(0, { reason: 'plan', deploymentId: randomUUID(), planHash: sha('f') });
    const { version: _version, files: _files, ...rest } = backup;
    const files = [
      { ...aFile('plugins/CMI/config.yml', sha('a'), 100), mode: 0o644 },
      aFile('plugins/CMI/new.yml', null, 0),
    ];
    const recorded = await Promise.all([record(backup, files), record(backup, files)]);
    expect(recorded.sort()).toEqual([false, true]);
    expect(await backupReads.getBackup(backup.id)).toEqual({
      ...rest,
      takenAt: at(0),
      manifestKey: backupManifestKey(backup),
      files: 2,
      bytes: 100,
    });
    expect(await backupReads.listBackupFiles(backup.id)).toEqual(files);
    expect(await backupReads.getBackup('nonsense')).toBeUndefined();
  });

  it('is the same after it was forgotten and rebuilt from manifests', async () => {
    const { backups, backupReads } = rig.history;
    const all = [aBackup(0), aBackup(1), aBackup(2, { plugin: 'Vault' })];
    const index = async () => {
      for (const one of all) await record(one, [aFile('x.yml', sha('a'))]);
      return (await backupReads.listBackups({}, { limit: 10 })).backups;
    };
    const before = await index();
    await backups.forgetAllBackups();
    expect(await backupReads.countBackupTotals()).toEqual({ backups: 0, bytes: 0, verified: 0, damaged: 0 });
    expect(await index()).toEqual(before);
    expect(before.map((one) => one.takenAt)).toEqual([at(2), at(1), at(0)]);
  });

  it('is read page by page and filtered', async () => {
    const { backupReads } = rig.history;
    for (let n = 0; n < 5; n += 1) await record(aBackup(n, { plugin: n % 2 ? 'Vault' : 'CMI' }), []);
    const first = await backupReads.listBackups({}, { limit: 3 });
    const second = await backupReads.listBackups({}, { limit: 3, after: first.next! });
    expect([...first.backups, ...second.backups].map((one) => one.takenAt)).toEqual([4, 3, 2, 1, 0].map(at));
    expect(second.next).toBeUndefined();
    const some = await backupReads.listBackups({ plugin: 'CMI', from: at(1), until: at(4) }, { limit: 9 });
    expect(some.backups.map((one) => one.takenAt)).toEqual([at(2)]);
  });

  it('lists last what a wrong clock dated in the future, page by page, and counts it as no newest', async () => {
    const { backupReads } = rig.history;
    const [now, hour] = [at(10), 3_600];
    for (const n of [0, 4 * hour, 1, 9 * hour, 2]) await record(aBackup(n), []);
    const all = await backupReads.listBackups({}, { limit: 9, now });
    expect(all.backups.map((one) => one.takenAt)).toEqual([2, 1, 0, 9 * hour, 4 * hour].map(at));
    const paged: Date[] = [];
    for (let after: string | undefined, more = true; more;) {
      const page = await backupReads.listBackups(
        {},
        { limit: 2, now, ...(after !== undefined && { after }) },
      );
      paged.push(...page.backups.map((one) => one.takenAt));
      more = (after = page.next) !== undefined;
    }
    expect(paged).toEqual(all.backups.map((one) => one.takenAt));
    expect(await backupReads.countBackupTotals(now)).toMatchObject({ backups: 5, newest: at(2) });
  });

  it('says which were verified longest ago, and counts what is damaged', async () => {
    const { backups, backupReads } = rig.history;
    const [old, fresh, never] = [aBackup(0), aBackup(1), aBackup(2)];
    for (const one of [old, fresh, never]) await record(one, [aFile('x.yml', sha('a'))]);
    await backups.markBackupVerified(old.id, undefined, at(10));
    await backups.markBackupVerified(fresh.id, 'x.yml has another sha256', at(20));
    expect((await backupReads.listLeastVerifiedBackups(3)).map((one) => one.id)).toEqual([
      never.id,
      old.id,
      fresh.id,
    ]);
    expect(await backupReads.countBackupTotals()).toEqual({
      backups: 3,
      bytes: 30,
      verified: 1,
      damaged: 1,
      newest: at(2),
    });
    await expect(backups.markBackupVerified(randomUUID(), undefined, at(1))).rejects.toMatchObject({
      code: 'resource.not-found',
    });
  });

  it('names the contents that are not referred to any more when backups are dropped', async () => {
    const { backups } = rig.history;
    const [one, two] = [aBackup(0), aBackup(1)];
    await record(one, [aFile('a.yml', sha('a')), aFile('b.yml', sha('b'))]);
    await record(two, [aFile('a.yml', sha('a')), aFile('gone.yml', null)]);
    expect(await backups.dropBackups([one.id, randomUUID()])).toEqual({
      dropped: [{ id: one.id, manifestKey: backupManifestKey(one) }],
      unreferenced: [sha('b')],
    });
    expect(await backups.findReferencedContents([sha('a'), sha('b')])).toEqual(new Set([sha('a')]));
    expect((await backups.dropBackups([two.id])).unreferenced).toEqual([sha('a')]);
    expect(await rig.count('backup_files')).toBe(0);
  });
});

describe('retention', () => {
  it('hears which backups a live plan, a deployment under way or a hold needs', async () => {
    const { backupReads, deployments, holds } = rig.history;
    const { id: deploymentId, instances } = await aDeployment(rig.history);
    const [free, restored, used, held] = [
      aBackup(0),
      aBackup(1),
      aBackup(2, { deploymentId }),
      aBackup(3, { instanceId: instances[0].id, planHash: MADE.hash }),
    ];
    for (const one of [free, restored, used, held]) await record(one, []);
    const planId = await anOpenPlan(rig.history, { backupId: restored.id });
    const holdId = await holds.placeHold(
      { instanceId: instances[0].id, reason: 'x', by: 'mia', rejectedPlanHash: MADE.hash },
      at(4),
    );
    const neededBy = async () =>
      (await backupReads.listBackupsForRetention(at(5))).map((one) => one.neededBy);
    expect(await neededBy()).toEqual([
      undefined,
      `plan ${planId}`,
      `deployment ${deploymentId}`,
      `hold ${holdId}`,
    ]);
    await rig.history.plans.markStale(planId, 'moved', at(6));
    await deployments.moveDeploymentState(deploymentId, { from: 'waiting', to: 'cancelled' }, at(6));
    await holds.liftHold(holdId, 'mia', at(4));
    expect(await neededBy()).toEqual([undefined, undefined, undefined, undefined]);
    const groups = (await backupReads.listBackupsForRetention(at(5))).map((one) => one.group);
    expect(groups[0]).toBe(groups[1]);
    expect(groups[3]).not.toBe(groups[0]);
  });
});
