import type { Artifacts } from '@archivesmp/artifacts';
import { ForgetKeyJob, RenewContentsJob, VerifyBackupsJob } from '@archivesmp/contracts/deployment-jobs';
import { sha256Hex } from '@archivesmp/digests';
import { outboxJob } from '@archivesmp/history';
import { artifactsOf } from '@archivesmp/hub-wiring';
import { Secret } from '@archivesmp/service-kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SweepContents } from '../src/retain/sweep-contents.js';
import { SweepSnapshots } from '../src/retain/sweep-snapshots.js';
import { BackupRig, type RigInstance } from './backup-rig.js';
import { BackupHostSettings } from '../src/settings/backup-settings.js';

const DAY = 86_400_000;
const BEGUN = Date.now();
const NEVER = new AbortController().signal;
const key = (letter: string): Secret => new Secret(letter.repeat(40));
const MANY = Array.from({ length: 40 }, (_, n) => `n: ${n}\n`);

let rig: BackupRig;
let bent: RigInstance;
let opened: Artifacts[];

beforeEach(async () => {
  rig = await BackupRig.start();
  [bent] = (await rig.discover(['BENT01', 'hetzner'])) as [RigInstance];
  opened = [];
});
afterEach(async () => {
  for (const one of opened) one.close();
  await rig?.close();
});

interface Keys {
  readonly key?: Secret | undefined;
  readonly earlier_keys?: Secret | undefined;
  readonly encrypt: boolean;
}

const withKeys = (keys: Keys): BackupHostSettings =>
  Object.create(rig.settings, {
    storage: {
      value: Object.assign(Object.create(Object.getPrototypeOf(rig.settings.storage) as object), keys),
      enumerable: true,
    },
  }) as BackupHostSettings;

/** The buckets as a hub with these settings sees them. */
function under(keys: Keys): Artifacts {
  const artifacts = artifactsOf(withKeys(keys));
  opened.push(artifacts);
  return artifacts;
}

/** Everything that tidying removes from the buckets, some days later. */
async function tidied(artifacts: Artifacts, days: number): Promise<void> {
  const now = new Date(BEGUN + days * DAY);
  await new SweepSnapshots(rig.history, artifacts, 30, NEVER).sweepSnapshots(now);
  await new SweepContents(rig.history, artifacts).sweepContents(0, now);
}

const readable = async (artifacts: Artifacts, content: string): Promise<boolean[]> =>
  Promise.all(
    [
      (sha256: string) => artifacts.snapshots.readSnapshot(sha256),
      (sha256: string) => artifacts.backups.readContent(sha256),
    ].map((readStored) =>
      readStored(sha256Hex(content)).then(
        () => true,
        () => false,
      ),
    ),
  );

