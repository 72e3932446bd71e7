import type { ProgramActor } from '@archivesmp/contracts/actor';
import {
  JudgeInstanceJob,
  RestartInstanceJob,
  StartInstanceJob,
  StopInstanceJob,
} from '@archivesmp/contracts/deployment-jobs';
import type { DeploymentState, InstanceChangeState } from '@archivesmp/contracts/deployment-states';
import {
  type AuditStores,
  type DeploymentStatus,
  type DeploymentStores,
  type StoredInstance,
  type HoldStores,
  type Sql,
  lostLease,
  outboxJob,
} from '@archivesmp/history';
import type { HubSigner } from '@archivesmp/hub-wiring';
import type { Begun, Effect, EffectKind } from '@archivesmp/rollout';
import { holderOf, LEASE_SECONDS } from './deployment-lease.js';
import { giveOrder } from './give-order.js';

/** What became of a deployment, for hints after the commit. */
export interface Outcome {
  readonly state: DeploymentState;
  readonly moved: readonly { readonly instanceId: string; readonly state: InstanceChangeState }[];
  /** Instances whose lease ended. */
  readonly freed: readonly string[];
}

/** Whose effects they are, and what they are carried out with. */
export interface EffectContext {
  readonly deployment: DeploymentStatus;
  /** Hash of what the deployment does, which its orders carry. */
  readonly planHash: string | undefined;
  readonly fleet: ReadonlyMap<string, StoredInstance>;
  readonly signer: HubSigner | undefined;
  readonly orderSeconds: number;
  readonly history: AuditStores & DeploymentStores & HoldStores;
  readonly now: Date;
  readonly sql: Sql;
}

type Of<Kind extends EffectKind> = Extract<Effect, { readonly kind: Kind }>;
type Handlers = {
  readonly [Kind in EffectKind]: (effect: Of<Kind>, context: EffectContext) => Promise<unknown>;
};

/** Who does what a deployment does. */
const ACTOR = 'deployment-orchestrator' satisfies ProgramActor;

const JOBS = {
  restart: RestartInstanceJob,
  stop: StopInstanceJob,
  start: StartInstanceJob,
  judge: JudgeInstanceJob,
} as const satisfies Record<Begun, unknown>;

