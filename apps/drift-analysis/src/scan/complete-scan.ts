import type { Artifacts } from '@archivesmp/artifacts';
import type { JudgeOf } from '@archivesmp/drift';
import type { FleetEventStream } from '@archivesmp/bus';
import type {
  ObservedOutlier,
  ObservedTie,
  FileStores,
  FleetStores,
  ScanRecord,
  ScanStores,
} from '@archivesmp/history';
import type { Log } from '@archivesmp/service-kit';
import { type ConfigContents, type DesiredStates, publishHint } from '@archivesmp/hub-wiring';
import { namedFleet } from '@archivesmp/fleet';
import type { ScanTotals } from '../metrics.js';
import { pluginOutliers, type PluginOutliers } from '../outliers/fleet-outliers.js';
import { OutlierMemory } from '../outliers/outlier-memory.js';

/** What completing a scan reads and writes. */
export interface CompletionStores {
  readonly history: FileStores & FleetStores & ScanStores;
  readonly artifacts: Pick<Artifacts, 'manifests'>;
  readonly desired: DesiredStates;
  readonly contents: ConfigContents;
  readonly events: FleetEventStream;
}

/** What differs among instances, and who decided what of it is a secret. */
interface FleetOutliers extends PluginOutliers {
  readonly judgeOf?: JudgeOf;
}

const NO_OUTLIERS: FleetOutliers = { outliers: [], ties: [] };

/** Every instance of a scan is final: find outliers, write totals, close. Running it again changes nothing. */
export class CompleteScan {
  private readonly memory = new OutlierMemory();

  constructor(
    private readonly stores: CompletionStores,
    private readonly log: Log,
    private readonly onCompleted: (totals: ScanTotals) => void = () => undefined,
  ) {}

  /** @throws Problem of MariaDB, Redis or S3 */
  async completeScan(scanId: string): Promise<void> {
    const { history, artifacts, events } = this.stores;
    const scan = await history.scans.getScan(scanId);
    if (scan?.state !== 'running') return;
    const scanned = (scan.instances ?? [])
      .filter((line) => line.state === 'scanned')
      .map((line) => line.instanceId);
    const { outliers, ties, judgeOf } =
      scanned.length === 0 ? NO_OUTLIERS : await this.findOutliers(scan, new Set(scanned));
    const { plugin } = scan.scope;
    const coverage = {
      instanceIds: scanned,
      ...(plugin !== undefined && { plugin }),
      ...(judgeOf && { judgeOf }),
    };
    const end = await history.scanResults.completeScan(scanId, outliers, coverage, new Date(), ties);
    if (!end.ended) return;
    // The clock may have been set back since
    const seconds = Math.max(0, Date.now() - scan.requestedAt.getTime()) / 1_000;
    const { state, openFindings } = end;
    const counted = scanned.length === 0 ? {} : { outliers: end.outliers };
    const totals = { state, seconds, openFindings, ...counted };
    this.log.info(totals, 'scan completed');
    this.onCompleted(totals);
    await publishHint(events, this.log, 'drift.scan.completed', {
      scanId,
      state,
      openFindings,
      ...counted,
    });
    await artifacts.manifests.removeManifestsOfScan(scanId).catch((error: unknown) => {
      // What is left of a finished scan is harmless
      this.log.warn({ err: error }, 'manifests of a finished scan not removed');
    });
  }

  /** An instance is compared with the whole fleet as last seen, but only what was scanned now is judged. */
  private async findOutliers(scan: ScanRecord, scanned: ReadonlySet<string>): Promise<FleetOutliers> {
    const { history, desired, contents } = this.stores;
    const recorded = await history.fleet.listInstances();
    const fleet = namedFleet(recorded);
    const compiled = await desired.forScan(scan.id, fleet.instances, new Date());
    const search = { compiled, fleet };
    const instanceIds = recorded.map((one) => one.id);
    const outliers: ObservedOutlier[] = [];
    const ties: ObservedTie[] = [];
    const plugins = await this.pluginsOf(scan);
    if (scan.scope.plugin === undefined) this.memory.forgetOtherPlugins(plugins);
    for (const plugin of plugins) {
      const files = await history.configFiles.listConfigFiles({ instanceIds, plugin });
      const findOutliers = () => pluginOutliers(plugin, files, search, contents);
      const found = await this.memory.recallOrFind(plugin, files, compiled, findOutliers);
      outliers.push(...found.outliers.filter(({ instanceId }) => scanned.has(instanceId)));
      ties.push(...found.ties);
    }
    return { outliers, ties, judgeOf: compiled.rules.judgeOf };
  }

  private async pluginsOf(scan: ScanRecord): Promise<string[]> {
    if (scan.scope.plugin !== undefined) return [scan.scope.plugin];
    const seen = await this.stores.history.configFiles.listPlugins();
    return [...new Set(['_server', ...seen.filter((one) => one.hasFolder).map((one) => one.plugin)])];
  }
}
