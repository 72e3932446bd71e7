import { randomUUID } from 'node:crypto';
import { backupManifestKey, type BackupManifest, type RestorePoint } from '@archivesmp/contracts/backup';
import { sha256Hex as sha256 } from '@archivesmp/digests';
import { until } from '@archivesmp/private-services';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BackupRig, type RigInstance } from './backup-rig.js';

let rig: BackupRig;
let crea: RigInstance;
beforeAll(async () => {
  rig = await BackupRig.start();
  [crea] = (await rig.discover(['CREA01', 'hetzner'])) as [RigInstance];
});
afterAll(() => rig?.close());

const DAY_MS = 24 * 3_600_000;
const daysAgo = (days: number): Date => new Date(Date.now() - days * DAY_MS);

/** A backup of CREA01 in bucket and index. */
async function aBackup(
  days: number,
  contents: Readonly<Record<string, string>>,
  more: Partial<BackupManifest> = {},
): Promise<BackupManifest> {
  const { history, artifacts } = rig;
  for (const content of Object.values(contents))
    await artifacts.backups.storeContent(sha256(content), Buffer.from(content));
  const manifest: BackupManifest = {
    ...{ version: 1, id: randomUUID(), host: crea.host, instanceId: crea.id, instance: crea.name },
    ...{ plugin: 'CMI', takenAt: daysAgo(days).toISOString(), cause: 'schedule', takenBy: 'schedule' },
    files: Object.entries(contents).map(([path, content]) => ({
      ...{ path, sha256: sha256(content), size: content.length },
    })),
    ...more,
  };
  await history.backups.recordBackup(manifest, await artifacts.backups.sealManifest(manifest));
  return manifest;
}

/** A change that an agent carried out so many days ago, with the backup that was taken before it. */
async function aChange(
  days: number,
  files: Readonly<Record<string, readonly [before: string, after: string]>>,
): Promise<BackupManifest> {
  const { history, artifacts } = rig;
  const [orderId, createdAt, fence] = [randomUUID(), daysAgo(days), 1];
  const instance = { instanceId: crea.id, host: crea.host };
  const wanted = { kind: 'restart' as const, options: { perHost: 1 }, requestedBy: 'mia' };
  const deploymentId = await history.deployments.requestDeployment(
    { ...wanted, instances: [{ ...instance, wave: 0 }] },
    createdAt,
  );
  const changes = Object.entries(files).map(([path, [before, after]]) => ({ path, before, after }));
  for (const { after } of changes) await artifacts.snapshots.storeSnapshot(Buffer.from(after));
  const order = {
    ...{ orderId, deploymentId, ...instance, folder: 'CREA01', fence, planHash: sha256('plan') },
    expiresAt: new Date().toISOString(),
    files: changes.map(({ path, before, after }) => ({
      ...{ path, plugin: 'CMI', before: sha256(before), after: sha256(after) },
    })),
  };
  const signed = { text: JSON.stringify(order), signature: 'of a test' };
  await history.orders.issueOrder({ ...signed, order, direction: 'forward' }, createdAt);
  const outcome = { orderId, instanceId: crea.id, fence, state: 'applied' as const };
  await history.orders.recordOrderOutcome(outcome, crea.host, createdAt);
  const held = Object.fromEntries(changes.map(({ path, before }) => [path, before]));
  return aBackup(days, held, { takenAt: createdAt.toISOString(), deploymentId, cause: 'before-change' });
}

/** A plan that is to bring CREA01 back, as the web API records it. */
async function asked(restorePoint: RestorePoint): Promise<string> {
  const requestId = randomUUID();
  await rig.artifacts.changeRequests.storeChangeRequest(requestId, { title: 'as it was', restorePoint });
  return rig.history.plans.recordChangeRequest(
    {
      ...{
        title: 'as it was',
        request: { requestId },
        requestedBy: 'mia',
        approvals: 1,
        selfApproval: false,
      },
      ...{ expiresAt: new Date(Date.now() + DAY_MS), isComposed: true },
    },
    new Date(),
  );
}

/** The backup that was composed for it. */
const composedFor = (planId: string): Promise<string | undefined> =>
  until(async () => (await rig.history.plans.changeRequestOf(planId))?.backupId, 50_000);

describe('an instance as it was at a time', () => {
  it('is one backup of all plugins: each file from the newest backup that knows it, kept for its plan', async () => {
    const CONFIG = 'plugins/CMI/config.yml';
    await aBackup(9, { [CONFIG]: 'v: 1\n' });
    const whole = await aBackup(5, {
      ...{ [CONFIG]: 'v: 2\n', 'plugins/CMI/kits.yml': 'kits: 2\n', 'plugins/CMI/warps.yml': 'warps: 2\n' },
    });
    await aBackup(1, { [CONFIG]: 'v: 3\n' });
    const part = await aBackup(4, { [CONFIG]: 'part: 1\n' }, { cause: 'before-change' });
    const server = await aBackup(6, { 'server.properties': 'motd=1\n' }, { plugin: '_server' });
    const change = await aChange(3.5, { 'plugins/CMI/kits.yml': ['kits: 2\n', 'kits: changed\n'] });
    const at = daysAgo(3).toISOString();
    const planId = await asked({ instanceId: crea.id, at });
    const backupId = (await composedFor(planId))!;
    const indexed = (await rig.history.backupReads.getBackup(backupId))!;
    expect(indexed).toMatchObject({ plugin: '*', instance: 'CREA01', takenAt: new Date(at), takenBy: 'mia' });
    const manifest = await rig.artifacts.backups.readBackupManifest(indexed.manifestKey);
    expect(backupManifestKey(manifest)).toBe(indexed.manifestKey);
    const from = ({ id: backup, takenAt }: BackupManifest, how = 'held') => ({ backup, takenAt, how });
    expect(manifest.files).toEqual([
      { path: CONFIG, sha256: sha256('part: 1\n'), size: 8, from: from(part) },
      {
        path: 'plugins/CMI/kits.yml',
        sha256: sha256('kits: changed\n'),
        size: 14,
        from: from(change, 'written'),
      },
      { path: 'plugins/CMI/warps.yml', sha256: sha256('warps: 2\n'), size: 9, from: from(whole) },
      { path: 'server.properties', sha256: sha256('motd=1\n'), size: 7, from: from(server) },
    ]);
    expect((await rig.artifacts.backups.readContent(sha256('kits: changed\n'))).toString()).toBe(
      'kits: changed\n',
    );
    const retained = await rig.history.backupReads.listBackupsForRetention(new Date());
    expect(retained.find(({ id }) => id === backupId)!.neededBy).toMatch(/^plan /);
    const jobs = await rig.history.outbox.listPendingJobs(1_000, new Date(0), new Date(0));
    const its = jobs.filter(({ data }) => (data as { planId?: string }).planId === planId);
    expect(its.map(({ name }) => name)).toEqual(['deployment.make-plan']);
    expect(await composedFor(await asked({ instanceId: crea.id, at }))).toBe(backupId);
  });

  it('is no plan when its backups went meanwhile, which the plan says', async () => {
    const at = daysAgo(30).toISOString();
    const planId = await asked({ instanceId: crea.id, at, plugins: ['CMI'] });
    const failed = await until(async () => {
      const plan = await rig.history.plans.getPlan(planId);
      return plan?.state === 'failed' ? plan : undefined;
    }, 50_000);
    expect(failed!.reason).toBe(`There is no backup of CREA01 from ${at} or before.`);
  });
});