const HANDLERS: Handlers = {
  'move-deployment': ({ from, to, reason }, { history, deployment, now, sql }) =>
    history.deployments.moveDeploymentState(
      deployment.id,
      { from, to, ...(reason !== undefined && { reason }) },
      now,
      sql,
    ),
  'move-instance': ({ kind: _, instanceId, begins, ...move }, { history, deployment, now, sql }) => {
    const step = { deploymentId: deployment.id, instanceId, fence: move.fence! };
    const jobs = begins === undefined ? [] : [outboxJob(JOBS[begins], step)];
    return history.deploymentInstances.moveInstanceState(
      deployment.id,
      instanceId,
      { ...move, jobs },
      now,
      sql,
    );
  },
  'change-fence': ({ instanceId, fence }, { history, deployment, sql }) =>
    history.deploymentInstances.recordNewFence(deployment.id, instanceId, fence, sql),
  'acquire-lease': async ({ instanceId, fence, instead }, { history, deployment, now, sql }) => {
    const holder = holderOf(deployment.id);
    if (instead !== undefined) await history.leases.releaseLease({ instanceId, holder, fence: instead }, sql);
    const lease = await history.leases.acquireLease(instanceId, holder, LEASE_SECONDS, now, sql);
    if (lease.fence !== fence) throw lostLease(instanceId, fence);
  },
  'renew-leases': ({ leases }, { history, deployment, now, sql }) =>
    history.leases.renewLeases(holderOf(deployment.id), leases, LEASE_SECONDS, now, sql),
  'release-lease': async ({ instanceId, fence }, { history, deployment, sql }) => {
    const holder = holderOf(deployment.id);
    if (!(await history.leases.releaseLease({ instanceId, holder, fence }, sql)))
      throw lostLease(instanceId, fence);
  },
  'request-inspection': (
    { instanceId, purpose, fence, files },
    { history, deployment, fleet, orderSeconds: giveUpSeconds, now, sql },
  ) =>
    history.inspections.requestInspection(
      { instanceId, ...hostAndFolderOf(instanceId, deployment, fleet), files: [...files], plugins: [] },
      { deploymentId: deployment.id, purpose, fence, giveUpSeconds },
      now,
      sql,
    ),
  'withdraw-inspection': ({ inspectionId }, { history, now, sql }) =>
    history.inspections.withdrawInspection(inspectionId, now, sql),
  'give-order': (
    { kind: _, instanceId, ...order },
    { history, deployment, planHash, fleet, signer, orderSeconds, now, sql },
  ) => {
    const expiresAt = new Date(now.getTime() + orderSeconds * 1_000);
    const hostAndFolder = hostAndFolderOf(instanceId, deployment, fleet);
    const request = {
      ...order,
      instanceId,
      ...hostAndFolder,
      deploymentId: deployment.id,
      planHash: planHash!,
      expiresAt,
    };
    return giveOrder(request, signer, history, now, sql);
  },
  'flag-restart': ({ instanceId, reason }, { history, deployment, now, sql }) =>
    history.restartFlags.flagRestart({ instanceId, reason, deploymentId: deployment.id }, now, sql),
  'clear-restart-flags': ({ instanceId, begunAt }, { history, sql }) =>
    history.restartFlags.clearRestartFlags(instanceId, begunAt, sql),
  'withdraw-restart-flag': ({ instanceId }, { history, deployment, now, sql }) =>
    history.restartFlags.withdrawRestartFlag(instanceId, deployment.id, now, sql),
  'place-hold': ({ kind: _, ...hold }, { history, now, sql }) =>
    history.holds.placeHold({ ...hold, by: ACTOR }, now, sql),
  'adopt-restart': ({ instanceId, restart }, { history, deployment, sql }) =>
    history.sharedRestarts.adoptRestart(deployment.id, instanceId, restart, sql),
  audit: ({ action, subject, detail }, { history, now, sql }) =>
    history.audit.recordAudit({ actor: ACTOR, action, subject, detail }, now, sql),
};

/** Where the agent finds an instance. One that is no longer found has no folder, and its agent says so. */
const hostAndFolderOf = (
  instanceId: string,
  { instances }: DeploymentStatus,
  fleet: EffectContext['fleet'],
): { readonly host: string; readonly folder: string } => ({
  host: instances.find((line) => line.instanceId === instanceId)!.host,
  folder: fleet.get(instanceId)?.folder ?? '',
});

const handle = <Kind extends EffectKind>(effect: Of<Kind>, context: EffectContext): Promise<unknown> =>
  (HANDLERS[effect.kind] as (effect: Of<Kind>, context: EffectContext) => Promise<unknown>)(effect, context);

/**
 * Carries out effects in their order, inside one transaction: nothing here has an effect outside of it, jobs are rows that it writes.
 * @throws Problem `lease.lost` or `instance.busy` when an instance was claimed since the snapshot; `deployment.no-order-key`; of MariaDB
 */
export async function carryOut(effects: readonly Effect[], context: EffectContext): Promise<Outcome> {
  for (const effect of effects) await handle(effect, context);
  return outcomeOf(effects, context.deployment.state);
}

/** What effects lead to, for those who are told of it. */
export function outcomeOf(effects: readonly Effect[], before: DeploymentState): Outcome {
  let state = before;
  const moved = new Map<string, InstanceChangeState>();
  const freed = new Set<string>();
  for (const effect of effects) {
    if (effect.kind === 'move-deployment') state = effect.to;
    if (effect.kind === 'move-instance') moved.set(effect.instanceId, effect.to);
    if (effect.kind === 'release-lease') freed.add(effect.instanceId);
    if (effect.kind === 'acquire-lease') freed.delete(effect.instanceId);
  }
  return {
    state,
    moved: [...moved].map(([instanceId, to]) => ({ instanceId, state: to })),
    freed: [...freed],
  };
}
