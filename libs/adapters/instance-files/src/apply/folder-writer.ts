import { constants, type Stats } from 'node:fs';
import { chmod, link, lstat, mkdir, open, rename, unlink } from 'node:fs/promises';

const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/** O_NONBLOCK: opening a pipe that nobody writes must not wait for ever. */
const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY;

/** Owner and mode that a new file takes over from the one it replaces. */
export type Likeness = Pick<Stats, 'uid' | 'gid' | 'mode'>;

/**
 * The few things that applying does inside one folder. Every call is one step that a test can let fail or be killed at; names
 * are single components, so a call cannot leave the folder.
 */
export interface FolderWriter {
  /** Writes a new file completely and forces it to disk. Fails when the name exists. */
  create(name: string, bytes: Uint8Array, like: Likeness | undefined): Promise<void>;
  link(from: string, to: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Removes a name; it is no error when it is not there. */
  unlink(name: string): Promise<void>;
  /** The content of a regular file, undefined when the name does not exist. */
  read(name: string): Promise<Buffer | undefined>;
  likeness(name: string): Promise<Likeness | undefined>;
  makeFolder(name: string, like: Likeness | undefined): Promise<void>;
  /** Forces the folder's names to disk. */
  sync(): Promise<void>;
}

/** A writer in the folder at `here`, which is `/proc/self/fd/<n>` of an open folder, so that it cannot be swapped away. */
export function folderWriter(here: string): FolderWriter {
  const child = (name: string): string => {
    if (name === '' || name === '.' || name === '..' || name.includes('/') || name.includes('\0'))
      throw new Error('not a name inside this folder');
    return `${here}/${name}`;
  };
  return {
    async create(name, bytes, like) {
      const file = await open(child(name), CREATE, 0o600);
      try {
        await file.writeFile(bytes);
        if (like) {
          const own = await file.stat();
          if (own.uid !== like.uid || own.gid !== like.gid) await file.chown(like.uid, like.gid);
        }
        await file.chmod(like ? like.mode & 0o7777 : 0o640);
        await file.sync();
      } finally {
        await file.close();
      }
    },
    link: (from, to) => link(child(from), child(to)),
    rename: (from, to) => rename(child(from), child(to)),
    unlink: (name) => unlink(child(name)).catch(ignoring('ENOENT')),
    async read(name) {
      const file = await open(child(name), READ).catch(ignoring('ENOENT'));
      if (file === undefined) return undefined;
      try {
        if (!(await file.stat()).isFile()) throw new Error('it is not a regular file');
        return await file.readFile();
      } finally {
        await file.close();
      }
    },
    async likeness(name) {
      const found = await lstat(child(name)).catch(ignoring('ENOENT'));
      if (found === undefined) return undefined;
      if (!found.isFile()) throw new Error('it is not a regular file');
      return found;
    },
    async makeFolder(name, like) {
      await mkdir(child(name), 0o750).catch(ignoring('EEXIST'));
      if (like) await chmod(child(name), (like.mode & 0o777) | ((like.mode & 0o444) >> 2));
    },
    async sync() {
      const folder = await open(here, constants.O_RDONLY | constants.O_DIRECTORY);
      try {
        await folder.sync();
      } finally {
        await folder.close();
      }
    },
  };
}

const ignoring =
  (code: string) =>
  (error: NodeJS.ErrnoException): undefined => {
    if (error.code !== code) throw error;
    return undefined;
  };