describe('contents whose key is changed', () => {
  it('are all there, and what nothing needs goes, whatever is set and while tidying runs in between', async () => {
    const [needed, old] = ['needed: 1\n', 'old: 1\n'];
    await rig.scanned(bent, { CMI: { 'config.yml': needed } });
    const [one, two] = [key('o'), key('t')];
    const keySequence: Keys[] = [
      { encrypt: true },
      { key: one, encrypt: true },
      { key: two, earlier_keys: one, encrypt: true },
      { key: two, earlier_keys: new Secret(`${one.reveal()}\n${two.reveal()}`), encrypt: true },
      { key: two, earlier_keys: one, encrypt: false },
      { key: one, earlier_keys: two, encrypt: true },
    ];
    let days = 2;
    for (const [step, storage] of keySequence.entries()) {
      const artifacts = under(storage);
      for (const content of [needed, old, `${old}${step}`]) {
        await artifacts.snapshots.storeSnapshot(Buffer.from(content));
        await artifacts.backups.storeContent(sha256Hex(content), Buffer.from(content));
      }
      await tidied(artifacts, (days += 2));
      const half = new AbortController();
      const isKilled = artifacts.snapshots.renewContents(half.signal).catch((error: Error) => error.name);
      setImmediate(() => half.abort());
      await isKilled;
      await tidied(artifacts, (days += 2));
      if (step % 2 === 1)
        for (const kind of [artifacts.snapshots, artifacts.backups])
          expect(await kind.renewContents(NEVER)).toMatchObject({ damaged: 0 });
      expect([step, ...(await readable(artifacts, needed))]).toEqual([step, true, true]);
    }
    const last = under(keySequence.at(-1)!);
    for (const more of [40, 80]) await tidied(last, days + more);
    expect(await readable(last, needed)).toEqual([true, true]);
    // unknown: what the rig stored under a key of its own, which no step of the sequence has
    expect(await last.snapshots.countContentForms()).toEqual({
      current: 1,
      earlier: 0,
      plain: 0,
      unknown: 1,
    });
    expect(await last.backups.countContentForms()).toEqual({ current: 1, earlier: 0, plain: 0, unknown: 0 });
    for (const content of [old, ...keySequence.map((_, step) => `${old}${step}`)])
      expect([content, ...(await readable(last, content))]).toEqual([content, false, false]);
  });

  it('are told as unreadable under a wrong key, never removed, and are whole again under the right one', async () => {
    await rig.scanned(bent, { CMI: { 'config.yml': 'a: 1\n', 'b.yml': 'b: 1\n' } });
    expect(await rig.taken([bent])).toMatchObject({ state: 'succeeded' });
    const right = rig.settings.storage;
    const another = { key: key('w'), encrypt: true };
    await rig.service.close();
    await rig.boot(withKeys(another));
    const wrong = under(another);
    expect([await wrong.snapshots.countContentForms(), await wrong.backups.countContentForms()]).toEqual([
      { current: 0, earlier: 0, plain: 0, unknown: 2 },
      { current: 0, earlier: 0, plain: 0, unknown: 2 },
    ]);
    await expect(wrong.backups.readContent(sha256Hex('a: 1\n'))).rejects.toThrow(
      /that the keys of the settings can read; others lie under [0-9a-f]{16}, .*earlier_keys/,
    );
    expect(await rig.did(RenewContentsJob)).toMatchObject({
      state: 'failed',
      reason: expect.stringMatching(/^What lies under [0-9a-f]{16} stays.*earlier_keys/) as string,
    });
    expect(await rig.did(VerifyBackupsJob, { percent: 100 })).toMatchObject({ state: 'failed' });
    for (const days of [2, 40, 80]) await tidied(wrong, days);

    await rig.service.close();
    await rig.boot(withKeys({ ...right, earlier_keys: key('w') }));
    expect(await rig.did(RenewContentsJob)).toMatchObject({ state: 'succeeded', result: { renewed: 0 } });
    expect(await rig.did(VerifyBackupsJob, { percent: 100 })).toMatchObject({
      state: 'succeeded',
      result: { damaged: 0 },
    });
    expect(await readable(under(right), 'b: 1\n')).toEqual([true, true]);
  });

  it('are given up when their key is lost for good, and only then; nothing of another key goes', async () => {
    await rig.scanned(bent, { CMI: { 'config.yml': 'a: 1\n' } });
    expect(await rig.taken([bent])).toMatchObject({ state: 'succeeded' });
    const lost = under(rig.settings.storage);
    const [lostId] = await under({ key: key('n'), encrypt: true }).listUnknownKeys();
    const settings = withKeys({ key: key('n'), earlier_keys: key('e'), encrypt: true });
    const earlier = under({ key: key('e'), encrypt: true });
    await earlier.snapshots.storeSnapshot(Buffer.from('of an earlier key\n'));
    const [earlierId] = (await lost.listUnknownKeys()).filter((id) => id !== lostId);

    const refused = await rig.did(ForgetKeyJob, { key: lostId! });
    expect(refused).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('is a key of the settings'),
    });
    await rig.service.close();
    await rig.boot(settings);
    expect(await rig.did(ForgetKeyJob, { key: earlierId! })).toMatchObject({ state: 'failed' });
    expect(await lost.snapshots.countContentsUnderKey(lostId!)).toBe(1);
    let removals = 0;
    const killed = new Promise<void>((resolve) => {
      // One of the two contents is removed by then, and the S3 server is unavailable from here on
      rig.storage.refuse = (method, path) => {
        if (method === 'DELETE' || (method === 'POST' && /[?&]delete\b/.test(path))) removals += 1;
        if (removals > 1) resolve();
        return removals > 1;
      };
    });
    const id = await rig.ask(ForgetKeyJob.name, 'mia (token laptop)', (operationId) => [
      outboxJob(ForgetKeyJob, { operationId, key: lostId! }),
    ]);
    await killed;
    await rig.service.close();
    rig.storage.refuse = undefined;
    await rig.boot(settings);
    expect(await rig.ended(id)).toMatchObject({ state: 'succeeded', result: { removed: 2 } });
    const now = under(settings.storage);
    expect(await now.listUnknownKeys()).toEqual([]);
    expect(await now.snapshots.countContentForms()).toMatchObject({ earlier: 1, unknown: 0 });
    const { records } = await rig.history.audit.listAudit({ limit: 9, subject: lostId!, person: 'mia' });
    expect(records).toMatchObject([
      {
        action: 'contents.key-forgotten',
        actor: 'mia (token laptop)',
        detail: { removed: 2, operation: id },
      },
    ]);
  });

  it('are brought to the new form to the last, when the service is killed in the middle of it', async () => {
    const plain = under({ encrypt: true });
    for (const content of MANY) await plain.snapshots.storeSnapshot(Buffer.from(content));
    let written = 0;
    const killed = new Promise<void>((resolve) => {
      // The S3 server is unavailable from here on, so that what is under way is cut off
      rig.storage.refuse = (method, path) => {
        if (method === 'PUT' && path.includes('/sealed/')) written += 1;
        if (written > 12) resolve();
        return written > 12;
      };
    });
    const id = await rig.ask(RenewContentsJob.name, 'mia', (operationId) => [
      outboxJob(RenewContentsJob, { operationId }),
    ]);
    await killed;
    await rig.service.close();
    rig.storage.refuse = undefined;
    const now = under(rig.settings.storage);
    const half = await now.snapshots.countContentForms();
    expect(half.plain).toBeGreaterThan(0);
    expect(half.current).toBeGreaterThan(0);
    for (const content of MANY) expect((await readable(now, content))[0]).toBe(true);
    await rig.boot();
    expect(await rig.ended(id)).toMatchObject({ state: 'succeeded', result: { damaged: 0 } });
    expect(await now.snapshots.countContentForms()).toEqual({
      current: MANY.length,
      earlier: 0,
      plain: 0,
      unknown: 0,
    });
  });
});
