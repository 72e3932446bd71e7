import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { TidyHistoryJob } from '@archivesmp/contracts/deployment-jobs';
import { sha256Hex } from '@archivesmp/digests';
import { artifactsOf, auditKeysOf } from '@archivesmp/hub-wiring';
import { createLog, Metrics, RetentionSettings, Secret } from '@archivesmp/service-kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CutAuditTrail } from '../src/retain/cut-audit-trail.js';
import { SweepSnapshots } from '../src/retain/sweep-snapshots.js';
import { ThinOutRecords } from '../src/retain/thin-out-records.js';
import { TidyHistory } from '../src/retain/tidy-history.js';
import { observeBackups } from '../src/metrics.js';
import { BackupRig, type RigInstance } from './backup-rig.js';

const DAY = 86_400_000;
const BEGUN = Date.now();
const inDays = (days: number): Date => new Date(BEGUN + days * DAY);
const ORDER_KEY = generateKeyPairSync('ed25519')
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
const keysOf = (orderKey: string | undefined) =>
  auditKeysOf({
    deployment: orderKey === undefined ? {} : { order_key: new Secret(orderKey) },
    retention: new RetentionSettings(),
  });

let rig: BackupRig;
let bent: RigInstance;

beforeEach(async () => {
  rig = await BackupRig.start();
  [bent] = (await rig.discover(['BENT01', 'hetzner'])) as [RigInstance];
});
afterEach(() => rig?.close());

/** The very use case of the service, on another day. */
async function tidied(now: Date): Promise<Record<string, never> & { contents: object; rows: object }> {
  const { history, artifacts } = rig;
  const settings = new RetentionSettings();
  const { signal } = new AbortController();
  const tidy = new TidyHistory(
    history,
    new ThinOutRecords(history, artifacts, settings, signal),
    new SweepSnapshots(history, artifacts, settings.contents_days, signal),
    new CutAuditTrail(history, settings, keysOf(ORDER_KEY)),
    artifacts,
    observeBackups(new Metrics('test')),
    createLog({ app: 'test', settings: { level: 'silent' } }),
  );
  const id = await rig.ask('test.tidy', 'mia', () => []);
  await tidy.tidyHistory(id, true, now);
  const operation = await rig.ended(id);
  expect(operation).toMatchObject({ state: 'succeeded' });
  return operation.result as never;
}

const isStored = (content: string): Promise<boolean> =>
  rig.artifacts.snapshots.hasSnapshot(sha256Hex(content));

