import type { Artifacts } from '@archivesmp/artifacts';
import type { FleetEventStream } from '@archivesmp/bus';
import { platformsOfPlugin } from '@archivesmp/baseline';
import { pathInPlugin } from '@archivesmp/fleet';
import {
  consequencesOf,
  touchesFleetRules,
  makePlan,
  textOfPlan,
  type PlannedContents,
  type PlanTarget,
  type ExactChangeRequest,
  type WaveOrder,
} from '@archivesmp/change-plan';
import type { StoredChangeRequest, ChangeRequest } from '@archivesmp/contracts/plan';
import { Problem } from '@archivesmp/contracts/problem';
import { sha256Hex } from '@archivesmp/digests';
import type {
  BackupStores,
  DeploymentStores,
  FileStores,
  FindingStores,
  StoredInstance,
  FleetStores,
  HoldStores,
  InstanceRecord,
  PlanStores,
  ScanStores,
} from '@archivesmp/history';
import {
  fleetVotes,
  publishHint,
  ScanContradicted,
  type AskAgent,
  type ConfigContents,
  type DesiredStates,
} from '@archivesmp/hub-wiring';
import { namedFleet } from '@archivesmp/fleet';
import type { Log } from '@archivesmp/service-kit';
import { FilesNow } from './files-now.js';
import { InspectedFiles } from './inspected-files.js';
import { gatherChangeRequests } from './gather-change-requests.js';
import type { GatheredChangeRequests } from './gathered-change-requests.js';
import { restoreChangeRequests } from './restore-change-requests.js';
import { type ReadPanelState, runningNow } from './running-now.js';

/** What making a plan reads and writes. */
export interface PlanningStores {
  readonly history: BackupStores &
    DeploymentStores &
    FileStores &
    FindingStores &
    FleetStores &
    HoldStores &
    PlanStores &
    ScanStores;
  readonly artifacts: Pick<Artifacts, 'snapshots' | 'changeRequests' | 'backups'>;
  readonly desired: DesiredStates;
  readonly contents: ConfigContents;
  readonly askAgent: AskAgent;
  /** Fires when the service stops. */
  readonly stopping: AbortSignal;
}

/** Turns a recorded request into a plan that people can read and approve. Running it again changes nothing. */
export class MakePlan {
  constructor(
    private readonly stores: PlanningStores,
    private readonly waves: WaveOrder,
    /** What the panel of an instance says of it now; undefined when it does not answer. */
    private readonly readPanelState: (instance: StoredInstance) => ReturnType<ReadPanelState>,
    private readonly events: FleetEventStream,
    private readonly log: Log,
  ) {}

  /** @throws Problem of MariaDB or S3, when trying again helps */
  async makePlan(planId: string): Promise<void> {
    const { history, artifacts } = this.stores;
    const asked = await history.plans.changeRequestOf(planId);
    if (asked === undefined) return;
    const { requestId } = asked.request as { requestId: string };
    try {
      const recorded = (await artifacts.changeRequests.readChangeRequest(requestId)) as StoredChangeRequest;
      const { backupId } = asked;
      const request = { ...recorded, ...(backupId !== undefined && { backup: backupId }) };
      const { plan, contents } = await this.plan(request, planId);
      // The approver must be able to rely on every content being stored
      for (const content of contents.values()) await artifacts.snapshots.storeSnapshot(Buffer.from(content));
      const instances = plan.waves.flatMap((wave) => wave.instances);
      const state = await history.plans.recordPlan(
        planId,
        {
          text: textOfPlan(plan),
          hash: plan.hash,
          instances: instances.length,
          files: instances.reduce((sum, one) => sum + one.files.length, 0),
          restarts: instances.filter((one) => one.restart).length,
          refusals: plan.refusals.length,
        },
        new Date(),
      );
      this.log.info(
        { plan: planId, state, instances: instances.length, refusals: plan.refusals.length },
        'plan made',
      );
      await publishHint(this.events, this.log, 'plan.changed', { planId, state });
    } catch (error) {
      if (!(error instanceof Problem) || error.retry) throw error;
      await history.plans.failPlan(planId, error.detail, new Date());
      await publishHint(this.events, this.log, 'plan.changed', { planId, state: 'failed' });
      this.log.warn({ plan: planId, err: error }, 'plan not made');
    }
    await artifacts.changeRequests.removeChangeRequest(requestId);
  }

