import { lstat } from 'node:fs/promises';
import { Jail, safeParts } from '../jail.js';
import { Refusal } from '../refusal.js';
import { ApplyError } from './apply-order.js';
import { folderWriter, type FolderWriter } from './folder-writer.js';

/** Opens the folder of a target inside an instance. A test puts its own writer around the real one. */
export interface TargetFolders {
  /**
   * Runs `work` with a writer in the folder of `relative` and the last part of its path. With `create`, missing folders are made.
   * A missing folder without `create` reads as a folder in which nothing exists.
   */
  within<T>(
    instanceFolder: string,
    relative: string,
    missing: 'create' | undefined,
    work: (writer: FolderWriter, name: string) => Promise<T>,
  ): Promise<T>;
}

const MAX_FOLDERS = 64;

/** Target folders on this disk, jailed: no link and no `..` on the way leads out of the instance. */
export function jailedFolders(
  around: (writer: FolderWriter) => FolderWriter = (writer) => writer,
): TargetFolders {
  return {
    async within(instanceFolder, relative, missing, work) {
      const parts = parsed(relative);
      const jail = await Jail.at(instanceFolder);
      let folder = await jail.open();
      try {
        for (const part of parts.slice(0, -1)) {
          const here = folder;
          const next = await here.folder(part).catch(async (error: NodeJS.ErrnoException) => {
            if (error.code !== 'ENOENT') throw outside(error, relative);
            if (missing === undefined) return undefined;
            const writer = around(folderWriter(here.place));
            await writer.makeFolder(part, await lstat(here.place + '/.'));
            await writer.sync();
            return here.folder(part);
          });
          if (next === undefined) return await work(NOTHING_THERE, parts.at(-1)!);
          folder = next;
          await here.close();
        }
        return await work(around(folderWriter(folder.place)), parts.at(-1)!);
      } finally {
        await folder.close();
      }
    },
  };
}

function parsed(relative: string): string[] {
  try {
    const parts = safeParts(relative);
    if (parts.length <= MAX_FOLDERS) return parts;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
  throw new ApplyError('outside_instance', 'its path is not a path of a file inside the instance', relative);
}

function outside(error: unknown, relative: string): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (error instanceof Refusal || code === 'ELOOP' || code === 'ENOTDIR')
    return new ApplyError(
      'outside_instance',
      'a part of its path is a link or no folder; links are not followed',
      relative,
    );
  return error;
}

const nowhere = (): never => {
  throw new Error('the folder does not exist');
};

/** A folder that does not exist: there is nothing to read in it, and nothing to remove. */
const NOTHING_THERE: FolderWriter = {
  create: nowhere,
  link: nowhere,
  rename: nowhere,
  unlink: () => Promise.resolve(),
  read: () => Promise.resolve(undefined),
  likeness: () => Promise.resolve(undefined),
  makeFolder: nowhere,
  sync: () => Promise.resolve(),
};
