import { randomUUID } from 'node:crypto';
import { backupManifestKey, type BackupManifest } from '@archivesmp/contracts/backup';
import { AdoptBackupsJob, RebuildBackupIndexJob } from '@archivesmp/contracts/deployment-jobs';
import type { IndexedBackup, Operation } from '@archivesmp/history';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BackupRig, type RigInstance } from './backup-rig.js';

/** Whoever has the key of the S3 server can write any object; the hub must not take it for its own. */
describe('somebody with the key of the S3 server', () => {
  let rig: BackupRig;
  let bent: RigInstance;
  let ours: IndexedBackup;
  let manifest: BackupManifest;

  beforeAll(async () => {
    rig = await BackupRig.start();
    [bent] = (await rig.discover(['BENT01', 'hetzner'])) as [RigInstance];
    await rig.scanned(bent, { CMI: { 'config.yml': 'a: 1\n' } });
    await rig.taken([bent]);
    ours = (await rig.history.backupReads.listBackups({}, { limit: 1 })).backups[0]!;
    manifest = await rig.artifacts.backups.readBackupManifest(ours.manifestKey);
  });
  afterAll(() => rig?.close());

  const invented = (more: Partial<BackupManifest> = {}): BackupManifest => ({
    ...manifest,
    id: randomUUID(),
    takenBy: 'admin',
    takenAt: new Date().toISOString(),
    ...more,
  });
  const rebuilt = (): Promise<Operation> => rig.did(RebuildBackupIndexJob);
  const signed = async (): Promise<{ signature: object }> =>
    JSON.parse((await rig.object(ours.manifestKey)).toString()) as { signature: object };

  /** Put there, not believed, named with the remedy, told once in the audit; taken away again. */
  async function isRefused(key: string, text: string, why: string): Promise<void> {
    const before = key === ours.manifestKey ? await rig.object(key) : undefined;
    await rig.overwrite(key, text);
    const operation = await rebuilt();
    await rebuilt();
    expect(operation).toMatchObject({ state: 'failed', result: { damaged: 1 } });
    expect(operation.reason).toContain(key);
    expect(operation.reason).toContain(why);
    const { records } = await rig.history.audit.listAudit({
      limit: 9,
      action: 'backup.refused',
      subject: key,
    });
    expect(records[0]!.detail).toMatchObject({ why: expect.stringContaining(why) as string });
    expect(new Set(records.map(({ detail }) => JSON.stringify(detail))).size).toBe(records.length);
    if (before === undefined) await rig.removeObject(key);
    else await rig.overwrite(key, before);
    const { backups } = await rig.history.backupReads.listBackups({}, { limit: 9 });
    expect(backups.map(({ id, takenBy }) => [id, takenBy])).toEqual([[ours.id, 'mia']]);
  }

  it('cannot invent a backup, alter one, or pass one off as another', async () => {
    const alien = invented();
    await isRefused(backupManifestKey(alien), JSON.stringify(alien), 'no signature');
    const { signature } = await signed();
    const borrowed = JSON.stringify({ ...alien, signature });
    await isRefused(backupManifestKey(alien), borrowed, 'does not fit');
    const altered = JSON.stringify({ ...manifest, takenBy: 'admin', signature });
    await isRefused(ours.manifestKey, altered, 'does not fit');
    const moved = backupManifestKey({ ...manifest, instance: 'EVIL01' });
    await isRefused(moved, (await rig.object(ours.manifestKey)).toString(), 'moved here');
    expect(await rebuilt()).toMatchObject({ state: 'succeeded', result: { backups: 1, damaged: 0 } });
  });

  it('cannot have a path outside of the server taken over, however it is asked for', async () => {
    const files = [{ path: '../../.ssh/authorized_keys', sha256: manifest.files[0]!.sha256, size: 5 }];
    const outside = invented({ files });
    const key = backupManifestKey(outside);
    await rig.overwrite(key, JSON.stringify(outside));
    const adopting = await rig.did(AdoptBackupsJob, { unknown: true });
    expect(adopting).toMatchObject({ state: 'failed', result: { signed: 0 } });
    expect(adopting.reason).toContain('leads out of the server folder');
    await rig.removeObject(key);
  });

  it('profits nothing from taking over: what the database says is signed, what it does not needs a person', async () => {
    await rig.overwrite(ours.manifestKey, JSON.stringify(manifest));
    const alien = invented();
    const key = backupManifestKey(alien);
    await rig.overwrite(key, JSON.stringify(alien));
    const known = await rig.did(AdoptBackupsJob);
    expect(known).toMatchObject({ state: 'failed', result: { signed: 1, unknown: 0, left: [{ key }] } });
    expect((await rebuilt()).reason).toContain(key);
    const all = await rig.did(AdoptBackupsJob, { unknown: true });
    expect(all).toMatchObject({ state: 'succeeded', result: { signed: 1, unknown: 1 } });
    expect(await rebuilt()).toMatchObject({ state: 'succeeded', result: { backups: 2, added: 1 } });
    const { records } = await rig.history.audit.listAudit({ limit: 1, action: 'backups.adopted' });
    expect(records[0]).toMatchObject({ actor: 'mia', detail: { signed: 1, unknown: 1, left: 0 } });
  });
});
