import { BY_SCHEDULE } from '@archivesmp/contracts/actor';
import { setTimeout as wait } from 'node:timers/promises';
import type { FleetEventStream } from '@archivesmp/bus';
import type { TakeBackupData } from '@archivesmp/contracts/deployment-jobs';
import type { ScanRequest } from '@archivesmp/contracts/scan';
import { steadyNow } from '@archivesmp/contracts/steady-clock';
import type {
  ConfigFile,
  FileStores,
  StoredInstance,
  FleetStores,
  InstanceScanRecord,
  ScanStores,
} from '@archivesmp/history';
import { requestScan, type ServiceCalls } from '@archivesmp/hub-wiring';
import type { Log } from '@archivesmp/service-kit';

/** Files of an instance as they were seen at a moment, or why they are not known. */
export type RescannedInstance =
  | { readonly instance: StoredInstance; readonly seenAt: Date; readonly files: readonly ConfigFile[] }
  | { readonly failure: string };

/** A scan this much older still counts for a backup by the clock. A person who asks by hand wants what is there when they ask. */
const RECENT_MS = 5 * 60_000;
const CHECK_EVERY_MS = 400;
/** All of it: scans that began before the request are waited for, too. */
const SCAN_TIMEOUT_MS = 15 * 60_000;
const FINAL: ReadonlySet<InstanceScanRecord['state']> = new Set(['scanned', 'unreachable', 'failed']);

/**
 * What is on an instance now: by a scan that is asked for and waited for. By the clock the last complete scan does when it is fresh; by
 * hand it never does. An agent that does not answer is said to be silent, with the age of what is known.
 */
export class RescanBeforeBackup {
  constructor(
    private readonly history: FileStores & FleetStores & ScanStores,
    private readonly events: FleetEventStream,
    private readonly calls: ServiceCalls,
    private readonly log: Log,
  ) {}

  /** @throws Problem of MariaDB; AbortError when the service stops meanwhile */
  async rescanInstance(data: TakeBackupData, requestedAt: Date, takenBy: string): Promise<RescannedInstance> {
    const instance = await this.instance(data.instanceId);
    if (instance === undefined) return { failure: 'this instance is no longer found' };
    const isByClock = takenBy === BY_SCHEDULE;
    const isKnown = isByClock
      ? isRecent(instance, requestedAt)
      : await this.history.scans.scannedSince(instance.id, requestedAt);
    if (!isKnown) {
      const failure = await this.scanSince(isByClock ? undefined : requestedAt, data, instance, takenBy);
      if (failure !== undefined) return { failure: `${failure.replace(/\.$/, '')}${ageOf(instance)}` };
    }
    return this.files(data);
  }

  private async instance(id: string): Promise<StoredInstance | undefined> {
    return (await this.history.fleet.listInstances({ instance: id }))[0];
  }

  /** Files and the moment belong together: read again when a scan ended in between. */
  private async files({ instanceId, plugin }: TakeBackupData): Promise<RescannedInstance> {
    for (;;) {
      const before = await this.instance(instanceId);
      const files = await this.history.configFiles.listConfigFiles({
        instanceIds: [instanceId],
        ...(plugin !== undefined && { plugin }),
      });
      const after = await this.instance(instanceId);
      if (after?.scannedAt === undefined) return { failure: 'this instance is no longer found' };
      if (before?.scannedAt?.getTime() === after.scannedAt.getTime())
        return { instance: after, seenAt: after.scannedAt, files };
    }
  }

  /**
   * Undefined when it was scanned by a scan that was asked for at this time or later, else why not. A scan that was under way before may
   * have read files before the request: its end is waited for, and then another is asked for. One that is not joined is our own, whatever the
   * clocks say.
   */
  private async scanSince(
    since: Date | undefined,
    data: TakeBackupData,
    instance: StoredInstance,
    takenBy: string,
  ): Promise<string | undefined> {
    const until = steadyNow() + SCAN_TIMEOUT_MS;
    for (;;) {
      const { id, joined, failure, requestedAt } = await this.scan(data, instance, takenBy, until);
      const isTooOld = joined && since !== undefined && requestedAt !== undefined && requestedAt < since;
      if (!isTooOld) return failure;
      if (!(await this.hasEnded(id, until)))
        return `a scan that began before the backup was asked for was still under way after ${SCAN_TIMEOUT_MS / 60_000} minutes; take the backup again when it has ended`;
    }
  }

  /** Waits for the end of a whole scan; false when the time is over before. */
  private async hasEnded(scanId: string, until: number): Promise<boolean> {
    for (;;) {
      const scan = await this.history.scans.getScan(scanId);
      if (scan === undefined || scan.finishedAt !== undefined) return true;
      if (steadyNow() > until) return false;
      await wait(CHECK_EVERY_MS, undefined, { signal: this.calls.stopping });
    }
  }

  private async scan(
    data: TakeBackupData,
    instance: StoredInstance,
    takenBy: string,
    until: number,
  ): Promise<{ id: string; joined: boolean; failure?: string; requestedAt?: Date }> {
    const scope = scopeOf(data, instance);
    const { history, events, log } = this;
    const { id, joined } = await requestScan({ history, events, log }, scope, takenBy);
    log.info({ scanId: id, joined }, 'looking before the backup');
    this.calls.wake();
    const { line, requestedAt } = await this.line(id, instance.id, until);
    const when = { id, joined, ...(requestedAt !== undefined && { requestedAt }) };
    if (line === undefined) return { failure: 'the scan before the backup did not reach it', ...when };
    if (line.state === 'scanned') return when;
    return { failure: `it could not be scanned: ${line.reason ?? line.state}`, ...when };
  }

  private async line(
    scanId: string,
    instanceId: string,
    until: number,
  ): Promise<{ line?: InstanceScanRecord; requestedAt?: Date }> {
    for (;;) {
      const scan = await this.history.scans.getScan(scanId);
      const line = scan?.instances?.find((one) => one.instanceId === instanceId);
      const requestedAt = scan === undefined ? {} : { requestedAt: scan.requestedAt };
      if (line !== undefined && FINAL.has(line.state)) return { line, ...requestedAt };
      if (scan === undefined || scan.finishedAt !== undefined || steadyNow() > until) return requestedAt;
      await wait(CHECK_EVERY_MS, undefined, { signal: this.calls.stopping });
    }
  }
}

/** Without its name, and to the minute: instances that are missed for one reason say the same. */
const ageOf = ({ scannedAt }: StoredInstance): string =>
  scannedAt === undefined
    ? '; it was never scanned'
    : `; what is known is of ${scannedAt.toISOString().slice(0, 16)}Z, and is not passed off as a backup of now`;

const isRecent = ({ scannedAt }: StoredInstance, requestedAt: Date): boolean =>
  scannedAt !== undefined && scannedAt.getTime() >= requestedAt.getTime() - RECENT_MS;

/** Jobs of one operation ask for the same scan, and the second joins the first. */
function scopeOf({ look: scope = 'instance' }: TakeBackupData, { id, host }: StoredInstance): ScanRequest {
  if (scope === 'fleet') return {};
  return scope === 'host' ? { host } : { instance: id };
}
