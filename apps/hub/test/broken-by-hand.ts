import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { mapBounded } from '@archivesmp/bounded-work';
import { sha256Hex } from '@archivesmp/digests';
import { nameBytes } from '@archivesmp/instance-files';
import type { BackupDifference, BackupView } from '@archivesmp/contracts/backup';
import type { DeploymentView } from '@archivesmp/contracts/deployment';
import type { PlanView } from '@archivesmp/contracts/plan';
import { expect } from 'vitest';
import type { AsmpCommand } from './asmp-command.js';
import type { ChangeClient } from './change-client.js';
import type { TestProduct } from './test-product.js';

/** What a person, a full disk or a bad tool does to a file; `undefined` deletes it. */
export const DAMAGES: Readonly<Record<string, (sound: Buffer) => Buffer | undefined>> = {
  'syntax error': (sound) => Buffer.concat([Buffer.from('{[\t"\n'), sound]),
  truncation: (sound) => sound.subarray(0, sound.length >> 1),
  emptying: () => Buffer.alloc(0),
  deletion: () => undefined,
  'binary overwrite': (sound) => Buffer.from(sound.map((byte, index) => (byte * 7 + index * 31 + 1) % 256)),
};
/** Names of the five kinds of damage. */
export const DAMAGE_KINDS = Object.keys(DAMAGES);

/** A configuration file of the fleet, as it is while all is well. */
export interface SoundFile {
  readonly host: string;
  readonly instance: string;
  readonly instanceId: string;
  readonly plugin: string;
  /** Relative to the folder of its plugin, as the product names it. */
  readonly name: string;
  /** Relative to the server folder, as the product names it. */
  readonly file: string;
  /** Where it lies: bytes, because a name need not be text. */
  readonly filePath: Buffer;
  readonly sound: Buffer;
}

/** How a damage is taken back: by the request that the page sends, or by the command line. */
export type Way = 'page' | 'command line';

/** One of its files does not parse from the start, and its server says so after every start. */
export const COMPLAINS = 'MINE01';
/** Requests at the same time. */
const WORKERS = 4;

/** Breaks files of a running product behind its back, and sees to it that it finds them and gives them back. */
export class BrokenByHand {
  readonly counts = {
    broken: 0,
    found: 0,
    findings: 0,
    backedUp: 0,
    compared: 0,
    'by the page': 0,
    'by the command line': 0,
  };

  constructor(
    private readonly product: TestProduct,
    private readonly changeClient: ChangeClient,
    private readonly asmp: AsmpCommand,
  ) {}

  /** Every configuration file that the last scan saw, whatever it holds and whether or not a baseline speaks of it. */
  async files(): Promise<SoundFile[]> {
    const instances = new Map((await this.product.history.fleet.listInstances()).map((one) => [one.id, one]));
    const all: SoundFile[] = [];
    for (const {
      instanceId,
      plugin,
      path: name,
    } of await this.product.history.configFiles.listConfigFiles()) {
      const { host, name: instance } = instances.get(instanceId)!;
      const file = plugin === '_server' ? name : `plugins/${plugin}/${name}`;
      const filePath = this.pathOf(host, instance, file);
      all.push({ host, instance, instanceId, plugin, name, file, filePath, sound: await readFile(filePath) });
    }
    return all;
  }

  /** Where a file of an instance lies. A geyser keeps its files in another folder than a game server. */
  pathOf(host: string, instance: string, file: string): Buffer {
    const game = this.product.serverDir(host, instance);
    const folders = [game, path.join(path.dirname(game), 'geyser'), path.dirname(game)];
    const paths = folders.map((folder) => Buffer.concat([Buffer.from(`${folder}/`), nameBytes(file)!]));
    const filePath = paths.find((one) => existsSync(one));
    if (filePath === undefined) throw new Error(`${instance} has no ${file}`);
    return filePath;
  }

  /**
   * One round: these files are broken, each in the kind that `kindOf` says, all at once; one scan, one backup, the differences
   * from `sound` (backups of before), and one restore for each instance.
   */
  async round(
    files: readonly SoundFile[],
    sound: readonly BackupView[],
    kindOf: (index: number) => string,
    wayOf: (instance: string) => Way,
  ): Promise<void> {
    const at = new Date().toISOString();
    const broken = new Map<SoundFile, Buffer | undefined>();
    for (const [index, one] of files.entries()) {
      const made = DAMAGES[kindOf(index)]!(one.sound);
      // Nothing is to be cut off an empty file
      if (made?.equals(one.sound) === true) continue;
      broken.set(one, made);
      if (made === undefined) await rm(one.filePath);
      else await writeFile(one.filePath, made);
    }
    this.counts.broken += broken.size;
    const instances = [...new Set(files.map(({ instance }) => instance))];
    await this.product.scanned(instances.length === 1 ? { instance: instances[0] } : {});
    await this.assertFound(broken, at);
    await this.assertBackedUp(broken, instances);
    await this.assertCompared(broken, sound);
    await mapBounded(WORKERS, instances, (instance) => this.restore(instance, at, wayOf(instance)));
    for (const { filePath, sound: bytes, instance, file } of broken.keys()) {
      expect((await readFile(filePath)).equals(bytes), `${instance} ${file}`).toBe(true);
      this.counts[`by the ${wayOf(instance)}`] += 1;
    }
  }

