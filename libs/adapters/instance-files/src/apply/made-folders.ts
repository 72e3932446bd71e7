import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { DamagedStateFile } from '@archivesmp/contracts/agent-state';
import { copyAside, storedJson } from './damaged-state.js';
import { replaceDurably } from './durable-file.js';

/**
 * Folders that orders made on an instance and that are still there, durably: what an order made, the order that takes its files
 * away again removes too, and a folder that was there before stays even when it is empty.
 */
export class MadeFolders {
  constructor(private readonly stateFolder: string) {}

  /** Relative to the server folder, sorted: outer ones before those in them. None where it cannot be read: then they stay. */
  async listMadeFolders(instanceId: string): Promise<string[]> {
    const recorded = await this.recordedFoldersOf(instanceId);
    return recorded === undefined || recorded === 'damaged' ? [] : recorded;
  }

  /** Instances of which it is not known any more what orders made. */
  async listDamagedRecords(): Promise<DamagedStateFile[]> {
    const names = (await readdir(path.join(this.stateFolder, 'made-folders')).catch(unlessMissing)) ?? [];
    const damaged: DamagedStateFile[] = [];
    for (const instanceId of names.filter((name) => !name.endsWith('.next')).sort())
      if ((await this.recordedFoldersOf(instanceId)) === 'damaged')
        damaged.push({ kind: 'made-folders', file: this.fileOf(instanceId), instanceId });
    return damaged;
  }

  /** Replaces what is known of an instance; a file that cannot be read is copied aside before. */
  async recordMadeFolders(instanceId: string, folders: Iterable<string>): Promise<void> {
    const sorted = [...new Set(folders)].sort();
    const file = this.fileOf(instanceId);
    if ((await this.recordedFoldersOf(instanceId)) === 'damaged')
      await copyAside(this.stateFolder, 'made-folders', file);
    if (sorted.length === 0) return rm(file, { force: true });
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    await replaceDurably(file, Buffer.from(JSON.stringify(sorted)));
  }

  private async recordedFoldersOf(instanceId: string): Promise<string[] | 'damaged' | undefined> {
    const text = await readFile(this.fileOf(instanceId), 'utf8').catch(unlessMissing);
    return text === undefined ? undefined : (storedJson<string[]>(text, areNames) ?? 'damaged');
  }

  private fileOf(instanceId: string): string {
    return path.join(this.stateFolder, 'made-folders', instanceId);
  }
}

const areNames = (value: unknown): boolean =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}
