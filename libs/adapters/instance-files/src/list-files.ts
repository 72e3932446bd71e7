import { mapBounded } from '@archivesmp/bounded-work';
import type { ManifestFile, ManifestJar } from '@archivesmp/contracts/agent';
import type { FileSelection } from '@archivesmp/contracts/jobs';
import type { LocalInstance } from './discover-instances.js';
import { Jail } from './jail.js';
import { readTail, readWhole, tooLarge, type FileTail, type ReadFile } from './read-file.js';
import { FileRefusal, fileRefusalOf } from './refusal.js';
import { isSameStamp } from './file-stamp.js';
import { letSettle, unsettled, needsSecondReading } from './settled.js';
import { StatCache } from './stat-cache.js';
import { walk, type FileStat, type WalkedEntry, type WalkedFolder } from './walk.js';

/** What an instance's disk shows. Paths are relative to the server folder. */
export interface FileListing {
  readonly files: ManifestFile[];
  readonly jars: ManifestJar[];
  /** Names of the folders directly below plugins/. */
  readonly pluginFolders: string[];
}

/** Where an instance lies; enough to read it. */
export type InstanceFolders = Pick<LocalInstance, 'instanceId' | 'directory' | 'serverFolder'>;

const READERS = 4;

/** Where the files of instances come from. Paths are relative to the server folder. */
export interface FileSource<Location> {
  /** The server folder. @throws {FileRefusal} */
  openRoot(instance: Location): Promise<WalkedFolder>;
  /** @param seen what the folder said of the file, when it was just listed. @throws {FileRefusal} */
  readFile(instance: Location, path: string, maxBytes: number, seen?: FileStat): Promise<ReadFile>;
  /** Size and times of a file as they are now. @throws {FileRefusal} */
  stampFile(instance: Location, path: string): Promise<FileStat>;
  /** When the server of the instance was last started, ms since 1970; undefined where that is unknown. */
  startedAt(instance: Location): Promise<number | undefined>;
  /** @throws {FileRefusal} */
  readTail(instance: Location, path: string, maxBytes: number): Promise<FileTail>;
}

/** The disk of this host, path-jailed. */
export const DISK: FileSource<InstanceFolders> = {
  openRoot: async (instance) => (await jailOf(instance)).openFolder(instance.serverFolder),
  readFile: async (instance, path, maxBytes) =>
    readWhole(await jailOf(instance), inServer(instance, path), maxBytes),
  async stampFile(instance, path) {
    const file = await (await jailOf(instance)).openFile(inServer(instance, path));
    try {
      return file.statFile();
    } finally {
      file.close();
    }
  },
  // A server begins a new log when it starts.
  async startedAt(instance) {
    const logs = await (await jailOf(instance)).openFolder(inServer(instance, 'logs'));
    try {
      return Number((await logs.statEntry('latest.log')).birthtimeNs / 1_000_000n) || undefined;
    } finally {
      await logs.close();
    }
  },
  readTail: async (instance, path, maxBytes) =>
    readTail(await jailOf(instance), inServer(instance, path), maxBytes),
};

/**
 * Reads the files of instances and nothing else of the host. Remembers hashes in memory (by size, times and inode), never
 * contents, so that an unchanged instance is listed without opening a file.
 */
export class InstanceFiles<Location extends Pick<InstanceFolders, 'instanceId'> = InstanceFolders> {
  constructor(
    private readonly source: FileSource<Location>,
    private readonly cache = new StatCache(),
    /** What is waited for before the second look at what was changed a moment ago. */
    private readonly settling: () => Promise<void> = letSettle,
  ) {}

  /** The files on the disk of this host. */
  static onDisk(cache?: StatCache, settling?: () => Promise<void>): InstanceFiles {
    return new InstanceFiles(DISK, cache, settling);
  }

  /**
   * @param plugin only this plugin's folder is listed
   * @throws {FileRefusal} when the instance folder itself cannot be read, with the reason
   */
  async listFiles(instance: Location, select: FileSelection, plugin?: string): Promise<FileListing> {
    const found = await walk(() => this.source.openRoot(instance), {
      ...select,
      ...(plugin !== undefined && { plugin }),
    }).catch((error: unknown) => {
      throw fileRefusalOf(error);
    });
    const moment = { now: Date.now(), ...(await this.readServerStart(instance)) };
    const restless = new Map<number, FileStat>();
    const listed = await mapBounded(READERS, [...found.files.entries()], ([index, seen]) =>
      this.readListed(instance, seen, select.maxBytes, (stamp) => {
        if (needsSecondReading(stamp, moment)) restless.set(index, stamp);
      }),
    );
    const files = await this.readRestlessAgain(instance, listed, restless);
    if (plugin === undefined)
      this.cache.forgetOtherFiles(instance.instanceId, new Set(found.files.map((seen) => seen.path)));
    return {
      files,
      jars: found.jars.map(({ path, stamp }) => ({
        path,
        size: Number(stamp.size),
        modifiedAt: stamp.mtime.toISOString(),
      })),
      pluginFolders: found.pluginFolders,
    };
  }

