import type { InspectInstanceData } from '@archivesmp/contracts/deployment-jobs';
import type { FoundInstance } from '@archivesmp/contracts/agent';
import type { InspectedFile, InspectionReport } from '@archivesmp/contracts/order';
import { contentHash } from '@archivesmp/instance-files';
import type { Log } from '@archivesmp/service-kit';
import type { HostAccess } from '../access/host-access.js';
import { NotWanted } from '../hub/hub-connection.js';
import type { Patience } from '../hub/patience.js';
import type { OrderHub } from '../order/order-hub.js';
import { readServerLog } from './server-log.js';

const LOG_FILE = 'logs/latest.log';
const LOG_BYTES = 4 * 1024 * 1024;
/** What a server rewrote is sent back up to this size. */
const CONTENT_BYTES = 2 * 1024 * 1024;

/** Reads what the verdict on an instance needs: the touched files, the log since the restart, the space left. */
export class InspectInstance {
  constructor(
    private readonly access: HostAccess,
    private readonly hub: OrderHub,
    private readonly patience: Patience,
    private readonly log: Log,
    private readonly whileQuiet: <T>(instanceId: string, work: () => Promise<T>) => Promise<T>,
  ) {}

  /** @throws {HubAway} {Problem}, and when the instance is not on this host: silence is never a pass */
  async run(data: InspectInstanceData): Promise<void> {
    const instance = await this.access.find(data.instanceId, data.folder);
    if (instance === undefined) throw new Error(`no instance ${data.folder} with this id is on this host`);
    const report = await this.whileQuiet(data.instanceId, () => this.look(instance, data));
    try {
      await this.patience.keepTrying((signal) => this.hub.tellInspection(report, signal));
    } catch (error) {
      if (!(error instanceof NotWanted)) throw error;
      this.log.info({ reason: error.message }, 'inspection not wanted any more');
    }
  }

  private async look(instance: FoundInstance, data: InspectInstanceData): Promise<InspectionReport> {
    const files: InspectedFile[] = [];
    for (const { path, sha256 } of data.files) files.push(await this.file(instance, path, sha256));
    const freeBytes = await this.access.freeBytes(instance).catch(() => undefined);
    return {
      inspectionId: data.inspectionId,
      instanceId: data.instanceId,
      files,
      ...(await this.serverLog(instance, new Date(data.since), data.plugins)),
      ...(freeBytes !== undefined && { freeBytes }),
    };
  }

  /** `sha256` is null when the file is not there, and left out when it cannot be read. */
  private async file(instance: FoundInstance, path: string, expected: string | null): Promise<InspectedFile> {
    try {
      const { targets } = this.access;
      const found = await targets.within(
        this.access.serverFolder(instance),
        path,
        undefined,
        async (folder, name) => contentHash(await folder.read(name)),
      );
      if (found === null || found === expected) return { path, sha256: found };
      const read = await this.access.readBlob(instance, path, CONTENT_BYTES).catch(() => undefined);
      if (read === undefined) return { path, sha256: found };
      return { path, sha256: read.sha256, content: read.bytes.toString('base64') };
    } catch (error) {
      this.log.warn({ path, reason: (error as Error).message }, 'touched file cannot be read');
      return { path } as InspectedFile;
    }
  }

  private async serverLog(
    instance: FoundInstance,
    since: Date,
    plugins: readonly string[],
  ): Promise<Pick<InspectionReport, 'log' | 'enabled' | 'errors'>> {
    const tail = await this.access.readTail(instance, LOG_FILE, LOG_BYTES).catch(() => undefined);
    if (tail === undefined) return { log: 'absent', enabled: [], errors: [] };
    if (tail.modifiedAt < since) return { log: 'old', enabled: [], errors: [] };
    const said = readServerLog(tail.bytes.toString('utf8'), tail.modifiedAt, since, plugins);
    return { log: 'fresh', ...said };
  }
}
