import type { Artifacts } from '@archivesmp/artifacts';
import type { FleetEventStream } from '@archivesmp/bus';
import type { InstanceManifest } from '@archivesmp/contracts/agent';
import type { AnalyseInstanceData } from '@archivesmp/contracts/jobs';
import { Problem } from '@archivesmp/contracts/problem';
import type { SecretHandling } from '@archivesmp/drift';
import type {
  BaselineStores,
  FileStores,
  FindingStores,
  FleetStores,
  ObservedFile,
  ScanStores,
} from '@archivesmp/history';
import type { Log } from '@archivesmp/service-kit';
import {
  type CompiledState,
  type ConfigContents,
  type DesiredStates,
  publishHint,
} from '@archivesmp/hub-wiring';
import { describedInstance, namedFleet } from '@archivesmp/fleet';
import { causesOf } from './causes-of.js';
import { compareObserved } from './compare-observed.js';
import { nameNotUnderstood } from './name-not-understood.js';
import { filesOf, pluginsOf } from './observe-instance.js';
import { storedFinding } from './stored-finding.js';

/** What the analysis reads and writes. */
export interface AnalysisStores {
  readonly history: BaselineStores & FileStores & FindingStores & FleetStores & ScanStores;
  readonly artifacts: Pick<Artifacts, 'manifests'>;
  readonly desired: DesiredStates;
  readonly contents: ConfigContents;
  readonly events: FleetEventStream;
}

/**
 * Compares what one instance's agent delivered with what should be there, and records the differences as changes.
 * Running it again changes nothing.
 */
export class AnalyseInstance {
  constructor(
    private readonly stores: AnalysisStores,
    private readonly secrets: SecretHandling,
    private readonly log: Log,
  ) {}

  /** @returns whether it was the last instance of its scan. @throws Problem of MariaDB, Redis or S3 */
  async analyseInstance({ scanId, instanceId }: AnalyseInstanceData): Promise<boolean> {
    const { history, artifacts, events } = this.stores;
    const scan = await history.scans.getScan(scanId);
    if (scan?.state !== 'running') return false;
    const recorded = await history.fleet.listInstances({ gone: true });
    const fleet = namedFleet(recorded.filter((one) => one.goneAt === undefined || one.id === instanceId));
    const instance = describedInstance(fleet.instances, fleet, instanceId);
    if (instance === undefined)
      throw new Problem('resource.not-found', `There is no instance ${instanceId}.`);
    const [compiled, manifest] = await Promise.all([
      this.stores.desired.forScan(scanId, fleet.instances, new Date()),
      artifacts.manifests.readManifest(scanId, instanceId),
    ]);
    const closed = closedPlugins(manifest);
    if (closed !== undefined) return this.giveUp({ scanId, instanceId }, closed);
    const files = filesOf(manifest, formats(compiled));
    const plugins = pluginsOf(manifest);
    const { plugin } = scan.scope;
    const found = await compareObserved(
      {
        compiled,
        instance,
        files,
        plugins: plugins.map((one) => one.plugin),
        secrets: this.secrets,
        ...(plugin !== undefined && { plugin }),
      },
      this.stores.contents,
    );
    const known = await history.configFiles.listConfigFiles({ instanceIds: [instanceId] });
    const at = new Date();
    const record = await history.causeRecord.readInstanceHistory(instanceId, at);
    const causeFor = causesOf({
      at,
      files,
      plugins,
      filesBefore: known,
      pluginsBefore: await history.configFiles.listPlugins(instanceId),
      record,
      revision: compiled.revision,
      // Changes can only be a cause between two looks, and of something that was found
      changes:
        record.scannedAt === undefined || found.findings.length === 0
          ? []
          : await history.baselineChanges.listRevisionsAtVersion(),
    });
    const findings = found.findings.map(storedFinding).map((one) => ({ ...one, cause: causeFor(one) }));
    const named = await nameNotUnderstood(files, known, this.stores.contents, compiled.desired.isData);
    const unknownFiles = unknownAmong(named, findings);
    const result = await history.scanResults.recordInstanceResult(
      {
        scanId,
        instanceId,
        findings,
        files: named,
        plugins,
        unknownFiles,
        judgeOf: compiled.rules.judgeOf,
        ...(compiled.revision !== undefined && { desiredRevision: compiled.revision }),
        judgement: { judged: found.judged, notJudged: found.notJudged },
      },
      new Date(),
    );
    if (!result.recorded) return false;
    const opened = result.opened + result.recurred;
    const { changed, resolved } = result;
    this.log.info(
      { files: files.length, unknown: unknownFiles.length, opened, changed, resolved },
      'instance scanned',
    );
    const hint = { scanId, instanceId, state: 'scanned', opened, resolved };
    await publishHint(events, this.log, 'drift.instance.scanned', hint);
    return result.last;
  }

  /**
   * The analysis cannot succeed: the instance counts as failed with the reason, and its findings stay as they are.
   * @returns true: it may have been the last of its scan
   */
  async giveUp({ scanId, instanceId }: AnalyseInstanceData, reason: string): Promise<boolean> {
    const { history, events } = this.stores;
    const outcome = { state: 'failed', reason } as const;
    if ((await history.scanProgress.giveUpInstance(scanId, instanceId, outcome, new Date())) === 'late')
      return false;
    this.log.warn({ reason }, 'instance given up');
    const hint = { scanId, instanceId, state: 'failed', opened: 0, resolved: 0 };
    await publishHint(events, this.log, 'drift.instance.scanned', hint);
    return true;
  }
}

/** Without a look into plugins/ every plugin would seem to be missing. */
function closedPlugins({ files }: InstanceManifest): string | undefined {
  const folder = files.find(({ path, state }) => path === 'plugins' && state !== 'readable');
  return folder && `The folder plugins could not be opened: ${folder.reason ?? folder.state}.`;
}

const formats =
  ({ desired }: CompiledState) =>
  (plugin: string, path: string) =>
    desired.readers.formatOf(plugin, path);

/** Kinds of findings that say of a file that its keys are not known. */
const IS_UNKNOWN: ReadonlySet<string> = new Set(['unreadable', 'not_understood']);

/** Files whose keys are not known this time: what was found in them before is neither confirmed nor resolved. */
function unknownAmong(
  files: readonly ObservedFile[],
  findings: readonly { plugin: string; file: string; kind: string }[],
): { plugin: string; file: string }[] {
  const unknown = new Map<string, { plugin: string; file: string }>();
  const addUnknown = (plugin: string, file: string): void =>
    void unknown.set(`${plugin}/${file}`, { plugin, file });
  for (const { plugin, path, state } of files)
    if (state !== 'readable' && state !== 'vanished') addUnknown(plugin, path);
  for (const { plugin, file, kind } of findings) if (IS_UNKNOWN.has(kind)) addUnknown(plugin, file);
  return [...unknown.values()];
}
