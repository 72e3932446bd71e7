import type { ExpectedContent, InspectInstanceData } from '@archivesmp/contracts/deployment-jobs';
import type { FoundInstance } from '@archivesmp/contracts/agent';
import { INSPECTED_BYTES, type InspectedFile, type InspectionReport } from '@archivesmp/contracts/order';
import { ApplyError, contentHash, NotAFile, fileRefusalOf } from '@archivesmp/instance-files';
import type { Log } from '@archivesmp/service-kit';
import type { FileAccess } from '../access/host-access.js';
import { notHere } from '../access/not-here.js';
import type { HostClock } from '../hub/host-clock.js';
import { NotWanted } from '../hub/hub-connection.js';
import type { HubRetryPolicy } from '../hub/hub-retry-policy.js';
import type { OrderHub } from '../order/order-hub.js';
import { logBegin } from './log-begin.js';
import { readServerLog } from './server-log.js';

const LOG_FILE = 'logs/latest.log';
const LOG_BYTES = 4 * 1024 * 1024;
/** Contents in memory at a time; then they are sent. */
const PACK_BYTES = 16 * 1024 * 1024;

type LogReport = Pick<InspectionReport, 'log' | 'enabled' | 'errors'>;
const NO_LOG: LogReport = { log: 'absent', enabled: [], errors: [] };

interface Content {
  readonly sha256: string;
  readonly bytes: Buffer;
}

interface FoundFile {
  readonly file: InspectedFile;
  /** Left out where the hub has it already, or where it is not to be sent. */
  readonly content?: Content;
}

/** Reads what the hub has to know of an instance now: named files, and the log since a restart where a verdict is formed. */
export class InspectInstance {
  constructor(
    private readonly access: FileAccess,
    private readonly hub: OrderHub,
    private readonly retryPolicy: HubRetryPolicy,
    private readonly log: Log,
    private readonly whileQuiet: <T>(instanceId: string, work: () => Promise<T>) => Promise<T>,
    private readonly clock: HostClock,
  ) {}

  /** @throws {HubUnavailable} {Problem}, and when the instance is not on this host: silence is never a pass */
  async inspectInstance(data: InspectInstanceData): Promise<void> {
    const instance = await this.access.findInstance(data.instanceId, data.folder);
    if (instance === undefined) throw new Error(await notHere(this.access, data.folder));
    try {
      const files = await this.files(instance, data);
      const report = await this.makeReport(instance, data, files);
      await this.retryPolicy.retryUntilDone((signal) => this.hub.reportInspection(report, signal));
    } catch (error) {
      if (!(error instanceof NotWanted)) throw error;
      this.log.info({ reason: error.message }, 'inspection not wanted any more');
    }
  }

  /** Looks at every file, and sends the contents that the hub does not have on the way. */
  private async files(
    instance: FoundInstance,
    { inspectionId, instanceId, files }: InspectInstanceData,
  ): Promise<InspectedFile[]> {
    const found: InspectedFile[] = [];
    while (found.length < files.length) {
      const contents = new Map<string, Content>();
      await this.whileQuiet(instanceId, async () => {
        for (let bytes = 0; found.length < files.length && bytes < PACK_BYTES;) {
          const { file, content } = await this.inspectFile(instance, files[found.length]!);
          found.push(await this.dated(instance, file));
          if (content === undefined || contents.has(content.sha256)) continue;
          contents.set(content.sha256, content);
          bytes += content.bytes.length;
        }
      });
      if (contents.size > 0)
        await this.retryPolicy.retryUntilDone((signal) =>
          this.hub.sendInspected(inspectionId, [...contents.values()], signal),
        );
    }
    return found;
  }

  private async makeReport(
    instance: FoundInstance,
    data: InspectInstanceData,
    files: InspectedFile[],
  ): Promise<InspectionReport> {
    const freeBytes = await this.access.freeBytes(instance).catch(() => undefined);
    const { inspectionId, instanceId, plugins } = data;
    const since = logBegin(data, this.clock, this.hub.clockSkewSeconds);
    const log = since === undefined ? NO_LOG : await this.serverLog(instance, since, plugins);
    return { inspectionId, instanceId, files, ...log, ...(freeBytes !== undefined && { freeBytes }) };
  }

  private async inspectFile(
    instance: FoundInstance,
    { path, sha256: known, hashOnly }: ExpectedContent,
  ): Promise<FoundFile> {
    try {
      const { targets } = this.access;
      const found = await targets.workInFolder(
        this.access.serverFolder(instance),
        path,
        undefined,
        async (folder, name) => contentHash(await folder.openContent(name)),
      );
      if (found === null || found === known || hashOnly === true) return { file: { path, sha256: found } };
      return await this.readContent(instance, path, found);
    } catch (error) {
      const reason = whyUnreadable(error);
      this.log.warn({ path, reason }, 'file cannot be read');
      return { file: { path, reason } };
    }
  }

  /** Asked after the content was read: a time is never too early for it. */
  private async dated(instance: FoundInstance, file: InspectedFile): Promise<InspectedFile> {
    if (typeof file.sha256 !== 'string') return file;
    const changedAt = await this.access.changedAt(instance, file.path).catch(() => undefined);
    return changedAt === undefined ? file : { ...file, changedAt: changedAt.toISOString() };
  }

  /** @throws {FileRefusal} for what is there and cannot be read as a whole */
  private async readContent(instance: FoundInstance, path: string, found: string): Promise<FoundFile> {
    try {
      const content = await this.access.readBlob(instance, path, INSPECTED_BYTES);
      const { sha256, bytes } = content;
      return { file: { path, sha256, size: bytes.length }, content };
    } catch (error) {
      const refusal = fileRefusalOf(error);
      if (refusal.state === 'too_large') return { file: { path, sha256: found, large: true } };
      if (refusal.state === 'vanished') return { file: { path, sha256: null } };
      throw refusal;
    }
  }

  private async serverLog(
    instance: FoundInstance,
    since: Date,
    plugins: readonly string[],
  ): Promise<LogReport> {
    const tail = await this.access.readTail(instance, LOG_FILE, LOG_BYTES).catch(() => undefined);
    if (tail === undefined) return { log: 'absent', enabled: [], errors: [] };
    if (tail.modifiedAt < since) return { log: 'old', enabled: [], errors: [] };
    const log = readServerLog(tail.bytes.toString('utf8'), tail.modifiedAt, since, plugins);
    return { log: 'fresh', ...log };
  }
}

/** What opens a file for orders has words of its own for what is no file of the instance. */
function whyUnreadable(error: unknown): string {
  if (error instanceof ApplyError) return error.reason;
  return error instanceof NotAFile ? error.message : fileRefusalOf(error).reason;
}
