import { setTimeout as wait } from 'node:timers/promises';
import type { FleetEventStream } from '@archivesmp/bus';
import type { HostLiveness } from '@archivesmp/contracts/agent';
import { Problem } from '@archivesmp/contracts/problem';
import { steadyNow } from '@archivesmp/contracts/steady-clock';
import type { AccessStores, FleetStores, ScanStores, ScanTarget } from '@archivesmp/history';
import type { Log } from '@archivesmp/service-kit';
import { cutOffHosts, type DesiredStates, publishHint } from '@archivesmp/hub-wiring';
import { namedFleet } from '@archivesmp/fleet';
import type { DiscoverFleet } from '../discovery/discover-fleet.js';
import type { ReportRefusedObjects } from '../desired/report-refused-objects.js';
import { fileSelection } from '../desired/file-selection.js';
import { whyUnreachable, type HostStatus } from './why-unreachable.js';
import { whyNothingKnown } from './why-nothing-known.js';

/** Limits of a scan. */
export interface StartScanOptions {
  readonly answerWithinSeconds: number;
  readonly maxFileBytes: number;
  readonly unmanaged: readonly string[];
  /** The agent of a silent host may only just have begun: it gets one beat's time to speak. */
  readonly silenceMs: number;
  /** Whether the hub has a key to sign with: an agent reads nothing that is not signed. */
  readonly canSign: boolean;
  /** Aborted when the service stops: then no agent is waited for, and the job is tried again after the next start. */
  readonly stopping: AbortSignal;
}

const CHECK_EVERY_MS = 500;

/** Decides which instances a scan covers, and asks each host's agent. Running it again changes nothing. */
export class StartScan {
  constructor(
    private readonly history: AccessStores & FleetStores & ScanStores,
    private readonly desired: DesiredStates,
    private readonly discoverFleet: Pick<DiscoverFleet, 'discoverFleet'>,
    private readonly events: FleetEventStream,
    private readonly reportRefused: ReportRefusedObjects,
    private readonly options: StartScanOptions,
    private readonly log: Log,
  ) {}

  /** @throws Problem of MariaDB or S3; a mistake in deviations.yml ends the scan as failed instead. AbortError when the service stops */
  async startScan(scanId: string): Promise<void> {
    const scan = await this.history.scans.getScan(scanId);
    if (scan?.state !== 'requested') return;
    const { host, instance } = scan.scope;
    const choice = {
      ...(host !== undefined && host !== 'all' && { host }),
      ...(instance !== undefined && { instance }),
    };
    const known = await this.history.fleet.listInstances(choice);
    const { agents, cutOff, waited } = await this.agentsOf(new Set(known.map((one) => one.host)));
    // An agent that has just connected knows platforms and folders that are not recorded yet
    if (waited || known.some(({ platform }) => platform === 'unknown'))
      await this.discoverFleet.discoverFleet();
    const all = await this.history.fleet.listInstances();
    const covered = await this.history.fleet.listInstances(choice);
    const nothing = covered.length === 0 ? whyNothingKnown([...agents.values()], choice.host) : undefined;
    if (nothing !== undefined) return this.failScan(scanId, nothing);
    const unmanaged = await this.unmanagedOf(scanId, all);
    if (unmanaged === undefined) return;
    const targets = covered.map((one) => {
      const status = { agent: agents.get(one.host), cutOff: cutOff.get(one.host) };
      return target(one, status, this.options.canSign);
    });
    const now = new Date();
    const answerBy = new Date(now.getTime() + this.options.answerWithinSeconds * 1_000);
    const select = fileSelection(this.options.maxFileBytes, this.options.unmanaged, unmanaged);
    const instances = await this.history.scanProgress.startScan(scanId, { targets, answerBy, select }, now);
    const unreachable = targets.filter((one) => one.unreachable !== undefined).length;
    this.log.info({ instances, unreachable }, 'scan started');
    await publishHint(this.events, this.log, 'drift.scan.started', { scanId, instances });
  }

  /** The document's globs; undefined when it is wrong and the scan was ended for that. */
  private async unmanagedOf(scanId: string, all: Awaited<ReturnType<FleetStores['fleet']['listInstances']>>) {
    try {
      const { desired, refused } = await this.desired.forScan(scanId, namedFleet(all).instances, new Date());
      await this.reportRefused.reportRefusedObjects(refused, new Date());
      return desired.document.unmanaged;
    } catch (error) {
      if (!(error instanceof Problem) || error.retry) throw error;
      await this.failScan(scanId, error.detail);
      return undefined;
    }
  }

  private async failScan(scanId: string, reason: string): Promise<void> {
    await this.history.scanResults.failScan(scanId, reason, new Date());
    this.log.warn({ reason }, 'scan cannot start');
  }

  private async agentsOf(hosts: ReadonlySet<string>): Promise<{
    agents: ReadonlyMap<string, HostLiveness>;
    cutOff: ReadonlyMap<string, string>;
    waited: boolean;
  }> {
    const until = steadyNow() + this.options.silenceMs;
    for (let waited = false; ; waited = true) {
      const agents = new Map(
        (await this.history.heartbeats.listHostLiveness(new Date())).map((one) => [one.host, one]),
      );
      const cutOff = await cutOffHosts(this.history, new Date());
      const silent = [...hosts].some(
        (host) => !cutOff.has(host) && (agents.get(host)?.state ?? 'silent') === 'silent',
      );
      if (!silent || steadyNow() >= until) return { agents, cutOff, waited };
      await wait(CHECK_EVERY_MS, undefined, { signal: this.options.stopping });
    }
  }
}

function target(
  one: { readonly id: string; readonly host: string; readonly folder: string },
  status: HostStatus,
  canSign: boolean,
): ScanTarget {
  const unreachable = whyUnreachable(one.host, status, canSign);
  return {
    instanceId: one.id,
    host: one.host,
    folder: one.folder,
    ...(unreachable !== undefined && { unreachable }),
  };
}
