import { TakeBackupJob } from '@archivesmp/contracts/deployment-jobs';
import { sha256Hex } from '@archivesmp/digests';
import { outboxJob, type IndexedBackup } from '@archivesmp/history';
import { until } from '@archivesmp/private-services';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BackupRig, type RigInstance } from './backup-rig.js';

let rig: BackupRig;
let bent: RigInstance;
let dev: RigInstance;

const CONTENTS = {
  CMI: { 'config.yml': 'a: 1\n', 'Settings/Kits.yml': 'kits: {}\n' },
  TAB: { 'config.yml': 'tab: true\n' },
  _server: { 'server.properties': 'motd=hi\n' },
};

beforeAll(async () => {
  rig = await BackupRig.start();
  [bent, dev] = (await rig.discover(['BENT01', 'hetzner'], ['DEV01', 'ovh'])) as [RigInstance, RigInstance];
});
afterAll(() => rig?.close());
afterEach(() => {
  rig.storage.refuse = undefined;
});

const backupsOf = async (instance: RigInstance): Promise<IndexedBackup[]> =>
  (await rig.history.backupReads.listBackups({ instanceId: instance.id }, { limit: 100 })).backups;

describe('taking backups', () => {
  it('makes one backup per plugin of what the last scan saw, the server itself among them', async () => {
    await rig.scanned(bent, CONTENTS, { unreadable: [['TAB', 'groups.yml']] });
    const operation = await rig.taken([bent], { reason: 'before the event' });
    expect(operation).toMatchObject({
      state: 'succeeded',
      result: {
        instances: 1,
        ended: 1,
        taken: 3,
        unchanged: 0,
        leftOut: 1,
        leftOutFiles: ['BENT01 plugins/TAB/groups.yml: permission denied'],
        troubles: [],
      },
    });
    const backups = await backupsOf(bent);
    expect(backups.map(({ plugin, files }) => [plugin, files]).sort()).toEqual([
      ['CMI', 2],
      ['TAB', 1],
      ['_server', 1],
    ]);
    const [seen] = await rig.history.fleet.listInstances({ instance: bent.id });
    for (const one of backups)
      expect(one).toMatchObject({
        host: 'hetzner',
        instance: 'BENT01',
        cause: 'by-hand',
        takenBy: 'mia',
        takenAt: seen!.scannedAt,
        verifiedAt: expect.any(Date),
        manifestKey: expect.stringMatching(/^hetzner\/BENT01\/[^/]+\/[^/]+\/manifest\.json$/),
      });
    const tab = backups.find(({ plugin }) => plugin === 'TAB')!;
    expect(tab.reason).toBe(
      'before the event; without what could not be read: plugins/TAB/groups.yml (permission denied)',
    );
    expect(tab.leftOut).toEqual([{ path: 'plugins/TAB/groups.yml', state: 'permission_denied' }]);
    const server = backups.find(({ plugin }) => plugin === '_server')!;
    expect(await rig.history.backupReads.listBackupFiles(server.id)).toEqual([
      { path: 'server.properties', sha256: sha256Hex('motd=hi\n'), size: 8 },
    ]);
    const manifest = await rig.artifacts.backups.readBackupManifest(server.manifestKey);
    expect((await rig.artifacts.backups.readContent(manifest.files[0]!.sha256!)).toString()).toBe(
      'motd=hi\n',
    );
  });

  it('leaves out by the clock what is as its last backup, and never by hand', async () => {
    const changed = { ...CONTENTS, CMI: { ...CONTENTS.CMI, 'config.yml': 'a: 2\n' } };
    await rig.scanned(bent, changed);
    const by = 'schedule';
    expect((await rig.taken([bent], { by })).result).toMatchObject({ taken: 1, unchanged: 2 });
    expect((await backupsOf(bent))[0]).toMatchObject({
      plugin: 'CMI',
      cause: 'schedule',
      takenBy: 'schedule',
    });
    expect((await rig.taken([bent], { by })).result).toMatchObject({ taken: 0, unchanged: 3 });
    const hand = await rig.taken([bent], { plugin: 'TAB' });
    expect(hand.result).toMatchObject({ taken: 1, unchanged: 0 });
  });

  it('takes anew by the clock what was found damaged', async () => {
    const tab = (await backupsOf(bent)).find(({ plugin }) => plugin === 'TAB')!;
    await rig.history.backups.markBackupVerified(tab.id, 'config.yml is damaged', new Date());
    await rig.scanned(bent, { TAB: CONTENTS.TAB });
    expect((await rig.taken([bent], { by: 'schedule' })).result).toMatchObject({ taken: 1 });
  });

  it('asks by hand for what is there now, whatever the last scan saw, and keeps the reason', async () => {
    await rig.scanned(dev, { TAB: { 'config.yml': 'old: 1\n' } });
    const id = await rig.ask(TakeBackupJob.name, 'mia', (operationId) => [
      outboxJob(TakeBackupJob, {
        operationId,
        instanceId: dev.id,
        look: 'fleet',
        reason: 'before the event',
      }),
    ]);
    const scan = (await until(async () => (await rig.history.scans.runningScans())[0], 20_000))!;
    expect(scan).toMatchObject({ scope: {}, requestedBy: 'mia' });
    await rig.answerScan(scan.id, dev, { TAB: { 'config.yml': 'new: 1\n' } });
    await rig.history.scanResults.completeScan(scan.id, [], {}, new Date());
    expect(await rig.ended(id)).toMatchObject({ state: 'succeeded' });
    const [backup] = await backupsOf(dev);
    expect(backup).toMatchObject({ cause: 'by-hand', takenBy: 'mia', reason: 'before the event' });
    const [file] = await rig.history.backupReads.listBackupFiles(backup!.id);
    expect(file!.sha256).toBe(sha256Hex('new: 1\n'));
  });

  it('names an instance that cannot be scanned, and backs up the others', async () => {
    const [hub] = await rig.discover(['HUB01', 'ovh']);
    await rig.scanned(bent, CONTENTS);
    const id = await rig.ask(TakeBackupJob.name, 'mia', (operationId) =>
      [bent, hub!].map((one) => outboxJob(TakeBackupJob, { operationId, instanceId: one.id })),
    );
    const scanOf = (one: RigInstance) =>
      until(
        async () => (await rig.history.scans.runningScans()).find(({ scope }) => scope.instance === one.id),
        20_000,
      );
    const ofBent = (await scanOf(bent))!;
    await rig.answerScan(ofBent.id, bent, CONTENTS);
    await rig.history.scanResults.completeScan(ofBent.id, [], {}, new Date());
    const scan = (await scanOf(hub!))!;
    const target = { instanceId: hub!.id, host: 'ovh', folder: 'HUB01', unreachable: 'No agent is known.' };
    const answerBy = new Date(Date.now() + 60_000);
    const select = { extensions: ['yml'], maxBytes: 1, unmanaged: [] };
    await rig.history.scanProgress.startScan(scan.id, { targets: [target], answerBy, select }, new Date());
    await rig.history.scanResults.completeScan(scan.id, [], {}, new Date());
    const operation = await rig.ended(id);
    expect(operation).toMatchObject({
      state: 'failed',
      reason: 'HUB01: it could not be scanned: No agent is known; it was never scanned',
      result: { instances: 2, ended: 2, taken: 3 },
    });
    expect(await backupsOf(hub!)).toEqual([]);
  });

  it('names a plugin whose content is not to be had, and keeps no part of it', async () => {
    await rig.scanned(bent, { Vault: { 'config.yml': 'v: 1\n', 'b.yml': 'here: 1\n' }, TAB: CONTENTS.TAB });
    await rig.removeSnapshot(rig.artifacts.snapshots.contentKey(sha256Hex('v: 1\n')));
    const operation = await rig.taken([bent]);
    expect(operation).toMatchObject({ state: 'failed', result: { taken: 1 } });
    expect(operation.reason).toMatch(/^BENT01: Vault: there is no snapshot/);
    expect((await backupsOf(bent)).filter(({ plugin }) => plugin === 'Vault')).toEqual([]);
  });
});

