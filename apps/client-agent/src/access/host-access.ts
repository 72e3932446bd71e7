import type { FileSelection } from '@archivesmp/contracts/jobs';
import type { FoundInstance } from '@archivesmp/contracts/agent';
import type { FileListing, FileTail, TargetFolders } from '@archivesmp/instance-files';

/** The instances of a host, as far as they could be found. */
export interface Sight<Location extends FoundInstance = FoundInstance> {
  readonly instances: readonly Location[];
  /** Why nothing, or not everything, could be found. */
  readonly error?: string;
}

/** The bytes of one file and their name. */
export interface ReadContent {
  readonly bytes: Buffer;
  readonly sha256: string;
}

/**
 * How an agent reaches the instances of its host: the disk of its host, or the file manager of the AMP panel where there is
 * no agent on the host. Paths are relative to the server folder. An instance comes from `findInstances` or `findInstance` of the same access.
 */
export interface FileAccess<Location extends FoundInstance = FoundInstance> {
  readonly targets: TargetFolders;
  /** Never throws: what is wrong is part of the answer. */
  findInstances(): Promise<Sight<Location>>;
  /** The instance of a job. @throws when the host itself cannot be asked */
  findInstance(instanceId: string, folder: string): Promise<Location | undefined>;
  /** Where its server folder lies, in the words of `targets`. */
  serverFolder(instance: Location): string;
  /** @throws {FileRefusal} when the instance cannot be read at all */
  listFiles(instance: Location, select: FileSelection, plugin?: string): Promise<FileListing>;
  /** @throws {FileRefusal} */
  readBlob(instance: Location, path: string, maxBytes: number): Promise<ReadContent>;
  /** @throws {FileRefusal} */
  readTail(instance: Location, path: string, maxBytes: number): Promise<FileTail>;
  /**
   * When a file was last changed in any way, by the clock of the host; undefined when this access cannot know.
   * @throws {FileRefusal}
   */
  changedAt(instance: Location, path: string): Promise<Date | undefined>;
  /** Free bytes for the instance; undefined when this access cannot know. */
  freeBytes(instance: Location): Promise<number | undefined>;
}
