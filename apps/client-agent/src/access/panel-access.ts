import type { AmpPanel, RemoteEntry, RemoteFiles } from '@archivesmp/amp';
import type { FoundInstance } from '@archivesmp/contracts/agent';
import type { FileSelection } from '@archivesmp/contracts/jobs';
import { Problem } from '@archivesmp/contracts/problem';
import { sha256Hex } from '@archivesmp/digests';
import {
  InstanceFiles,
  FileRefusal,
  unsettled,
  type FileListing,
  type FileStat,
  type FileSource,
  type FileTail,
  type WalkedFolder,
} from '@archivesmp/instance-files';
import { detectPlatform } from '@archivesmp/fleet';
import type { FileAccess, ReadContent, Sight } from './host-access.js';
import { panelFolders } from './panel-folders.js';
import { panelPath, textOfPanelName } from './panel-names.js';

/** The instances of a host without an agent of its own, through its AMP panel. Slower, and with weaker promises. */
export class PanelAccess implements FileAccess {
  readonly targets;
  private readonly files: InstanceFiles<FoundInstance>;
  private readonly platforms = new Map<string, FoundInstance['platform']>();

  constructor(private readonly panel: AmpPanel) {
    this.targets = panelFolders(panel);
    this.files = new InstanceFiles(behind(panel));
  }

  async findInstances(): Promise<Sight> {
    try {
      return { instances: await this.instances() };
    } catch (error) {
      return { instances: [], error: error instanceof Problem ? error.detail : (error as Error).message };
    }
  }

  async findInstance(instanceId: string): Promise<FoundInstance | undefined> {
    return (await this.instances()).find((found) => found.instanceId === instanceId.toLowerCase());
  }

  serverFolder({ instanceId }: FoundInstance): string {
    return instanceId;
  }

  listFiles(instance: FoundInstance, select: FileSelection, plugin?: string): Promise<FileListing> {
    return this.files.listFiles(instance, select, plugin);
  }

  readBlob(instance: FoundInstance, path: string, maxBytes: number): Promise<ReadContent> {
    return this.files.readBlob(instance, path, maxBytes);
  }

  readTail(instance: FoundInstance, path: string, maxBytes: number): Promise<FileTail> {
    return this.files.readTail(instance, path, maxBytes);
  }

  /** A panel tells what an instance uses, not what is left. */
  freeBytes(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  /** A panel tells when a content was written, not when a file was put there with an old time. */
  changedAt(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  private async instances(): Promise<FoundInstance[]> {
    const found: FoundInstance[] = [];
    for (const { id, name, friendlyName, module, running } of await this.panel.listInstances()) {
      if (module === 'ADS') continue;
      const platform = running ? await this.platform(id) : (this.platforms.get(id) ?? 'unknown');
      found.push({ instanceId: id, folder: name, name, friendlyName, platform, identified: true });
    }
    return found;
  }

  /** Told once by what lies in the server folder; a look every ten seconds must not cost a listing each. */
  private async platform(id: string): Promise<FoundInstance['platform']> {
    const known = this.platforms.get(id);
    if (known !== undefined) return known;
    try {
      const names = new Set((await this.panel.instance(id).files.listFolder('')).map((entry) => entry.name));
      const platform = detectPlatform(names, '');
      this.platforms.set(id, platform);
      return platform;
    } catch {
      // Its process may still be starting; the next look asks again
      return 'unknown';
    }
  }
}

/** Files behind a panel as the engine of listings sees them. Sizes and times are the panel's word; hashes are ours. */
function behind(panel: AmpPanel): FileSource<FoundInstance> {
  const filesOf = ({ instanceId }: FoundInstance) => panel.instance(instanceId).files;
  return {
    openRoot: async (instance) => folderOf((folder) => filesOf(instance).listFolder(panelPath(folder)), ''),
    async readFile(instance, path, maxBytes, seen) {
      const bytes = await refusing(() => filesOf(instance).readFile(panelPath(path), maxBytes));
      if (seen !== undefined && BigInt(bytes.length) !== seen.size) throw unsettled();
      const sha256 = sha256Hex(bytes);
      return { bytes, sha256, stamp: seen ?? statOf({ size: bytes.length, modifiedAt: undefined }) };
    },
    stampFile: async (instance, path) => statOf(await entryOf(filesOf(instance), path)),
    // A panel tells when its own process started, not when the server did.
    startedAt: () => Promise.resolve(undefined),
    async readTail(instance, path, maxBytes) {
      const files = filesOf(instance);
      const entry = await entryOf(files, path);
      const offset = Math.max(0, entry.size - maxBytes);
      const pieces: Buffer[] = [];
      for await (const piece of files.streamFile(path, offset)) pieces.push(piece);
      return { bytes: Buffer.concat(pieces), modifiedAt: entry.modifiedAt, whole: offset === 0 };
    },
  };
}

/** @throws {FileRefusal} when there is none */
async function entryOf(files: RemoteFiles, path: string): Promise<RemoteEntry & { modifiedAt: Date }> {
  const cut = path.lastIndexOf('/');
  const [folder, name] = [path.slice(0, Math.max(0, cut)), path.slice(cut + 1)];
  const entries = await refusing(() => files.listFolder(panelPath(folder)));
  const entry = entries.find((one) => textOfPanelName(one.name) === name);
  if (entry?.modifiedAt === undefined)
    throw new FileRefusal('vanished', 'it was gone when it was about to be read');
  return { ...entry, modifiedAt: entry.modifiedAt };
}

function folderOf(list: (folder: string) => Promise<RemoteEntry[]>, folderPath: string): WalkedFolder {
  let listed: Promise<RemoteEntry[]> | undefined;
  const entries = (): Promise<RemoteEntry[]> => (listed ??= refusing(() => list(folderPath)));
  return {
    listEntries: async () =>
      (await entries()).map(({ name, directory }) => ({
        name: textOfPanelName(name),
        kind: directory ? 'folder' : 'file',
      })),
    openFolder: async (name) => folderOf(list, folderPath === '' ? name : `${folderPath}/${name}`),
    async statEntry(name) {
      const entry = (await entries()).find((one) => textOfPanelName(one.name) === name);
      if (entry === undefined) throw new FileRefusal('vanished', 'it was gone when it was about to be read');
      return statOf(entry);
    },
    close: () => Promise.resolve(),
  };
}

function statOf({ size, modifiedAt = new Date() }: Pick<RemoteEntry, 'size' | 'modifiedAt'>): FileStat {
  const mtimeNs = BigInt(modifiedAt.getTime()) * 1_000_000n;
  return {
    size: BigInt(size),
    mtime: modifiedAt,
    mtimeNs,
    ctimeNs: mtimeNs,
    ino: 0n,
    nlink: 1n,
    isFile: () => true,
  };
}

async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const state = /larger than/.test(error.detail) ? 'too_large' : 'unreadable';
    throw new FileRefusal(/permission/.test(error.detail) ? 'permission_denied' : state, error.detail);
  }
}
