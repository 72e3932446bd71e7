import type {
  ClockStores,
  DeploymentStatus,
  DeploymentStores,
  FileStores,
  StoredInstance,
  HoldStores,
  PlanStores,
  Sql,
  WaitingLine,
} from '@archivesmp/history';
import type {
  InstanceFacts,
  LeaseFacts,
  OtherDeployment,
  RunOptions,
  DeploymentSnapshot,
} from '@archivesmp/rollout';
import type { FittedChange } from '../fit/fit-change.js';
import type { DeploymentRules } from './deployment-rules.js';
import { holderOf } from './deployment-lease.js';
import { instanceFacts, type InstanceRows } from './instance-facts.js';
import {
  readPlannedChanges,
  RESTART_ONLY,
  type PlannedInstanceChange,
  type PlannedChanges,
} from '../ledger/planned-changes.js';

/** What a snapshot is read with. */
export interface SnapshotSources {
  readonly history: ClockStores & DeploymentStores & FileStores & HoldStores & PlanStores;
  readonly fleet: ReadonlyMap<string, StoredInstance>;
  /** What becomes of the files that agents looked at, by the id of the look. */
  readonly fits: ReadonlyMap<string, FittedChange>;
  /** How a deployment is run, out of what is kept with it. */
  readonly optionsOf: (given: object) => RunOptions;
  readonly rules: DeploymentRules;
  readonly now: Date;
}

/**
 * Reads everything that decides what a deployment does now, in as many queries for 200 instances as for one; what a server has read is
 * asked only where its agent found nothing to write. @throws Problem of MariaDB
 */
export async function readSnapshot(
  deployment: DeploymentStatus,
  planned: PlannedChanges | undefined,
  sources: SnapshotSources,
  sql: Sql,
): Promise<DeploymentSnapshot> {
  const { history, now, rules, optionsOf } = sources;
  const rows = await readRows(deployment, planned, sources, sql);
  const decisions = rows.rejections.size === 0 ? undefined : await decisionsOn(deployment, history, sql);
  const instances: InstanceFacts[] = [];
  for (const line of deployment.instances)
    instances.push(await instanceFacts(line, instanceChangeOf(line, planned, sources.fleet), rows));
  return {
    now,
    worked: await history.workClock.readWorkClock(now, sql),
    windows: rules.windows,
    holdHours: rules.holdHours,
    orderSeconds: rules.orderSeconds,
    deployment: {
      id: deployment.id,
      kind: deployment.kind,
      state: deployment.state,
      requestedBy: deployment.requestedBy,
      requestedAt: deployment.requestedAt,
      ...(deployment.planHash !== undefined && { planHash: deployment.planHash }),
      hasPlan: planned !== undefined,
      ...(decisions !== undefined && { decisions }),
      undoesAnother: deployment.undoes !== undefined,
      options: optionsOf(deployment.options),
    },
    instances,
    others: await othersOf(rows.waiting, sources, sql),
  };
}

const instanceChangeOf = (
  { instanceId }: DeploymentStatus['instances'][number],
  planned: PlannedChanges | undefined,
  fleet: SnapshotSources['fleet'],
): PlannedInstanceChange =>
  planned?.changes.get(instanceId) ?? { ...RESTART_ONLY, name: fleet.get(instanceId)?.name ?? instanceId };

/** What is known of all instances of a deployment. */
async function readRows(
  deployment: DeploymentStatus,
  planned: PlannedChanges | undefined,
  { history, fleet, fits, now }: SnapshotSources,
  sql: Sql,
): Promise<InstanceRows> {
  const { id, kind, undoes, planId, planHash, instances } = deployment;
  const ids = instances.map(({ instanceId }) => instanceId);
  const queued = instances.flatMap(({ state, instanceId }) => (state === 'queued' ? [instanceId] : []));
  const restarts = instances.flatMap(({ restartedBy }) => restartedBy?.deploymentId ?? []);
  const before = undoes === undefined ? [] : [undoes];
  const holds = await history.holds.listActiveHolds(now, queued, sql);
  return {
    deployment,
    askedAt: planned?.askedAt ?? now,
    ...{ history, fleet, fits, now, sql },
    steps: byInstance(
      await history.deploymentSteps.listStepsOfInstances(
        [...new Set([id, ...before, ...restarts])],
        ids,
        sql,
      ),
    ),
    orders: byInstance(await history.orders.listOrders(id, sql)),
    ordersBefore: byInstance(undoes === undefined ? [] : await history.orders.listOrders(undoes, sql)),
    inspections: byInstance(await history.inspections.listInspections(id, undefined, sql)),
    leases: leasesOf(await history.leases.listNewestLeases(ids, sql), holderOf(id), now),
    // The oldest comes first, and what was said last is what people read
    holds: new Map(holds.map(({ instanceId, reason }) => [instanceId, reason])),
    rejections:
      planId === undefined || planHash === undefined
        ? new Map()
        : await history.holds.listLastRejections(planHash, queued, sql),
    restartedSince: await history.sharedRestarts.findRestartsSince(id, kind === 'restart' ? queued : [], sql),
    waiting: await history.sharedRestarts.groupWaitingDeployments(ids, id, sql),
  };
}

const byInstance = <Row extends { readonly instanceId: string }>(
  rows: readonly Row[],
): ReadonlyMap<string, readonly Row[]> => Map.groupBy(rows, ({ instanceId }) => instanceId);

const leasesOf = (
  records: Awaited<ReturnType<HoldStores['leases']['listNewestLeases']>>,
  us: string,
  now: Date,
): ReadonlyMap<string, LeaseFacts> =>
  new Map(
    [...records].map(([id, { holder, fence, expiresAt }]) => [
      id,
      {
        holder: holder === undefined ? 'none' : holder === us ? 'ours' : 'others',
        fence,
        ranOut: expiresAt === undefined || expiresAt <= now,
      },
    ]),
  );

/** What people decided about the plan of a deployment; undefined when it is not known any more. */
async function decisionsOn(
  { planId }: DeploymentStatus,
  { plans }: PlanStores,
  sql: Sql,
): Promise<DeploymentSnapshot['deployment']['decisions']> {
  const plan = await plans.getPlan(planId!, sql);
  if (plan === undefined) return undefined;
  const approvals = plan.approvals.flatMap(({ verdict, at }) =>
    verdict === 'approve' ? [at.getTime()] : [],
  );
  return {
    plannedAt: plan.createdAt,
    ...(approvals.length > 0 && { approvedAt: new Date(Math.max(...approvals)) }),
  };
}

/** The deployments of these lines that have begun nothing there, with what their plans restart. */
async function othersOf(
  waiting: ReadonlyMap<string, readonly WaitingLine[]>,
  { history, optionsOf }: SnapshotSources,
  sql: Sql,
): Promise<OtherDeployment[]> {
  const lines = [...waiting.values()].flat();
  const ids = lines.flatMap(({ state, deploymentId }) => (state === 'queued' ? [deploymentId] : []));
  const others: OtherDeployment[] = [];
  for (const other of await history.deploymentReads.listDeploymentStatuses([...new Set(ids)], sql)) {
    const { id, kind, state, undoes, options, instances } = other;
    const planned = await readPlannedChanges(history.plans, other, sql);
    others.push({
      ...{ id, kind, state, undoesAnother: undoes !== undefined, options: optionsOf(options) },
      instances: instances.map(({ instanceId, host, wave, state: instanceState }) => ({
        ...{ instanceId, host, wave, state: instanceState },
        restart: planned?.changes.get(instanceId)?.restart === true,
      })),
    });
  }
  return others;
}
