import { inversePlan, type FileChange, type Plan } from '@archivesmp/change-plan';
import { sha256Hex } from '@archivesmp/digests';
import type { DeploymentStatus, History, Sql } from '@archivesmp/history';

/** What a deployment does to one instance. */
export interface PlannedPart {
  readonly name: string;
  readonly files: readonly FileChange[];
  readonly restart: boolean;
  /** Whether the server ran when the plan was made. */
  readonly ran: boolean;
}

/** What a deployment does, instance by instance, and the hash that orders carry. */
export interface PlannedParts {
  readonly hash: string;
  /** When the plan was asked for: its files were looked at since. */
  readonly askedAt: Date;
  readonly parts: ReadonlyMap<string, PlannedPart>;
}

/**
 * The parts of a plan for the deployment that runs it: a rollback runs its inverse, and what takes a rollback back runs the plan.
 * @param made its text is canonical, as its hash covers it
 */
function partsOfPlan(
  { kind, options }: Pick<DeploymentStatus, 'kind' | 'options'>,
  { text, hash, askedAt }: { readonly text: string; readonly hash: string; readonly askedAt: Date },
): PlannedParts {
  const plan: Plan = { ...(JSON.parse(text) as Omit<Plan, 'hash'>), hash };
  const { inverse = kind === 'rollback' } = options as { readonly inverse?: boolean };
  const run = inverse ? inversePlan(plan, sha256Hex) : plan;
  const parts = new Map<string, PlannedPart>();
  for (const instance of run.waves.flatMap((wave) => wave.instances)) {
    const planned = plan.waves
      .flatMap((wave) => wave.instances)
      .find((one) => one.instanceId === instance.instanceId)!;
    const ran = !planned.risks.some((risk) => risk.kind === 'instance_stopped');
    const { instanceId, name, files, restart } = instance;
    parts.set(instanceId, { name, files, restart, ran });
  }
  return { hash: run.hash, askedAt, parts };
}

/** What a deployment does by its plan; undefined when it has none, or none that is known. @throws Problem of MariaDB */
export async function readParts(
  plans: Pick<History['plans'], 'readPlan'>,
  deployment: Pick<DeploymentStatus, 'planId' | 'kind' | 'options'>,
  sql?: Sql,
): Promise<PlannedParts | undefined> {
  if (deployment.planId === undefined) return undefined;
  const plan = await plans.readPlan(deployment.planId, sql);
  return plan && partsOfPlan(deployment, plan);
}

/** A restart changes no file. */
export const RESTART_ONLY: Omit<PlannedPart, 'name'> = { files: [], restart: true, ran: true };
