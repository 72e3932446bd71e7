import { randomUUID } from 'node:crypto';
import { PruneBackupsJob, RebuildBackupIndexJob } from '@archivesmp/contracts/deployment-jobs';
import { sha256Hex } from '@archivesmp/digests';
import type { IndexedBackup } from '@archivesmp/history';
import { createLog, Metrics } from '@archivesmp/service-kit';
import { RETAIN_NOTHING } from '@archivesmp/retention/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AlignIndex } from '../src/retain/align-index.js';
import { PruneBackups } from '../src/retain/prune-backups.js';
import { SweepContents } from '../src/retain/sweep-contents.js';
import { observeBackups } from '../src/metrics.js';
import { BackupRig, type Contents, type RigInstance } from './backup-rig.js';

const RETAIN_ONE = { keep_last: 1, keep_within_hours: 0, keep_hourly: 0, keep_daily: 0, keep_yearly: 0 };
const IN_TWO_DAYS = 2 * 24 * 3_600_000;

let rig: BackupRig;
let bent: RigInstance;

beforeEach(async () => {
  rig = await BackupRig.start(RETAIN_ONE);
  [bent] = (await rig.discover(['BENT01', 'hetzner'])) as [RigInstance];
});
afterEach(() => rig?.close());

/** A backup of CMI with this content, as it was seen then. */
async function backedUp(value: string): Promise<IndexedBackup> {
  const contents: Contents = { CMI: { 'config.yml': value } };
  await rig.scanned(bent, contents);
  await rig.taken([bent]);
  const { backups } = await rig.history.backupReads.listBackups({}, { limit: 1 });
  return backups[0]!;
}

const ids = async (): Promise<string[]> =>
  (await rig.history.backupReads.listBackups({}, { limit: 100 })).backups.map(({ id }) => id);
const stored = async (): Promise<string[]> =>
  (await Array.fromAsync(rig.artifacts.backups.listContents()))
    .flat()
    .map((one) => one.sha256)
    .sort();

/** The very use case of the service, at another time of day: contents must be older than a day to go. */
async function pruneInTwoDays(): Promise<object> {
  const log = createLog({ app: 'test', settings: { level: 'silent' } });
  const { history, artifacts } = rig;
  const align = new AlignIndex(history, artifacts, log);
  const policy = { ...RETAIN_NOTHING, keepLast: 1 };
  const sweep = new SweepContents(history, artifacts);
  const facts = observeBackups(new Metrics('test'));
  const prune = new PruneBackups(history, artifacts, align, sweep, policy, facts, log);
  const id = await rig.ask('test.prune', 'mia', () => []);
  await prune.pruneBackups(id, true, new Date(Date.now() + IN_TWO_DAYS));
  const operation = await rig.ended(id);
  expect(operation).toMatchObject({ state: 'succeeded' });
  return operation.result!;
}

