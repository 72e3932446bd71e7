import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  type BigIntStats,
} from 'node:fs';
import path from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import { whyNotInside } from '@archivesmp/change-plan/target';
import { nameBytes, nameText } from './file-name.js';
import { OpenFile } from './open-file.js';
import { hardLinked, FileRefusal, fileRefusalOf } from './refusal.js';

const OPEN_FOLDER = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;
/** O_NONBLOCK: opening a pipe without a writer must not wait for ever. */
const OPEN_FILE = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY;

/** Children are opened through /proc/self/fd where the system has it, which is what openat does. */
const BY_DESCRIPTOR = existsSync('/proc/self/fd');

/** What a folder entry is, before it is opened. */
export type JailedEntryKind = 'file' | 'folder' | 'link' | 'special';

/** One thing in a folder, opened without following links. */
export interface JailedEntry {
  /** As text (`nameText`): not every name is UTF-8. */
  readonly name: string;
  readonly kind: JailedEntryKind;
}

/**
 * A folder held open by its descriptor. Children are opened relative to the descriptor, so swapping a parent for a link
 * in between changes nothing.
 */
export interface JailedFolder {
  /** A path to this very folder while it is open: through its descriptor where the system has that. */
  readonly descriptorPath: string;
  listEntries(): Promise<JailedEntry[]>;
  /** @throws Refusal-translatable file system errors; ELOOP when `name` is a link. */
  openFolder(name: string): Promise<JailedFolder>;
  /** An open regular file that lies inside the instance. The caller closes it. @throws {FileRefusal} */
  openFile(name: string): Promise<OpenFile>;
  /** Size, times and kind of an entry without opening it and without following a link. */
  statEntry(name: string): Promise<BigIntStats>;
  close(): Promise<void>;
}

/** Splits a relative path. @throws {FileRefusal} when it could climb out, or no name is written so (`nameText`) */
function safeParts(relative: string): string[] {
  const parts = relative.split('/');
  const why = whyNotInside(relative);
  if (why !== undefined) throw new FileRefusal('unreadable', why);
  if (parts.some((part) => nameBytes(part) === undefined))
    throw new FileRefusal('unreadable', 'its path is not a path of a file inside the instance');
  return parts;
}

/**
 * Everything below one instance folder, and nothing else. Each step opens one component with O_NOFOLLOW relative to the
 * folder before it, then checks what was really opened. The system calls are made in place: a file takes about twenty of
 * them, each costs ten times as much by way of the thread pool, and they end at once. Between folders and between files
 * other work gets its turn.
 */
export class Jail {
  private constructor(private readonly root: string) {}

  /** @param folder absolute path of the instance; it must be a real folder, not a link. @throws {FileRefusal} */
  static async ofFolder(folder: string): Promise<Jail> {
    await breathe();
    const found = orRefuse(() => lstatSync(folder));
    if (found.isSymbolicLink())
      throw new FileRefusal(
        'unreadable',
        'the instance folder is a symbolic link; set instances_root to the real folder',
      );
    if (!found.isDirectory()) throw new FileRefusal('unreadable', 'the instance folder is not a folder');
    return new Jail(realpathSync.native(folder));
  }

  async open(): Promise<JailedFolder> {
    return this.wrap(openSync(this.root, OPEN_FOLDER), this.root);
  }

  /** Opens a folder below the root; `''` is the root itself. @throws {FileRefusal} or a file system error */
  async openFolder(relative: string): Promise<JailedFolder> {
    let current = await this.open();
    if (relative === '') return current;
    for (const part of safeParts(relative)) {
      const next = current.openFolder(part);
      try {
        const inner = await next;
        await current.close();
        current = inner;
      } catch (error) {
        await current.close();
        throw error;
      }
    }
    return current;
  }

  /** Opens a file below the root. @throws {FileRefusal} or a file system error */
  async openFile(relative: string): Promise<OpenFile> {
    const parts = safeParts(relative);
    const folder = await this.openFolder(parts.slice(0, -1).join('/'));
    try {
      return await folder.openFile(parts.at(-1)!);
    } finally {
      await folder.close();
    }
  }

  private wrap(descriptor: number, plainPath: string): JailedFolder {
    const here = BY_DESCRIPTOR ? `/proc/self/fd/${descriptor}` : plainPath;
    const child = (name: string): Buffer => Buffer.concat([Buffer.from(`${here}/`), nameOf(name)]);
    return {
      descriptorPath: here,
      listEntries: async () => {
        await breathe();
        return readdirSync(here, { withFileTypes: true, encoding: 'buffer' }).map((entry) => ({
          name: nameText(entry.name),
          kind: kindOf(entry),
        }));
      },
      openFolder: async (name) => {
        const inner = openSync(child(name), OPEN_FOLDER);
        const innerPath = path.join(plainPath, name);
        this.check(inner, innerPath);
        return this.wrap(inner, innerPath);
      },
      openFile: async (name) => {
        const before = lstatSync(child(name));
        if (before.isSymbolicLink())
          throw new FileRefusal('unreadable', 'it is a symbolic link; links are not followed');
        if (!before.isFile()) throw new FileRefusal('unreadable', 'it is not a regular file');
        const file = openSync(child(name), OPEN_FILE);
        this.check(file, path.join(plainPath, name), () => {
          const opened = fstatSync(file);
          if (!opened.isFile()) throw new FileRefusal('unreadable', 'it is not a regular file');
          if (opened.nlink > 1) throw hardLinked(opened.nlink);
        });
        return new OpenFile(file);
      },
      statEntry: async (name) => lstatSync(child(name), { bigint: true }),
      close: async () => closeSync(descriptor),
    };
  }

  /** Asks the kernel where the opened thing really lies (a folder may have been moved away meanwhile). */
  private check(descriptor: number, plainPath: string, more: () => void = () => undefined): void {
    try {
      const real = BY_DESCRIPTOR
        ? readlinkSync(`/proc/self/fd/${descriptor}`)
        : realpathSync.native(plainPath);
      if (real !== this.root && !real.startsWith(this.root + path.sep))
        throw new FileRefusal('unreadable', 'it was moved out of the instance while it was read');
      more();
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
  }
}

function orRefuse<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw fileRefusalOf(error);
  }
}

function nameOf(text: string): Buffer {
  const name = text === '.' || text === '..' || text.includes('/') ? undefined : nameBytes(text);
  if (name === undefined || name.length === 0)
    throw new FileRefusal('unreadable', 'its path is not a path of a file inside the instance');
  return name;
}

function kindOf(entry: {
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}): JailedEntryKind {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'link' : 'special';
}
