import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { BackupDifference, BackupView } from '@archivesmp/contracts/backup';
import type { DeploymentView } from '@archivesmp/contracts/deployment';
import type { PlanView } from '@archivesmp/contracts/plan';
import { DEMO_INSTANCES } from '@archivesmp/demo-fleet';
import { campaignOf } from '@archivesmp/testing/campaign';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { Dice } from './dice.js';
import { TestProduct } from './test-product.js';

vi.setConfig({ testTimeout: 3_600_000, hookTimeout: 240_000 });

/** What a person, a full disk or a bad tool does to a file; `undefined` deletes it. */
const DAMAGES: Readonly<Record<string, (sound: Buffer) => Buffer | undefined>> = {
  'syntax error': (sound) => Buffer.concat([Buffer.from('{[\t"\n'), sound]),
  truncation: (sound) => sound.subarray(0, sound.length >> 1),
  emptying: () => Buffer.alloc(0),
  deletion: () => undefined,
  'binary overwrite': (sound) => Buffer.from(sound.map((byte, at) => (byte * 7 + at * 31) % 256)),
};
const KINDS = Object.keys(DAMAGES);
const OVER: ReadonlySet<string> = new Set(['succeeded', 'failed', 'stopped', 'paused']);

interface Subject {
  readonly host: string;
  readonly instance: string;
  /** Relative to the server folder. */
  readonly file: string;
  readonly place: string;
  readonly sound: Buffer;
}

/** It has a file that does not parse from the start: its server complains of it after every restart. */
const COMPLAINS = 'MINE01';

let product: TestProduct;
beforeAll(async () => {
  product = await TestProduct.start();
  await product.discovered(DEMO_INSTANCES.length);
});
afterAll(() => product?.close());

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** An operation asked for, once it has ended well. */
async function did(address: string, body: object): Promise<void> {
  const { id } = await product.call<{ id: string }>('POST', address, body);
  await product.eventually('the operation to end', async () => {
    const one = await product.call<{ finishedAt?: string; state: string }>('GET', `/api/v1/operations/${id}`);
    if (one.finishedAt === undefined) return undefined;
    expect(one.state).toBe('succeeded');
    return true;
  });
}

/** An instance as it was at a time: a plan, a colleague who approves it, and its run. */
async function restored(instance: string, at: string): Promise<DeploymentView> {
  const { id } = await product.call<PlanView>('POST', '/api/v1/backups/restore', { instance, at });
  const plan = await product.eventually('the plan to be made', async () => {
    const made = await product.call<PlanView>('GET', `/api/v1/plans/${id}`);
    return made.state === 'making' ? undefined : made;
  });
  expect(plan).toMatchObject({ state: 'open' });
  await product.callAsColleague('POST', `/api/v1/plans/${id}/approve`, { hash: plan.hash });
  const { id: deployment } = await product.call<DeploymentView>('POST', '/api/v1/deployments', {
    planId: id,
    hash: plan.hash,
  });
  return product.eventually('the deployment to end', async () => {
    const now = await product.call<DeploymentView>('GET', `/api/v1/deployments/${deployment}`);
    return OVER.has(now.state) ? now : undefined;
  });
}

const backupsOf = async (instance: string): Promise<BackupView[]> =>
  (await product.call<{ backups: BackupView[] }>('GET', `/api/v1/backups?instance=${instance}&limit=1000`))
    .backups;

/** Every config file of the fleet that lies where a game server keeps it and that its server understands. */
async function subjects(): Promise<Subject[]> {
  const instances = new Map((await product.history.fleet.instances()).map((one) => [one.id, one]));
  const all: Subject[] = [];
  for (const { instanceId, plugin, path: file, state } of await product.history.configFiles.configFiles()) {
    const { host, name: instance } = instances.get(instanceId)!;
    const inServer = plugin === '_server' ? file : `plugins/${plugin}/${file}`;
    const place = path.join(product.serverDir(host, instance), inServer);
    // because: a server that complains of a file fails its verdict, and then the restore is rightly taken back
    if (state !== 'readable' || !existsSync(place)) continue;
    all.push({ host, instance, file: inServer, place, sound: await readFile(place) });
  }
  return all;
}

