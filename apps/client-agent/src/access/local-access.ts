import { statfs } from 'node:fs/promises';
import path from 'node:path';
import type { FileSelection } from '@archivesmp/contracts/jobs';
import {
  discoverInstances,
  DISK,
  InstanceFiles,
  localFolders,
  type FileListing,
  type FileTail,
  type LocalInstance,
} from '@archivesmp/instance-files';
import type { FileAccess, ReadContent, Sight } from './host-access.js';

/** The instances on the disk of this host, as it shows them now; nothing but hashes is kept between two looks. */
export class LocalAccess implements FileAccess<LocalInstance> {
  readonly targets = localFolders();
  private readonly files: InstanceFiles;

  /** @param settling what is waited for before the second look at files that were changed a moment ago */
  constructor(
    private readonly host: string,
    private readonly root: string,
    settling?: () => Promise<void>,
  ) {
    this.files = InstanceFiles.onDisk(undefined, settling);
  }

  async findInstances(): Promise<Sight<LocalInstance>> {
    try {
      const { instances, warnings } = await discoverInstances(this.host, this.root);
      this.files.forgetAllBut(new Set(instances.map((found) => found.instanceId)));
      return { instances, ...(warnings.length > 0 && { error: warnings.join('; ') }) };
    } catch (error) {
      return { instances: [], error: (error as Error).message };
    }
  }

  /** Where AMP's own list cannot be read the hub may know an id that this disk does not show; then the folder decides. */
  async findInstance(instanceId: string, folder: string): Promise<LocalInstance | undefined> {
    const { instances } = await discoverInstances(this.host, this.root);
    return (
      instances.find((found) => found.instanceId === instanceId) ??
      instances.find((found) => !found.identified && found.folder === folder)
    );
  }

  serverFolder({ directory, serverFolder }: LocalInstance): string {
    return path.join(directory, serverFolder);
  }

  listFiles(instance: LocalInstance, select: FileSelection, plugin?: string): Promise<FileListing> {
    return this.files.listFiles(instance, select, plugin);
  }

  readBlob(instance: LocalInstance, file: string, maxBytes: number): Promise<ReadContent> {
    return this.files.readBlob(instance, file, maxBytes);
  }

  readTail(instance: LocalInstance, file: string, maxBytes: number): Promise<FileTail> {
    return this.files.readTail(instance, file, maxBytes);
  }

  async changedAt(instance: LocalInstance, file: string): Promise<Date> {
    const { mtimeNs, ctimeNs } = await DISK.stampFile(instance, file);
    return new Date(Number((mtimeNs > ctimeNs ? mtimeNs : ctimeNs) / 1_000_000n));
  }

  async freeBytes(instance: LocalInstance): Promise<number> {
    const { bavail, bsize } = await statfs(instance.directory);
    return bavail * bsize;
  }
}
