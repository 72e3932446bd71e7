import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ConsoleLog } from './console-log.js';
import { failed, succeeded, type ActionResult } from './refusals.js';
import { readStoredZip, writeStoredZip, type ZipEntry } from './stored-zip.js';
import type { Switches } from './switches.js';
import type { TaskList } from './task-list.js';

/** BackupManifest of the API. */
export interface AmpBackupManifest {
  Id: string;
  Name: string;
  Description: string;
  Timestamp: Date;
  ModuleName: string;
  TakenBy: string;
  CreatedAutomatically: boolean;
  Sticky: boolean;
  StoredLocally: boolean;
  StoredRemotely: boolean;
  TotalSizeBytes: number;
  SourceOS: number;
  HashSHA1: string;
  META: string;
  RemoteStoreId: string;
}

type StoredManifest = Omit<AmpBackupManifest, 'Timestamp'> & { Timestamp: string; File: string };

/** LocalFileBackupPlugin of one instance: zips in `<instance>/Backups`, listed in `Backups.json` beside them. */
export class SimulatedBackups {
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly instanceDir: string,
    private readonly appDir: string,
    private readonly switches: Switches,
    private readonly tasks: TaskList,
    private readonly console: ConsoleLog,
  ) {}

  /** Null when there are none, as on a real panel. */
  async listBackups(): Promise<AmpBackupManifest[] | null> {
    const stored = await this.stored();
    if (stored.length === 0) return null;
    return stored.map(({ File: _file, Timestamp, ...manifest }) => ({
      ...manifest,
      Timestamp: new Date(Timestamp),
    }));
  }

  /** Says yes at once; whether a backup comes of it shows later in the list. At the limit none does. */
  takeBackup(title: string, description: string, sticky: boolean, user: string): ActionResult {
    this.console.writeEntry(`Creating Backup: ${title}`, 'System Activity');
    const task = this.tasks.beginTask('Backup', title);
    this.running = this.running
      .then(async () => {
        const stored = await this.stored();
        if (stored.length >= this.switches.backupLimit) {
          this.console.writeEntry('Backup not taken: Backup count limit reached.', 'System Activity');
        } else {
          await new Promise((resolve) => setTimeout(resolve, this.switches.backupMs));
          await this.writeBackup(title, description, sticky, user);
        }
        this.tasks.finish(task);
      })
      .catch((error: unknown) => this.tasks.fail(task, String(error)));
    return succeeded();
  }

  async restore(id: string, deleteExisting: boolean): Promise<ActionResult> {
    const manifest = (await this.stored()).find((one) => one.Id === id);
    if (manifest === undefined) return failed('There is no such backup.');
    const task = this.tasks.beginTask('Restore', manifest.Name);
    this.running = this.running
      .then(async () => {
        const entries = readStoredZip(await readFile(path.join(this.folder, manifest.File)));
        if (deleteExisting)
          for (const name of await readdir(this.appDir))
            await rm(path.join(this.appDir, name), { recursive: true, force: true });
        for (const entry of entries) await restoreEntry(this.appDir, entry);
        this.tasks.finish(task);
      })
      .catch((error: unknown) => this.tasks.fail(task, String(error)));
    return succeeded();
  }

  async delete(id: string): Promise<void> {
    const stored = await this.stored();
    const gone = stored.find((one) => one.Id === id);
    if (gone === undefined || gone.Sticky) return;
    await rm(path.join(this.folder, gone.File), { force: true });
    await this.saveManifests(stored.filter((one) => one.Id !== id));
  }

  async setSticky(id: string, sticky: boolean): Promise<ActionResult> {
    const stored = await this.stored();
    const manifest = stored.find((one) => one.Id === id);
    if (manifest === undefined) return failed('There is no such backup.');
    manifest.Sticky = sticky;
    await this.saveManifests(stored);
    return succeeded();
  }

  /** Resolves when no backup or restore is running any more. */
  async settled(): Promise<void> {
    await this.running;
  }

  private get folder(): string {
    return path.join(this.instanceDir, 'Backups');
  }

  private async stored(): Promise<StoredManifest[]> {
    const text = await readFile(path.join(this.folder, 'Backups.json'), 'utf8').catch(() => '[]');
    return JSON.parse(text) as StoredManifest[];
  }

  private async saveManifests(manifests: StoredManifest[]): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    await writeFile(path.join(this.folder, 'Backups.json'), JSON.stringify(manifests, null, 2));
  }

  private async writeBackup(
    title: string,
    description: string,
    sticky: boolean,
    user: string,
  ): Promise<void> {
    const id = randomUUID();
    const now = new Date();
    const zip = writeStoredZip(await entriesBelow(this.appDir));
    const stamp = now.toISOString().replace(/\..*/, '').replace(/[-:]/g, '').replace('T', '-');
    const file = `${stamp}-${id}.zip`;
    await mkdir(this.folder, { recursive: true });
    await writeFile(path.join(this.folder, file), zip);
    await this.saveManifests([
      ...(await this.stored()),
      {
        Id: id,
        Name: title,
        Description: description,
        Timestamp: now.toISOString(),
        ModuleName: 'MinecraftModule',
        TakenBy: user,
        CreatedAutomatically: false,
        Sticky: sticky,
        StoredLocally: true,
        StoredRemotely: false,
        TotalSizeBytes: zip.length,
        SourceOS: 2,
        HashSHA1: createHash('sha1').update(zip).digest('hex'),
        META: '',
        RemoteStoreId: '',
        File: file,
      },
    ]);
  }
}

async function entriesBelow(dir: string, prefix = ''): Promise<ZipEntry[]> {
  const entries: ZipEntry[] = [];
  for (const entry of await readdir(dir, { withFileTypes: true })) {
    const name = prefix + entry.name;
    if (entry.isDirectory())
      entries.push(
        { name: `${name}/`, bytes: Buffer.alloc(0) },
        ...(await entriesBelow(path.join(dir, entry.name), `${name}/`)),
      );
    else if (entry.isFile()) entries.push({ name, bytes: await readFile(path.join(dir, entry.name)) });
  }
  return entries;
}

async function restoreEntry(appDir: string, entry: ZipEntry): Promise<void> {
  const target = path.resolve(appDir, entry.name);
  if (target !== appDir && !target.startsWith(appDir + path.sep))
    throw new Error('an entry leads out of the instance');
  if (entry.name.endsWith('/')) {
    await mkdir(target, { recursive: true });
    return;
  }
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, entry.bytes);
}