describe('stored contents', () => {
  it('go a month after the last that named them, not with the scan that replaced them', async () => {
    await rig.scanned(bent, { CMI: { 'config.yml': 'a: 1\n' } });
    await rig.scanned(bent, { CMI: { 'config.yml': 'a: 2\n' } });
    expect(await tidied(inDays(0))).toMatchObject({ contents: { stored: 2, departing: 1, removed: 0 } });
    expect(await tidied(inDays(29))).toMatchObject({ contents: { stored: 2, departing: 1, removed: 0 } });
    expect(await tidied(inDays(31))).toMatchObject({ contents: { stored: 1, departing: 0, removed: 1 } });
    expect([await isStored('a: 1\n'), await isStored('a: 2\n')]).toEqual([false, true]);
  });

  it('stay when something names them again, in a file or in a plan', async () => {
    await rig.scanned(bent, { CMI: { 'config.yml': 'a: 1\n', 'b.yml': 'b: 1\n' } });
    await rig.scanned(bent, { CMI: { 'config.yml': 'a: 2\n' } });
    expect(await tidied(inDays(0))).toMatchObject({ contents: { departing: 2 } });
    await rig.scanned(bent, { CMI: { 'config.yml': 'a: 1\n' } });
    const id = await rig.history.plans.recordChangeRequest(
      {
        title: 'gives b.yml back',
        request: { content: sha256Hex('b: 1\n') },
        requestedBy: 'mia',
        expiresAt: inDays(90),
        approvals: 1,
        selfApproval: false,
      },
      new Date(),
    );
    expect(await tidied(inDays(60))).toMatchObject({ contents: { removed: 0, departing: 1 } });
    expect(await isStored('a: 1\n')).toBe(true);
    expect(await isStored('b: 1\n')).toBe(true);
    await rig.history.plans.failPlan(id, 'because', inDays(60));
  });

  it('that were removed are stored anew by whoever has them, even if he was told a moment ago that they are there', async () => {
    const { snapshots } = rig.artifacts;
    const hub = artifactsOf(rig.settings, rig.history);
    const hash = await hub.snapshots.storeSnapshot(Buffer.from('a: 1\n'));
    expect(await hub.snapshots.findMissingSnapshots([hash])).toEqual([]);
    await tidied(inDays(0));
    await tidied(inDays(31));
    expect(await snapshots.hasSnapshot(hash)).toBe(false);
    expect(await hub.snapshots.findMissingSnapshots([hash])).toEqual([hash]);
    await hub.snapshots.storeSnapshot(Buffer.from('a: 1\n'));
    expect(await hub.snapshots.findMissingSnapshots([hash])).toEqual([]);
    hub.close();
  });

  it('that are claimed while they wait to go begin to wait anew', async () => {
    const hub = artifactsOf(rig.settings, rig.history);
    const hash = await hub.snapshots.storeSnapshot(Buffer.from('a: 1\n'));
    await tidied(inDays(0));
    await hub.snapshots.findMissingSnapshots([hash]);
    expect(await tidied(inDays(31))).toMatchObject({ contents: { removed: 0, departing: 1 } });
    expect(await tidied(inDays(62))).toMatchObject({ contents: { removed: 1 } });
    hub.close();
  });
});

describe('tidying', () => {
  it('is done by the service, says what went, and may be killed and begun again anywhere', async () => {
    await rig.scanned(bent, { CMI: { 'config.yml': 'a: 1\n' } });
    expect(await rig.did(TidyHistoryJob)).toMatchObject({
      state: 'succeeded',
      result: { rows: {}, contents: { stored: 1, removed: 0 }, auditRows: 0 },
    });
    for (let n = 0; n < 4; n++) await rig.scanned(bent, { CMI: { 'config.yml': 'a: 1\n' } });
    const database = rig.history.retained;
    const [first] = await Promise.allSettled([
      database.thinOutRecords('scan', inDays(900), () => {
        throw new Error('killed');
      }),
    ]);
    expect(first.status).toBe('rejected');
    expect(await tidied(inDays(60))).toMatchObject({ rows: { scan: 6 }, contents: { stored: 1 } });
    expect(await tidied(inDays(60))).not.toHaveProperty('rows.scan');
    expect((await rig.history.scans.listScans({ limit: 9 })).scans).toHaveLength(2);
  });

  it('cuts the audit trail behind an anchor, and the trail says so and stays whole', async () => {
    const { audit } = rig.history;
    for (let n = 0; n < 3; n++)
      await audit.recordAudit({ actor: 'mia', action: 'a', subject: `${n}` }, new Date());
    expect(await tidied(inDays(800))).toMatchObject({ auditRows: 2 });
    const verdict = await audit.verifyAuditChain(keysOf(ORDER_KEY).trusted);
    expect(verdict).toMatchObject({ rows: 2, cut: { rows: 2 } });
    expect(verdict.broken).toBeUndefined();
    expect((await audit.listAudit({ limit: 1 })).records).toMatchObject([
      { action: 'audit.cut', actor: 'mia', person: 'mia' },
    ]);
  });

  it('keeps the whole trail when nobody can sign for what would go', async () => {
    const cut = new CutAuditTrail(rig.history, { audit_days: 730 }, keysOf(undefined));
    expect(await cut.cutAuditTrail({ requestedBy: 'mia' }, randomUUID(), inDays(800))).toMatchObject({
      auditRows: 0,
      auditLeft: expect.stringContaining('deployment.order_key') as string,
    });
  });
});