  /** A scan knows what each file holds now; where a baseline speaks of it, that is a finding of unknown origin. */
  private async assertFound(broken: ReadonlyMap<SoundFile, Buffer | undefined>, at: string): Promise<void> {
    const named = new Set(
      (await this.product.findings('&cause=changed_between'))
        .filter(({ cause }) => cause.to! > at)
        .map(({ instance, plugin, file }) => `${instance} ${plugin} ${file}`),
    );

    const known = await this.product.history.configFiles.listConfigFiles();
    const seen = new Map(known.map((one) => [`${one.instanceId} ${one.plugin} ${one.path}`, one]));
    for (const [{ instance, instanceId, plugin, name }, made] of broken) {
      if (named.has(`${instance} ${plugin} ${name}`)) this.counts.findings += 1;
      const state = seen.get(`${instanceId} ${plugin} ${name}`);
      expect(state?.sha256, `${plugin}/${name}`).toBe(made && sha256Hex(made));
      this.counts.found += 1;
    }
  }

  private async assertBackedUp(
    broken: ReadonlyMap<SoundFile, Buffer | undefined>,
    instances: readonly string[],
  ): Promise<void> {
    const reason = `broken by hand ${Date.now()}`;
    const of = instances.length === 1 ? ['--instance', instances[0]!] : [];
    await this.asmp.succeeds('backup', 'take', ...of, '--reason', reason, '--wait');
    const held = new Set<string>();
    for (const { id, instance, reason: why } of await this.backups(instances))
      if (why?.includes(reason) === true)
        for (const { path: file, sha256: hash } of await this.product.history.backupReads.listBackupFiles(id))
          held.add(`${instance} ${file} ${hash}`);
    for (const [{ instance, file }, made] of broken) {
      if (made === undefined) continue;
      expect(held.has(`${instance} ${file} ${sha256Hex(made)}`), `${instance} ${file}`).toBe(true);
      this.counts.backedUp += 1;
    }
  }

  /** The backups of these instances, newest first. */
  async backups(instances: readonly string[]): Promise<BackupView[]> {
    const all: BackupView[] = [];
    for (const instance of instances)
      for (let after: string | undefined = ''; after !== undefined;) {
        const address = `/api/v1/backups?instance=${instance}&limit=1000${after && `&after=${encodeURIComponent(after)}`}`;
        const page: { backups: BackupView[]; next?: string } = await this.product.call('GET', address);
        all.push(...page.backups);
        after = page.next;
      }
    return all;
  }

  private async assertCompared(
    broken: ReadonlyMap<SoundFile, Buffer | undefined>,
    sound: readonly BackupView[],
  ): Promise<void> {
    const wanted = new Map([...broken].map(([one, made]) => [`${one.instance} ${one.file}`, { one, made }]));
    const touched = new Set([...broken.keys()].map(({ instance, plugin }) => `${instance} ${plugin}`));
    const named = new Set<string>();
    const concerned = sound.filter(({ instance, plugin }) => touched.has(`${instance} ${plugin}`));
    await mapBounded(WORKERS, concerned, async ({ id, instance }) => {
      const { files } = await this.product.call<BackupDifference>('GET', `/api/v1/backups/${id}/diff`);
      for (const listed of files) {
        const { one, made } = wanted.get(`${instance} ${listed.path}`) ?? {};
        if (one === undefined) continue;
        const then = sha256Hex(one.sound);
        expect(listed, `${instance} ${listed.path}`).toMatchObject(
          made === undefined
            ? { then, standing: 'gone' }
            : { then, now: sha256Hex(made), standing: 'changed' },
        );
        expect(listed.diff ?? listed.reason, `${instance} ${listed.path}`).toBeTruthy();
        named.add(`${instance} ${listed.path}`);
      }
    });
    expect([...wanted.keys()].filter((filePath) => !named.has(filePath))).toEqual([]);
    this.counts.compared += named.size;
    const [one] = concerned;
    const shown = await this.asmp.run('backup', 'diff', one!.id);
    expect(shown.exitCode, shown.err).toBe(2);
  }

  /** A whole instance as it was: a plan, a colleague who approves it, and its run. */
  private async restore(instance: string, at: string, way: Way): Promise<void> {
    // One of its files is broken while all is well, and has to be asked for as such
    const asIs = instance === COMPLAINS;
    const plan =
      way === 'page'
        ? await this.changeClient.plannedAt('/api/v1/backups/restore', {
            instance,
            at,
            ...(asIs && { asIs }),
          })
        : await this.asmp.document<PlanView>(
            ...['restore', '--instance', instance, '--at', at, ...(asIs ? ['--as-is'] : [])],
          );
    expect(plan, `${instance}: ${plan.reason}`).toMatchObject({ state: 'open' });
    await this.changeClient.approved(plan);
    const done =
      way === 'page'
        ? await this.changeClient.carriedOut(plan)
        : await this.asmp.document<DeploymentView>('apply', plan.id, '--wait');
    expect(done, `${instance}: ${done.reason ?? JSON.stringify(done.instances)}`).toMatchObject({
      state: 'succeeded',
    });
  }
}