/** Found, backed up and compared: what the product says of one broken file. */
async function assertSeen(
  subject: Subject,
  broken: Buffer | undefined,
  diffs: Map<string, unknown>,
): Promise<void> {
  const { file, sound } = subject;
  const said = diffs.get(file) as BackupDifference['files'][number] | undefined;
  expect(said, file).toMatchObject(
    broken === undefined
      ? { then: sha256(sound), standing: 'gone' }
      : { then: sha256(sound), now: sha256(broken), standing: 'changed' },
  );
  expect(said!.diff ?? said!.reason, file).toBeTruthy();
}

it('what is broken by hand is found, backed up, compared and brought back to the byte', async () => {
  const { size, isFull, seed } = campaignOf({ small: 10, full: 5 });
  const dice = new Dice(seed);
  await product.scanned();
  const everything = await subjects();
  const one = dice.one(everything.filter(({ instance }) => instance !== COMPLAINS)).instance;
  const chosen = isFull
    ? everything.filter(({ instance }) => instance !== COMPLAINS)
    : dice.shuffled(everything.filter(({ instance }) => instance === one)).slice(0, size);
  const rounds = isFull ? KINDS.length : 1;
  await did('/api/v1/backups', { reason: 'all is sound' });
  const counts = { broken: 0, restored: 0, notUnderstood: 0 };
  for (let round = 0; round < rounds; round += 1) {
    const at = new Date().toISOString();
    const sound = new Map<string, BackupView[]>();
    for (const instance of new Set(chosen.map((subject) => subject.instance)))
      sound.set(instance, await backupsOf(instance));
    const broken = new Map<Subject, Buffer | undefined>();
    for (const [index, subject] of chosen.entries()) {
      const made = DAMAGES[KINDS[(index + round) % KINDS.length]!]!(subject.sound);
      if (made?.equals(subject.sound) === true) continue;
      broken.set(subject, made);
      if (made === undefined) await rm(subject.place);
      else await writeFile(subject.place, made);
    }
    counts.broken += broken.size;
    for (const instance of sound.keys()) await product.scanned({ instance });
    for (const [instance, before] of sound) {
      const diffs = new Map<string, unknown>();
      const plugins = new Set<string>();
      for (const { id, plugin } of before) {
        if (plugins.has(plugin)) continue;
        plugins.add(plugin);
        const { files } = await product.call<BackupDifference>('GET', `/api/v1/backups/${id}/diff`);
        for (const file of files) diffs.set(file.path, file);
      }
      for (const [subject, made] of broken)
        if (subject.instance === instance) await assertSeen(subject, made, diffs);
      const known = await product.history.configFiles.configFiles({ state: 'not_understood' });
      counts.notUnderstood = Math.max(counts.notUnderstood, known.length);
      await did('/api/v1/backups', { instance, reason: 'broken by hand' });
      const held = new Set<string>();
      for (const { id, reason } of await backupsOf(instance))
        if (reason?.includes('broken by hand') === true)
          for (const { path: file, sha256: hash } of await product.history.backupReads.filesOf(id))
            held.add(`${file} ${hash}`);
      for (const [{ instance: on, file }, made] of broken)
        if (on === instance && made !== undefined)
          expect(held.has(`${file} ${sha256(made)}`), file).toBe(true);
      expect(await restored(instance, at), instance).toMatchObject({ state: 'succeeded' });
    }
    for (const { place, sound: bytes } of broken.keys()) {
      expect((await readFile(place)).equals(bytes), place).toBe(true);
      counts.restored += 1;
    }
  }
  console.log(
    `broken by hand, seed ${seed}: ${chosen.length} files, ${rounds} rounds, ${JSON.stringify(counts)}`,
  );
  expect(counts.restored).toBe(counts.broken);
  expect(counts.notUnderstood).toBeGreaterThan(0);
});
