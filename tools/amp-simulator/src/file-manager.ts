import { createHash } from 'node:crypto';
import { copyFile, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { FileJail } from './file-jail.js';
import { failed, SimulatedRefusal, succeeded, type ActionResult } from './refusals.js';
import type { PanelSession } from './session-table.js';
import type { Switches } from './switches.js';
import { UploadLocks } from './upload-locks.js';

const TRASH = '.trash';
const ARCHIVE = /\.(zip|tar|gz|tgz|7z|rar)$/i;
const CHUNK = 1024 * 1024;

/** One entry of a folder, as AMP lists it. */
export interface DirectoryEntry {
  Filename: string;
  IsDirectory: boolean;
  IsVirtualDirectory: boolean;
  SizeBytes: number;
  Created: Date;
  Modified: Date;
  IsDownloadable: boolean;
  IsEditable: boolean;
  IsArchive: boolean;
  IsExcludedFromBackups: boolean;
}

/** FileManagerPlugin over one real folder. Everything that fails is refused with a reason, as AMP does. */
export class FileManager {
  readonly locks = new UploadLocks();
  private readonly jail: FileJail;

  constructor(
    root: string,
    private readonly switches: Switches,
  ) {
    this.jail = new FileJail(root);
  }

  async listDirectory(dir: string): Promise<DirectoryEntry[]> {
    if (dir === '.') return [];
    const real = await this.existing(dir, 'directory');
    const entries: DirectoryEntry[] = [];
    for (const name of (await readdir(real)).sort()) {
      const found = await stat(path.join(real, name)).catch(() => undefined);
      if (found === undefined || !(found.isFile() || found.isDirectory())) continue;
      entries.push({
        Filename: name,
        IsDirectory: found.isDirectory(),
        IsVirtualDirectory: false,
        SizeBytes: found.isDirectory() ? 0 : found.size,
        Created: found.birthtime,
        Modified: found.mtime,
        IsDownloadable: found.isFile() && this.allowed(name, this.switches.downloadableExtensions),
        IsEditable: found.isFile() && found.size < CHUNK,
        IsArchive: ARCHIVE.test(name),
        IsExcludedFromBackups: false,
      });
    }
    return entries;
  }

  /** At most `length` bytes from `offset`; fewer at the end of the file. */
  async readChunk(file: string, offset: number, length = CHUNK): Promise<Buffer> {
    if (!this.allowed(file, this.switches.downloadableExtensions))
      throw new SimulatedRefusal(failed('Files with this extension may not be downloaded.'));
    const real = await this.existing(file, 'file');
    const handle = await open(real, 'r');
    try {
      const { size } = await handle.stat();
      const buffer = Buffer.alloc(Math.max(0, Math.min(length, size - offset, 33_554_432)));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, offset);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  }

  /** The first chunk of an upload makes the file anew, whatever its offset; a gap before a chunk is filled with zeros. */
  async writeChunk(
    session: PanelSession,
    file: string,
    data: Buffer,
    offset: number,
    final: boolean,
  ): Promise<ActionResult> {
    if (!this.allowed(file, this.switches.uploadableExtensions))
      return failed('Files with this extension may not be uploaded.');
    const real = await this.jail.resolveInside(file);
    if ((await stat(path.dirname(real)).catch(() => undefined))?.isDirectory() !== true)
      return failed('The directory of this file does not exist.');
    if ((await stat(real).catch(() => undefined))?.isDirectory() === true)
      return failed('This is a directory.');
    const lock = this.locks.enter(real, session);
    if (lock === 'foreign') return failed('The file is locked by another upload.');
    const handle = await open(real, lock === 'fresh' ? 'w' : 'r+');
    try {
      const { size } = await handle.stat();
      if (offset > size) await handle.truncate(offset);
      await handle.write(data, 0, data.length, offset);
    } finally {
      await handle.close();
      if (final) this.locks.release(real);
    }
    return succeeded();
  }

  async releaseLock(file: string): Promise<ActionResult> {
    const released = this.locks.release(await this.jail.resolveInside(file));
    return released ? succeeded() : failed('The file is not locked.');
  }

  async md5(file: string): Promise<ActionResult> {
    const content = await readFile(await this.existing(file, 'file'));
    return succeeded(createHash('md5').update(content).digest('hex').toUpperCase());
  }

  /** The parent must exist. */
  async createDirectory(dir: string): Promise<ActionResult> {
    const real = await this.jail.resolveInside(dir);
    const made = await mkdir(real).then(
      () => true,
      () => false,
    );
    return made ? succeeded() : failed('The directory exists already, or its parent does not.');
  }

  async rename(from: string, name: string, what: 'file' | 'directory'): Promise<ActionResult> {
    const real = await this.existing(from, what, true);
    const target = path.join(path.dirname(real), FileJail.plainName(name));
    if ((await stat(target).catch(() => undefined)) !== undefined)
      return failed('The name is taken already.');
    if (this.locks.has(real)) return failed('The file is locked by an upload.');
    if (!this.switches.allowExtensionChange && what === 'file' && path.extname(real) !== path.extname(target))
      return failed('The extension of a file may not be changed.');
    await rename(real, target);
    return succeeded();
  }

  async copy(origin: string, targetDirectory: string): Promise<ActionResult> {
    const real = await this.existing(origin, 'file');
    const directory = await this.existing(targetDirectory, 'directory');
    await copyFile(real, path.join(directory, path.basename(real)));
    return succeeded();
  }

  async trash(target: string, what: 'file' | 'directory'): Promise<ActionResult> {
    const real = await this.existing(target, what, true);
    if (this.locks.has(real)) return failed('The file is locked by an upload.');
    const bin = await this.jail.resolve(TRASH);
    await mkdir(bin, { recursive: true });
    await rm(path.join(bin, path.basename(real)), { recursive: true, force: true });
    await rename(real, path.join(bin, path.basename(real)));
    return succeeded();
  }

  async emptyTrash(): Promise<ActionResult> {
    await rm(await this.jail.resolveInside(TRASH), { recursive: true, force: true });
    return succeeded();
  }

  private async existing(virtual: string, what: 'file' | 'directory', named = false): Promise<string> {
    const real = await (named ? this.jail.resolveInside(virtual) : this.jail.resolve(virtual));
    const found = await stat(real).catch(() => undefined);
    if (found === undefined || (what === 'file' ? !found.isFile() : !found.isDirectory()))
      throw new SimulatedRefusal(failed(`There is no ${what} ${JSON.stringify(virtual)}.`));
    return real;
  }

  private allowed(file: string, extensions: readonly string[]): boolean {
    return extensions.length === 0 || extensions.includes(path.extname(file).toLowerCase());
  }
}
