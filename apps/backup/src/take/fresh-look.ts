import { setTimeout as wait } from 'node:timers/promises';
import type { FleetEventStream } from '@archivesmp/bus';
import type { TakeBackupData } from '@archivesmp/contracts/deployment-jobs';
import type { InstanceScanView, RequestScan } from '@archivesmp/contracts/scan';
import { steadyNow } from '@archivesmp/contracts/steady-clock';
import type { ConfigFile, FleetInstance, History } from '@archivesmp/history';
import { publishHint, type ServiceCalls } from '@archivesmp/hub-wiring';
import type { Log } from '@archivesmp/service-kit';

/** Files of an instance as they were seen at a moment, or why nobody knows them. */
export type Look =
  | { readonly instance: FleetInstance; readonly seenAt: Date; readonly files: readonly ConfigFile[] }
  | { readonly trouble: string };

/** A scan this much older than the wish for a backup still counts. */
export const FRESH_MS = 5 * 60_000;
const LOOK_AGAIN_MS = 400;
const PATIENCE_MS = 15 * 60_000;
const FINAL: ReadonlySet<InstanceScanView['state']> = new Set(['scanned', 'unreachable', 'failed']);

/** What is on an instance now: by its last complete scan when that is fresh, else by one that is asked for and waited for. */
export class FreshLook {
  constructor(
    private readonly history: History,
    private readonly events: FleetEventStream,
    private readonly calls: ServiceCalls,
    private readonly log: Log,
  ) {}

  /** @throws Problem of MariaDB; AbortError when the service stops meanwhile */
  async run(data: TakeBackupData, wishedAt: Date, takenBy: string): Promise<Look> {
    const instance = await this.instance(data.instanceId);
    if (instance === undefined) return { trouble: 'this instance is no longer found' };
    if (!isFresh(instance, wishedAt)) {
      const trouble = await this.scan(data, instance, takenBy);
      if (trouble !== undefined) return { trouble };
    }
    return this.files(data);
  }

  private async instance(id: string): Promise<FleetInstance | undefined> {
    return (await this.history.fleet.instances({ instance: id }))[0];
  }

  /** Files and the moment belong together: read again when a scan ended in between. */
  private async files({ instanceId, plugin }: TakeBackupData): Promise<Look> {
    for (;;) {
      const before = await this.instance(instanceId);
      const files = await this.history.configFiles.configFiles({
        instanceIds: [instanceId],
        ...(plugin !== undefined && { plugin }),
      });
      const after = await this.instance(instanceId);
      if (after?.scannedAt === undefined) return { trouble: 'this instance is no longer found' };
      if (before?.scannedAt?.getTime() === after.scannedAt.getTime())
        return { instance: after, seenAt: after.scannedAt, files };
    }
  }

  /** Undefined when it was scanned, else why not. */
  private async scan(
    data: TakeBackupData,
    instance: FleetInstance,
    takenBy: string,
  ): Promise<string | undefined> {
    const scope = scopeOf(data, instance);
    const { id, joined } = await this.history.scanRequests.requestScan(scope, takenBy, new Date());
    this.log.info({ scanId: id, joined }, 'looking before the backup');
    if (!joined) await publishHint(this.events, this.log, 'drift.scan.requested', { scanId: id });
    this.calls.wake();
    const line = await this.line(id, instance.id);
    if (line === undefined) return 'the scan before the backup did not reach it';
    if (line.state === 'scanned') return undefined;
    return `it could not be scanned: ${line.reason ?? line.state}`;
  }

  private async line(scanId: string, instanceId: string): Promise<InstanceScanView | undefined> {
    const until = steadyNow() + PATIENCE_MS;
    for (;;) {
      const scan = await this.history.scans.getScan(scanId);
      const line = scan?.instances?.find((one) => one.instanceId === instanceId);
      if (line !== undefined && FINAL.has(line.state)) return line;
      if (scan === undefined || scan.finishedAt !== undefined || steadyNow() > until) return undefined;
      await wait(LOOK_AGAIN_MS, undefined, { signal: this.calls.stopping });
    }
  }
}

const isFresh = ({ scannedAt }: FleetInstance, wishedAt: Date): boolean =>
  scannedAt !== undefined && scannedAt.getTime() >= wishedAt.getTime() - FRESH_MS;

/** Jobs of one operation ask for the same scan, and the second joins the first. */
function scopeOf({ look = 'instance' }: TakeBackupData, { id, host }: FleetInstance): RequestScan {
  if (look === 'fleet') return {};
  return look === 'host' ? { host } : { instance: id };
}