describe('a storage that answers 503 in the midst of a backup', () => {
  const FILES = Object.fromEntries(Array.from({ length: 8 }, (_, n) => [`${n}.yml`, `value: ${n}\n`]));
  const manifests = async (): Promise<string[]> =>
    (await rig.artifacts.backups.listManifestKeys()).filter((key) => key.includes('/Half/'));

  it.each([
    [
      'while contents are written',
      (method: string, path: string) => method === 'PUT' && /backups\/sealed\//.test(path),
    ],
    [
      'while contents are read back',
      (method: string, path: string) => method === 'GET' && /backups\/sealed\//.test(path),
    ],
    [
      'while the manifest is written',
      (method: string, path: string) => method === 'PUT' && /manifest\.json/.test(path),
    ],
  ])('leaves nothing that looks like a backup, and finishes when it is back: %s', async (_when, refuse) => {
    const earlier = (await manifests()).length;
    const salt = String(Math.random());
    await rig.scanned(bent, { Half: { ...FILES, 'salt.yml': `salt: ${salt}\n` } });
    rig.storage.refused = 0;
    rig.storage.refuse = refuse;
    const id = await rig.ask(TakeBackupJob.name, 'schedule', (operationId) => [
      outboxJob(TakeBackupJob, { operationId, instanceId: bent.id, plugin: 'Half' }),
    ]);
    expect(await until(() => (rig.storage.refused >= 6 ? true : undefined), 40_000)).toBe(true);
    const half = (await backupsOf(bent)).filter(({ plugin }) => plugin === 'Half');
    expect(half).toHaveLength(earlier);
    rig.storage.refuse = undefined;
    expect(await manifests()).toHaveLength(earlier);
    expect(await rig.ended(id)).toMatchObject({ state: 'succeeded', result: { taken: 1 } });
    expect(await manifests()).toHaveLength(earlier + 1);
    const [backup] = (await backupsOf(bent)).filter(({ plugin }) => plugin === 'Half');
    expect(backup!.files).toBe(9);
    for (const { sha256: hash } of await rig.history.backupReads.listBackupFiles(backup!.id))
      await rig.artifacts.backups.readContent(hash!);
  });
});
