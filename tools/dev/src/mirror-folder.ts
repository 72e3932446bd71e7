import { constants, type Dirent, type Stats } from 'node:fs';
import {
  chmod,
  copyFile,
  lstat,
  mkdir,
  readdir,
  readlink,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';

/** Parts of a world: large, and never configuration. */
const WORLD = /\.(?:mca|mcc|mcr)$/;
/** Folders at the top of a server that no scan looks at. */
const SKIPPED_FOLDERS = new Set(['logs', 'crash-reports', 'cache', 'libraries', 'versions']);
/** No permissions: the copy of what we may not read. */
const CLOSED = 0o000;

/** What a copy left out. */
export class MirrorCount {
  files = 0;
  worlds = 0;
  closed = 0;

  notes(): string[] {
    return [
      ...(this.worlds > 0 ? [`${this.worlds} world files were not copied`] : []),
      ...(this.closed > 0
        ? [`${this.closed} files may not be read by this user; they are served as unreadable`]
        : []),
    ];
  }
}

/**
 * Makes `to` like `from`: copies what is new or newer, removes what is gone. Links are copied as links and never followed;
 * pipes and devices are left out. What may not be read becomes a file that may not be read.
 */
export async function mirrorFolder(from: string, to: string, count: MirrorCount): Promise<void> {
  await mkdir(to, { recursive: true });
  const entries = await readdir(from, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EACCES') throw error;
    count.closed += 1;
    return [];
  });
  const wanted = new Map(
    entries.filter((entry) => isWanted(entry, count)).map((entry) => [entry.name, entry]),
  );
  for (const name of await readdir(to))
    if (!wanted.has(name)) await rm(path.join(to, name), { recursive: true, force: true });
  for (const [name, entry] of wanted) {
    const [source, target] = [path.join(from, name), path.join(to, name)];
    if (entry.isDirectory()) await mirrorFolder(source, await clear(target, 'isDirectory'), count);
    else if (entry.isSymbolicLink()) await copyLink(source, target);
    else await copyIfNewer(source, await clear(target, 'isFile'), count);
  }
}

function isWanted(entry: Dirent, count: MirrorCount): boolean {
  if (entry.isDirectory()) return !SKIPPED_FOLDERS.has(entry.name);
  const world = WORLD.test(entry.name);
  if (world) count.worlds += 1;
  return !world && (entry.isFile() || entry.isSymbolicLink());
}

/** Removes what lies in the way of another kind of entry. */
async function clear(target: string, kind: 'isDirectory' | 'isFile'): Promise<string> {
  const there: Stats | undefined = await lstat(target).catch(() => undefined);
  if (there !== undefined && !there[kind]()) await rm(target, { recursive: true });
  return target;
}

async function copyLink(source: string, target: string): Promise<void> {
  await rm(target, { recursive: true, force: true });
  await symlink(await readlink(source), target);
}

async function copyIfNewer(source: string, target: string, count: MirrorCount): Promise<void> {
  const [now, before] = [await lstat(source), await lstat(target).catch(() => undefined)];
  count.files += 1;
  if (before !== undefined && before.mtimeMs >= now.mtimeMs && (before.mode & 0o777) !== CLOSED) return;
  try {
    await copyFile(source, target, constants.COPYFILE_FICLONE);
    await chmod(target, 0o600 | (now.mode & 0o777));
    await utimes(target, now.atime, now.mtime);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error;
    count.closed += 1;
    await rm(target, { force: true });
    await writeFile(target, '', { mode: CLOSED });
    await chmod(target, CLOSED);
  }
}
