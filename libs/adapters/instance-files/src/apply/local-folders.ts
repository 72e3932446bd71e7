import { lstat } from 'node:fs/promises';
import { nameBytes } from '../file-name.js';
import { Jail, type JailedFolder } from '../jail.js';
import { FileRefusal } from '../refusal.js';
import { ApplyError } from './apply-order.js';
import { folderWriter, type FolderWriter } from './folder-writer.js';
import { isHeldOpen } from './held-open.js';
import { copyLikeness, type CopyLikeness } from './likeness.js';
import { NOTHING_THERE, type AccessPromises, type TargetFolders } from './target-folders.js';
import { targetParts } from './target-path.js';

const ON_DISK: AccessPromises = {
  atomic: true,
  durable: true,
  preservesLikeness: true,
  preservesExtension: false,
};

/**
 * Target folders on this disk, jailed: no link and no `..` on the way leads out of the instance.
 * @param around a test's own writer around the real one
 * @param resemble a test's own way to make a file like the one it replaces, without a program for each
 */
export function localFolders(
  around: (writer: FolderWriter) => FolderWriter = (writer) => writer,
  resemble: CopyLikeness = copyLikeness,
): TargetFolders {
  return {
    promises: ON_DISK,
    async workInFolder(instanceFolder, relative, missing, work) {
      const parts = targetParts(relative);
      let folder = await (await Jail.ofFolder(instanceFolder)).open();
      try {
        for (const part of parts.slice(0, -1)) {
          const here = folder;
          const next =
            (await step(here, part, relative)) ??
            (missing === 'create' ? await make(here, part, around, resemble) : undefined);
          if (next === undefined) return await work(NOTHING_THERE, parts.at(-1)!);
          folder = next;
          await here.close();
        }
        return await work(around(folderWriter(folder.descriptorPath, resemble)), parts.at(-1)!);
      } finally {
        await folder.close();
      }
    },
    async missingFolders(instanceFolder, relative) {
      const parts = targetParts(relative).slice(0, -1);
      let folder = await (await Jail.ofFolder(instanceFolder)).open();
      try {
        for (const [index, part] of parts.entries()) {
          const next = await step(folder, part, relative);
          if (next === undefined)
            return parts.slice(index).map((_, more) => parts.slice(0, index + more + 1).join('/'));
          await folder.close();
          folder = next;
        }
        return [];
      } finally {
        await folder.close();
      }
    },
    inUse: (instanceFolder, relative) => isHeldOpen(pathBelow(instanceFolder, targetParts(relative))),
  };
}

/** Names as the disk has them, which need not be UTF-8. */
const pathBelow = (folder: string, parts: readonly string[]): Buffer =>
  Buffer.concat([Buffer.from(folder), ...parts.flatMap((part) => [Buffer.from('/'), nameBytes(part)!])]);

/** The folder below, undefined when there is none. */
async function step(folder: JailedFolder, part: string, relative: string): Promise<JailedFolder | undefined> {
  try {
    return await folder.openFolder(part);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw outside(error, relative);
  }
}

async function make(
  folder: JailedFolder,
  part: string,
  around: (writer: FolderWriter) => FolderWriter,
  resemble: CopyLikeness,
): Promise<JailedFolder> {
  const writer = around(folderWriter(folder.descriptorPath, resemble));
  await writer.makeFolder(part, await lstat(`${folder.descriptorPath}/.`));
  await writer.syncFolder();
  return folder.openFolder(part);
}

function outside(error: unknown, relative: string): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (error instanceof FileRefusal || code === 'ELOOP' || code === 'ENOTDIR')
    return new ApplyError(
      'outside_instance',
      'a part of its path is a link or no folder; links are not followed',
      relative,
    );
  return error;
}
