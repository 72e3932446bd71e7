import { inversePlan, type FileChange, type Plan } from '@archivesmp/change-plan';
import { sha256Hex } from '@archivesmp/digests';
import type { DeploymentStatus, History, Sql } from '@archivesmp/history';

/** What a deployment does to one instance. */
export interface PlannedInstanceChange {
  readonly name: string;
  readonly files: readonly FileChange[];
  readonly restart: boolean;
  /** Whether the server ran when the plan was made. */
  readonly ran: boolean;
}

/** What a deployment does, instance by instance, and the hash that orders carry. */
export interface PlannedChanges {
  readonly hash: string;
  /** When the plan was asked for: its files were looked at since. */
  readonly askedAt: Date;
  readonly changes: ReadonlyMap<string, PlannedInstanceChange>;
}

/**
 * What a plan changes, for the deployment that runs it: a rollback runs its inverse, and what takes a rollback back runs the plan.
 * @param made its text is canonical, as its hash covers it
 */
function changesOfPlan(
  { kind, options }: Pick<DeploymentStatus, 'kind' | 'options'>,
  { text, hash, askedAt }: { readonly text: string; readonly hash: string; readonly askedAt: Date },
): PlannedChanges {
  const plan: Plan = { ...(JSON.parse(text) as Omit<Plan, 'hash'>), hash };
  const { inverse = kind === 'rollback' } = options as { readonly inverse?: boolean };
  const run = inverse ? inversePlan(plan, sha256Hex) : plan;
  const changes = new Map<string, PlannedInstanceChange>();
  for (const instance of run.waves.flatMap((wave) => wave.instances)) {
    const planned = plan.waves
      .flatMap((wave) => wave.instances)
      .find((one) => one.instanceId === instance.instanceId)!;
    const ran = !planned.risks.some((risk) => risk.kind === 'instance_stopped');
    const { instanceId, name, files, restart } = instance;
    changes.set(instanceId, { name, files, restart, ran });
  }
  return { hash: run.hash, askedAt, changes };
}

/** What a deployment does by its plan; undefined when it has none, or none that is known. @throws Problem of MariaDB */
export async function readPlannedChanges(
  plans: Pick<History['plans'], 'readPlan'>,
  deployment: Pick<DeploymentStatus, 'planId' | 'kind' | 'options'>,
  sql?: Sql,
): Promise<PlannedChanges | undefined> {
  if (deployment.planId === undefined) return undefined;
  const plan = await plans.readPlan(deployment.planId, sql);
  return plan && changesOfPlan(deployment, plan);
}

/** A restart changes no file. */
export const RESTART_ONLY: Omit<PlannedInstanceChange, 'name'> = { files: [], restart: true, ran: true };