  /**
   * The content of one listed file, read whole and from one moment.
   * @param path relative to the server folder
   * @throws {FileRefusal} with state and reason
   */
  async readBlob(instance: Location, path: string, maxBytes: number): Promise<ReadFile> {
    try {
      return await this.source.readFile(instance, path, maxBytes);
    } catch (error) {
      throw fileRefusalOf(error);
    }
  }

  /**
   * The end of a file that grows, such as a log, as it is now.
   * @throws {FileRefusal} with state and reason
   */
  async readTail(instance: Location, path: string, maxBytes: number): Promise<FileTail> {
    try {
      return await this.source.readTail(instance, path, maxBytes);
    } catch (error) {
      throw fileRefusalOf(error);
    }
  }

  /** Forgets hashes of instances that are no longer on this host. */
  forgetAllBut(instanceIds: ReadonlySet<string>): void {
    this.cache.forgetOtherInstances(instanceIds);
  }

  private async readServerStart(instance: Location): Promise<{ startedAt?: number }> {
    // Without a log no start is known, and a listing does not depend on it
    const startedAt = await this.source.startedAt(instance).catch(() => undefined);
    return startedAt === undefined ? {} : { startedAt };
  }

  /** What was changed a moment ago counts only when it is not touched for a while; else it is unsettled, never read as truth. */
  private async readRestlessAgain(
    instance: Location,
    listed: ManifestFile[],
    restless: ReadonlyMap<number, FileStat>,
  ): Promise<ManifestFile[]> {
    if (restless.size === 0) return listed;
    await this.settling();
    const files = [...listed];
    await mapBounded(READERS, [...restless], async ([index, stamp]) => {
      const { path, size, modifiedAt } = listed[index]!;
      const now = await this.source.stampFile(instance, path).catch((error: unknown) => fileRefusalOf(error));
      if (!(now instanceof FileRefusal) && isSameStamp(stamp, now)) return;
      const { state, reason } = now instanceof FileRefusal ? now : unsettled();
      files[index] = { path, size, modifiedAt, state, reason };
    });
    return files;
  }

  private async readListed(
    instance: Location,
    seen: WalkedEntry,
    maxBytes: number,
    onRead: (stamp: FileStat) => void,
  ): Promise<ManifestFile> {
    const { path, stamp } = seen;
    const facts = {
      path,
      size: Number(stamp.size),
      modifiedAt: stamp.mtime.toISOString(),
      ...likenessOf(stamp),
    };
    const refused = (refusal: FileRefusal): ManifestFile => ({
      ...facts,
      state: refusal.state,
      reason: refusal.reason,
    });
    if (seen.refusal) return refused(seen.refusal);
    if (stamp.size > BigInt(maxBytes)) return refused(tooLarge(stamp.size, maxBytes));
    const known = this.cache.findHash(instance.instanceId, path, stamp);
    if (known !== undefined) return { ...facts, state: 'readable', sha256: known };
    try {
      const read = await this.source.readFile(instance, path, maxBytes, stamp);
      this.cache.rememberHash(instance.instanceId, path, read.stamp, read.sha256);
      onRead(read.stamp);
      return {
        path,
        size: read.bytes.length,
        modifiedAt: read.stamp.mtime.toISOString(),
        ...likenessOf(read.stamp),
        state: 'readable',
        sha256: read.sha256,
      };
    } catch (error) {
      return refused(fileRefusalOf(error));
    }
  }
}

function likenessOf({ mode, uid, gid }: FileStat): Pick<ManifestFile, 'like'> {
  if (mode === undefined || uid === undefined || gid === undefined) return {};
  return { like: { mode: Number(mode & 0o7777n), uid: Number(uid), gid: Number(gid) } };
}

const inServer = (instance: InstanceFolders, path: string): string =>
  instance.serverFolder === '' ? path : `${instance.serverFolder}/${path}`;

const jailOf = (instance: InstanceFolders): Promise<Jail> => Jail.ofFolder(instance.directory);