describe('thinning out', () => {
  it('drops what no rule keeps: index, manifest, and after a day the contents that nothing refers to', async () => {
    const first = await backedUp('a: 1\n');
    const second = await backedUp('a: 2\n');
    const third = await backedUp('a: 3\n');
    const operation = await rig.did(PruneBackupsJob);
    expect(operation).toMatchObject({ state: 'succeeded', result: { kept: 1, dropped: 2, contents: 0 } });
    expect(await ids()).toEqual([third.id]);
    expect(await rig.artifacts.backups.listManifestKeys()).toEqual([third.manifestKey]);
    expect(await stored()).toHaveLength(3);
    expect(await pruneInTwoDays()).toMatchObject({ kept: 1, dropped: 0, contents: 2 });
    expect(await stored()).toEqual([sha256Hex('a: 3\n')]);
    const { records } = await rig.history.audit.listAudit({ limit: 10, action: 'backups.pruned' });
    expect(records.at(-1)).toMatchObject({ actor: 'mia', subject: operation.id, detail: { dropped: 2 } });
    const dropped = rig.lines
      .filter(({ message }) => message === 'backup dropped')
      .map((line) => line['backup']);
    expect(dropped.sort()).toEqual([first.id, second.id].sort());
  });

  it('keeps what a live plan or a hold in force needs, until it does not', async () => {
    const restored = await backedUp('a: 1\n');
    const planHash = 'f'.repeat(64);
    const rejected = { ...(await rig.artifacts.backups.readBackupManifest(restored.manifestKey)) };
    const part = { ...rejected, id: randomUUID(), cause: 'before-change' as const, planHash };
    const newer = { ...part, id: randomUUID(), planHash: 'e'.repeat(64), takenAt: new Date().toISOString() };
    for (const one of [part, newer])
      await rig.history.backups.recordBackup(one, await rig.artifacts.backups.sealManifest(one));
    const last = await backedUp('a: 2\n');
    const expiresAt = new Date(Date.now() + 3_600_000);
    const record = {
      title: 'back',
      request: {},
      requestedBy: 'mia',
      expiresAt,
      approvals: 1,
      selfApproval: false,
    };
    const planId = await rig.history.plans.recordChangeRequest(
      { ...record, backupId: restored.id },
      new Date(),
    );
    const holdId = await rig.history.holds.placeHold(
      { instanceId: bent.id, reason: 'was rolled back', by: 'mia', rejectedPlanHash: planHash },
      new Date(),
    );
    expect(await rig.did(PruneBackupsJob)).toMatchObject({ result: { dropped: 0 } });
    expect((await ids()).sort()).toEqual([restored.id, part.id, newer.id, last.id].sort());
    await rig.history.plans.failPlan(planId, 'not wanted', new Date());
    await rig.history.holds.liftHold(holdId, 'mia', new Date());
    expect(await rig.did(PruneBackupsJob)).toMatchObject({ result: { dropped: 2 } });
    // the newest whole one and the newest part
    expect((await ids()).sort()).toEqual([newer.id, last.id].sort());
  });

  it('finishes what a killed run left: an unindexed manifest, a row without one, contents of neither', async () => {
    const retained = await backedUp('a: 1\n');
    const manifest = await rig.artifacts.backups.readBackupManifest(retained.manifestKey);
    await rig.history.backups.dropBackups([retained.id]);
    const never = { ...manifest, id: randomUUID(), takenAt: new Date(0).toISOString() };
    await rig.history.backups.recordBackup(never, 'hetzner/BENT01/CMI/never/manifest.json');
    expect(await rig.did(PruneBackupsJob)).toMatchObject({ result: { indexed: 1, unindexed: 1, kept: 1 } });
    expect(await ids()).toEqual([retained.id]);
  });

  it('removes no content while a manifest cannot be read, or that a config file has now', async () => {
    const first = await backedUp('a: 1\n');
    await backedUp('a: 2\n');
    const lost = { ...(await rig.artifacts.backups.readBackupManifest(first.manifestKey)), id: randomUUID() };
    const key = await rig.artifacts.backups.sealManifest(lost);
    await rig.overwrite(key, '{"version":1');
    expect(await pruneInTwoDays()).toMatchObject({
      dropped: 1,
      contents: 0,
      contentsLeft: expect.stringContaining('1 manifest in the bucket cannot be read'),
    });
    await rig.removeObject(key);
    await rig.scanned(bent, { CMI: { 'config.yml': 'a: 1\n' } });
    expect(await pruneInTwoDays()).toMatchObject({ contents: 0 });
    await rig.scanned(bent, { CMI: { 'config.yml': 'a: 2\n' } });
    expect(await pruneInTwoDays()).toMatchObject({ contents: 1 });
    expect(await stored()).toEqual([sha256Hex('a: 2\n')]);
  });
});

describe('disaster recovery', () => {
  /** Everything the index says, but for what was verified. */
  async function index(): Promise<unknown[]> {
    const { backups } = await rig.history.backupReads.listBackups({}, { limit: 1_000 });
    return Promise.all(
      backups.map(async ({ verifiedAt: _verifiedAt, ...one }) => ({
        ...one,
        contents: await rig.history.backupReads.listBackupFiles(one.id),
      })),
    );
  }

  it('makes the index anew from the bucket alone, and every backup can be read', async () => {
    for (let n = 0; n < 5; n += 1) await backedUp(`a: ${n}\n`);
    const before = await index();
    expect(before).toHaveLength(5);
    await rig.history.backups.forgetAllBackups();
    expect(await index()).toEqual([]);
    expect(await rig.did(RebuildBackupIndexJob)).toMatchObject({
      state: 'succeeded',
      result: { backups: 5, added: 5, corrected: 0, removed: 0, damaged: 0 },
    });
    expect(await index()).toEqual(before);
    expect(await rig.did(RebuildBackupIndexJob)).toMatchObject({
      result: { added: 0, corrected: 0, removed: 0 },
    });
  });

  it('puts right what the index says wrongly, and names manifests that cannot be read', async () => {
    const [first, second] = [await backedUp('a: 1\n'), await backedUp('a: 2\n')];
    const before = await index();
    const manifest = await rig.artifacts.backups.readBackupManifest(first.manifestKey);
    await rig.history.backups.dropBackups([first.id]);
    await rig.history.backups.recordBackup({ ...manifest, takenBy: 'nobody', files: [] }, first.manifestKey);
    expect(await rig.did(RebuildBackupIndexJob)).toMatchObject({ result: { corrected: 1 } });
    expect(await index()).toEqual(before);
    await rig.overwrite(second.manifestKey, 'no manifest');
    expect(await rig.did(RebuildBackupIndexJob)).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining(second.manifestKey),
      result: { damaged: 1, backups: 1 },
    });
    expect((await rig.history.backupReads.getBackup(second.id))!.damage).toContain('carries no signature');
  });
});
