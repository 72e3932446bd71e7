import { sha256Hex } from '@archivesmp/digests';
import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { backupContentKey, type BackupManifest } from '@archivesmp/contracts/backup';
import { vendorClient, type TestBucket } from '@archivesmp/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Artifacts, type ListedBackup } from '../src/index.js';

/** What every S3 server must do for backups. @param fresh gives a corner of a server of its own */
export function backupsSuite(fresh: () => Promise<TestBucket>): void {
  let bucket: TestBucket;
  let artifacts: Artifacts;

  beforeAll(async () => {
    bucket = await fresh();
    artifacts = new Artifacts(bucket);
    await artifacts.ensureBuckets();
  });
  afterAll(() => artifacts.close());

  const sha256 = (text: string): string => sha256Hex(text);
  const overwrite = async (key: string, text: string): Promise<void> => {
    await vendorClient(bucket).putObject(`${bucket.bucketPrefix}backups`, key, Buffer.from(text));
  };
  const aBackup = (more: Partial<BackupManifest> = {}): BackupManifest => ({
    version: 1,
    id: randomUUID(),
    host: 'hetzner',
    instanceId: randomUUID(),
    instance: 'BENT01',
    plugin: 'CMI',
    takenAt: '2026-11-21T02:00:00.000Z',
    cause: 'schedule',
    takenBy: 'schedule',
    files: [{ path: 'plugins/CMI/config.yml', sha256: sha256('a: 1\n'), size: 5 }],
    ...more,
  });
  const listed = async (prefix?: string): Promise<ListedBackup[]> => {
    const all: ListedBackup[] = [];
    for await (const one of artifacts.backups.listStoredBackups(prefix)) all.push(one);
    return all;
  };

  describe('backups in the bucket', () => {
    it('keep a content once and give it back', async () => {
      await artifacts.backups.storeContent(sha256('a: 1\n'), Buffer.from('a: 1\n'));
      await artifacts.backups.storeContent(sha256('a: 1\n'), Buffer.from('a: 1\n'));
      expect((await artifacts.backups.readContent(sha256('a: 1\n'))).toString()).toBe('a: 1\n');
      expect(
        (await Array.fromAsync(artifacts.backups.listContents())).flat().map((one) => one.sha256),
      ).toEqual([sha256('a: 1\n')]);
    });

    it('refuse a content under a wrong name and notice damaged bytes', async () => {
      await expect(artifacts.backups.storeContent(sha256('x'), Buffer.from('y'))).rejects.toMatchObject({
        code: 'artifacts.corrupt',
      });
      await artifacts.backups.storeContent(sha256('z'), Buffer.from('z'));
      await overwrite(backupContentKey(sha256('z')), 'other bytes');
      await expect(artifacts.backups.readContent(sha256('z'))).rejects.toMatchObject({
        code: 'artifacts.corrupt',
      });
      await artifacts.backups.storeContent(sha256('z'), Buffer.from('z'));
      expect((await artifacts.backups.readContent(sha256('z'))).toString()).toBe('z');
    });

    it('are found by host and instance from the bucket alone, damaged ones by name', async () => {
      const mine = aBackup({ host: 'ovh', instance: 'SMP 101/é' });
      const key = await artifacts.backups.sealManifest(mine);
      expect(await artifacts.backups.sealManifest(mine)).toBe(key);
      const broken = await artifacts.backups.sealManifest(aBackup({ host: 'ovh', instance: 'HUB01' }));
      await overwrite(broken, '{"version": 1}');
      const found = await listed('ovh/');
      expect(found).toContainEqual({ key, manifest: mine });
      expect(found).toContainEqual({ key: broken, damage: expect.stringContaining('damaged') });
      await artifacts.backups.removeManifest(key);
      expect(await listed('ovh/SMP')).toEqual([]);
    });
  });
}