  private async plan(request: ChangeRequest, planId: string): Promise<PlannedContents> {
    const { history, desired, contents } = this.stores;
    const now = new Date();
    const recorded = await history.fleet.listInstances();
    const fleet = namedFleet(recorded);
    const compiled = await desired.forScan(`plan ${planId}`, fleet.instances, now);
    const restored = await restoreChangeRequests(request, this.stores, { fleet, compiled });
    const instances = new Map(recorded.map((one) => [one.id, one]));
    const inspected = new InspectedFiles(history, this.stores.askAgent, instances, this.stores.stopping);
    const gather = async (): Promise<{
      files: FilesNow;
      gathered: GatheredChangeRequests;
      changeRequests: ExactChangeRequest[];
    }> => {
      const files = new FilesNow(inspected, contents);
      const gathered = await gatherChangeRequests(request, history, { fleet, compiled, files });
      const changeRequests = [...gathered.changeRequests, ...restored];
      await readTargets(changeRequests, files);
      return { files, gathered, changeRequests };
    };
    // Which files matter is known only when they are read; every round looks at those that the one before has missed
    let round = await gather();
    for (; round.files.unseen.size > 0; round = await gather())
      await inspected.inspectFiles([...round.files.unseen.values()]);
    const { files, gathered, changeRequests } = round;
    const { events, log } = this;
    await new ScanContradicted({ history, events, log }).scanContradicted(inspected.contradicted, 'plan');
    const held = new Map(
      (await history.holds.listActiveHolds(now)).map((hold) => [hold.instanceId, hold.reason]),
    );
    const records = await history.fleet.listInstanceRecords({});
    const changed = new Set(changeRequests.map(({ instanceId }) => instanceId));
    const running = await runningNow(
      records.filter(({ id }) => changed.has(id)),
      (id) => this.readPanelState(recorded.find((one) => one.id === id)!),
    );
    const paths = changeRequests.map(({ path }) => path);
    const votes = touchesFleetRules(paths, compiled.desired)
      ? await fleetVotes(compiled.desired, fleet, { files: history.configFiles, contents })
      : [];
    const sight = { ...compiled, votes, nameOf: fleet.nameOf };
    return makePlan({
      changeRequests,
      refused: gathered.refusals,
      targets: records.map((one) => targetOf(one, running.has(one.id), held.get(one.id))),
      files: files.listRead(),
      sha256: sha256Hex,
      judgeOf: compiled.rules.judgeOf,
      pluginPlatforms: (plugin) => platformsOfPlugin(plugin, compiled.desired),
      needsRestart: () => true, // Bukkit and its kin read configuration when they start
      waves: this.waves,
      asIs: request.asIs === true,
      consequences: (changes) => consequencesOf(changes, sight),
    });
  }
}

/** Files that hand-written and restoring change requests name were not read while those were made. */
async function readTargets(changeRequests: readonly ExactChangeRequest[], files: FilesNow): Promise<void> {
  for (const { instanceId, plugin, path, kind } of changeRequests)
    if (kind !== 'jar') await files.readFileNow(instanceId, plugin, pathInPlugin(plugin, path));
}

function targetOf(
  { id, name, host, platform, tags, players }: InstanceRecord,
  running: boolean,
  hold: string | undefined,
): PlanTarget {
  return {
    instanceId: id,
    name,
    host,
    platform,
    tags,
    running,
    ...(players !== undefined && { players }),
    ...(hold !== undefined && { hold }),
  };
}
