import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { replaceDurably } from './durable-file.js';

/**
 * Folders that orders made on an instance and that are still there, durably: what an order made, the order that takes its files
 * away again removes too, and a folder that was there before stays even when it is empty.
 */
export class MadeFolders {
  constructor(private readonly stateFolder: string) {}

  /** Relative to the server folder, sorted: outer ones before those in them. */
  async of(instanceId: string): Promise<string[]> {
    const text = await readFile(this.placeOf(instanceId), 'utf8').catch(unlessMissing);
    return text === undefined ? [] : (JSON.parse(text) as string[]);
  }

  /** Replaces what is known of an instance. */
  async keep(instanceId: string, folders: Iterable<string>): Promise<void> {
    const sorted = [...new Set(folders)].sort();
    const place = this.placeOf(instanceId);
    if (sorted.length === 0) return rm(place, { force: true });
    await mkdir(path.dirname(place), { recursive: true, mode: 0o700 });
    await replaceDurably(place, Buffer.from(JSON.stringify(sorted)));
  }

  private placeOf(instanceId: string): string {
    return path.join(this.stateFolder, 'made-folders', instanceId);
  }
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}
