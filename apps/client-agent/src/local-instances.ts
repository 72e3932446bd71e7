import { discoverInstances, type InstanceFiles, type LocalInstance } from '@archivesmp/instance-files';

/** What a look at the disk found. */
export interface Sight {
  readonly instances: readonly LocalInstance[];
  /** Why nothing, or not everything, could be found. */
  readonly error?: string;
}

/** The instances of this host as the disk shows them now; nothing is kept between two looks. */
export class LocalInstances {
  constructor(
    private readonly host: string,
    private readonly root: string,
    private readonly files: InstanceFiles,
  ) {}

  /** Never throws: what is wrong with the folder is part of the answer. */
  async look(): Promise<Sight> {
    try {
      const { instances, warnings } = await discoverInstances(this.host, this.root);
      this.files.forgetAllBut(new Set(instances.map((found) => found.instanceId)));
      return { instances, ...(warnings.length > 0 && { error: warnings.join('; ') }) };
    } catch (error) {
      return { instances: [], error: (error as Error).message };
    }
  }

  /**
   * The instance of a job. Where AMP's own list cannot be read the hub may know an id that this disk does not show; then
   * the folder decides.
   * @throws {Error} when the root itself cannot be listed
   */
  async find(instanceId: string, folder: string): Promise<LocalInstance | undefined> {
    const { instances } = await discoverInstances(this.host, this.root);
    return (
      instances.find((found) => found.instanceId === instanceId) ??
      instances.find((found) => !found.identified && found.folder === folder)
    );
  }
}
