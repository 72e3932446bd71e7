import { constants, lstatSync, renameSync, unlinkSync, type Stats } from 'node:fs';
import {
  chmod,
  lchown,
  link,
  lstat,
  mkdir,
  open,
  rename,
  rmdir,
  unlink,
  type FileHandle,
} from 'node:fs/promises';
import path from 'node:path';
import { nameBytes } from '../file-name.js';
import type { ContentStream } from './content-hash.js';
import { becomeKnown, usualIn, type Resemblance, type CopyLikeness } from './likeness.js';

const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
/** O_NONBLOCK: opening a pipe without a writer must not wait for ever. */
const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY;
const CHUNK = 128 * 1024;

/** The name belongs to a link, a folder, a pipe or a device: not to a file that could be read or replaced. */
export class NotAFile extends Error {
  constructor() {
    super('it is not a regular file');
  }
}

/** Another program put a file under a name right before we did; theirs is still there. */
export class ReplacedMeanwhile extends Error {
  constructor() {
    super('another program replaced it at the last moment');
  }
}

/** Owner and mode that a new folder takes over from the one it is in. */
export type Likeness = Pick<Stats, 'uid' | 'gid' | 'mode'>;

/**
 * The few things that applying does inside one folder. Every call is one step that a test can let fail or be killed at; names
 * are single components, so a call cannot leave the folder.
 */
export interface FolderWriter {
  /**
   * Writes a new file completely and as durably as it can be. Fails when the name exists.
   * @throws {ApplyError} likeness when it cannot be like what it is to resemble
   */
  writeFile(name: string, content: ContentStream, like: Resemblance): Promise<void>;
  /**
   * Gives the content of `name` the second name `old`. On a disk it has both then (a hard link; nothing happens on file
   * systems without them); a file manager can only rename, and `name` is free then.
   */
  setAside(name: string, old: string): Promise<void>;
  /**
   * Puts `fresh` where `name` is; without `fresh`, removes `name`. Only while `name` still is what was set aside as
   * `old`, and only onto a free name when nothing was (`old` left out).
   * @throws {ReplacedMeanwhile}
   */
  exchangeFile(fresh: string | undefined, name: string, old: string | undefined): Promise<void>;
  /** Replaces `to` if it exists. */
  renameFile(from: string, to: string): Promise<void>;
  /** Removes a name; it is no error when it is not there. */
  unlinkFile(name: string): Promise<void>;
  /**
   * The content of a regular file, undefined when the name does not exist. Read it to its end within the folder's `work`;
   * a piece is valid until the next one is asked for.
   * @throws {NotAFile}
   */
  openContent(name: string): Promise<ContentStream | undefined>;
  makeFolder(name: string, like: Likeness | undefined): Promise<void>;
  /** Removes an empty folder; one that is not empty or not there stays as it is. */
  removeFolder(name: string): Promise<void>;
  /** Forces the folder's names to disk. */
  syncFolder(): Promise<void>;
}

/** A writer in the folder at `here`, which is `/proc/self/fd/<n>` of an open folder, so that it cannot be swapped away. */
export function folderWriter(here: string, copyLikeness: CopyLikeness): FolderWriter {
  const child = (text: string): Buffer => {
    const name = text === '.' || text === '..' || text.includes('/') ? undefined : nameBytes(text);
    if (name === undefined || name.length === 0) throw new Error('not a name inside this folder');
    return Buffer.concat([Buffer.from(`${here}/`), name]);
  };
  const maybe = (text: string | undefined): Buffer | undefined =>
    text === undefined ? undefined : child(text);
  return {
    writeFile: (name, content, like) =>
      createFile(child(name), content, async (file) => {
        const model = like.as === undefined ? undefined : await openFile(child(like.as));
        try {
          if (model !== undefined) await copyLikeness(model, file);
          else await becomeKnown(file, await usualIn(here, like.ending ?? path.extname(name)), false);
        } finally {
          await model?.close();
        }
        if (like.known !== undefined) await becomeKnown(file, like.known, model !== undefined);
      }),
    setAside: (name, old) =>
      link(child(name), child(old)).catch(ignoring('EPERM', 'ENOTSUP', 'EMLINK', 'EXDEV')),
    exchangeFile: async (fresh, name, old) => putFile(maybe(fresh), child(name), maybe(old)),
    renameFile: (from, to) => rename(child(from), child(to)),
    unlinkFile: (name) => unlink(child(name)).catch(ignoring('ENOENT')),
    async openContent(name) {
      const file = await openFile(child(name));
      return file && contentOf(file);
    },
    async makeFolder(name, like) {
      await mkdir(child(name), 0o750).catch(ignoring('EEXIST'));
      if (!like) return;
      await chmod(child(name), like.mode & 0o7777);
      const own = await lstat(child(name));
      if (own.uid !== like.uid || own.gid !== like.gid) await lchown(child(name), like.uid, like.gid);
    },
    removeFolder: (name) => rmdir(child(name)).catch(ignoring('ENOENT', 'ENOTEMPTY', 'EEXIST', 'ENOTDIR')),
    async syncFolder() {
      const folder = await open(here, constants.O_RDONLY | constants.O_DIRECTORY);
      try {
        await folder.sync();
      } finally {
        await folder.close();
      }
    },
  };
}

/**
 * Look and rename follow each other without giving the thread away: what is left between them is some ten microseconds, in
 * which a program that itself replaces the file by rename would lose what it wrote. Node offers no exchange of two names.
 */
function putFile(fresh: Buffer | undefined, name: Buffer, old: Buffer | undefined): void {
  const now = lstatSync(name, { throwIfNoEntry: false });
  const aside = old === undefined ? undefined : lstatSync(old, { throwIfNoEntry: false });
  // Without a second name the file system has no hard links, and the content was compared just before.
  const same = old === undefined ? now === undefined : aside === undefined || now?.ino === aside.ino;
  if (!same) throw new ReplacedMeanwhile();
  if (fresh === undefined) unlinkSync(name);
  else renameSync(fresh, name);
}

/** A regular file, open for reading; undefined when the name does not exist. @throws {NotAFile} */
async function openFile(name: Buffer): Promise<FileHandle | undefined> {
  const file = await open(name, READ).catch(notAFile);
  if (file === undefined) return undefined;
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw new NotAFile();
}

async function createFile(
  name: Buffer,
  content: ContentStream,
  resemble: (file: FileHandle) => Promise<void>,
): Promise<void> {
  const file = await open(name, CREATE, 0o600);
  try {
    for await (const piece of content) await file.writeFile(piece);
    await resemble(file);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Each piece is valid until the next one is asked for: one buffer serves the whole file. */
async function* contentOf(file: FileHandle): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.allocUnsafe(CHUNK);
  try {
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, CHUNK);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

function notAFile(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw ['ELOOP', 'EISDIR', 'ENXIO'].includes(error.code ?? '') ? new NotAFile() : error;
}

const ignoring =
  (...codes: readonly string[]) =>
  (error: NodeJS.ErrnoException): undefined => {
    if (!codes.includes(error.code ?? '')) throw error;
    return undefined;
  };
