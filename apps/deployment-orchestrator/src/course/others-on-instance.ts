import type { DeploymentStanding, History, Sql, WaitingLine } from '@archivesmp/history';
import {
  changesAllowed,
  nextSteps,
  waitsForWindow,
  type CourseInstance,
  type WaitingOther,
} from '@archivesmp/rollout';
import type { Line } from './instance-lines.js';
import { readParts } from '../ledger/planned-part.js';
import type { TurnInput } from './turn-input.js';

/** Kinds whose effect needs a restart of the instance, or is one. */
const RESTARTING: ReadonlySet<string> = new Set(['apply', 'rollback', 'restart']);

/**
 * Who else waits for an instance whose restart is due, and whether that restart has come meanwhile.
 * @param restart whether the deployment restarts it by itself
 */
export async function sharingOf(
  { instanceId, state }: Line,
  restart: boolean,
  input: TurnInput,
): Promise<Pick<CourseInstance, 'others' | 'restartedSince'>> {
  const { history, standing, options, sql } = input;
  const isRestart = standing.kind === 'restart' && state === 'queued';
  const isWritten = (state === 'applied' || state === 'flagged') && restart;
  if (!isRestart && (!isWritten || options.restartLater)) return {};
  const others = await othersOnInstance(instanceId, input);
  if (!isRestart) return { others };
  const done = await history.sharedRestarts.doneSince(standing.id, instanceId, sql);
  return { others, restartedSince: done !== undefined };
}

/** The deployment whose others are asked for, and what is read for it. */
export interface CoveringDeployment {
  readonly history: Pick<History, 'sharedRestarts'>;
  readonly standing: Pick<DeploymentStanding, 'id'>;
  readonly sql?: Sql;
}

/** Lines of other deployments that wait for their verdict after a restart that was asked for. */
export async function coveredOthers(
  { instanceId }: Pick<Line, 'instanceId'>,
  { history, standing, sql }: CoveringDeployment,
): Promise<WaitingLine[]> {
  const others = await history.sharedRestarts.waiting(instanceId, standing.id, sql);
  return others.filter((other) => other.isCovered && other.state === 'flagged');
}

/**
 * Other deployments that wait for an instance and would begin on it now if nobody held it. Those that are paused, wait for a change
 * window, an earlier wave or their turn on the host are not among them: nobody knows when they come.
 */
async function othersOnInstance(instanceId: string, input: TurnInput): Promise<WaitingOther[]> {
  const { history, standing, sql } = input;
  const others: WaitingOther[] = [];
  for (const { deploymentId, state } of await history.sharedRestarts.waiting(instanceId, standing.id, sql)) {
    if (state !== 'queued') continue;
    const other = await history.deploymentReads.standingOf(deploymentId, sql);
    if (other === undefined || !RESTARTING.has(other.kind) || !beginsNow(other, instanceId, input)) continue;
    others.push({ kind: other.kind, restarts: await restarts(other, instanceId, input) });
  }
  return others;
}

function beginsNow(other: DeploymentStanding, instanceId: string, input: TurnInput): boolean {
  const { rules, now, optionsOf } = input;
  const { perHost } = optionsOf(other.options);
  const steps = nextSteps({
    kind: other.kind,
    // because: one that has not had its first turn has it within the second
    state: other.state === 'waiting' ? 'running' : other.state,
    perHost,
    windowOpen:
      !waitsForWindow(other.kind, other.undoes !== undefined) ||
      changesAllowed(rules.windows, now.getTime()).allowed,
    instances: other.instances.map((one) => ({ ...one, restart: true })),
  });
  return steps.some((step) => 'instanceId' in step && step.instanceId === instanceId && step.kind !== 'skip');
}

async function restarts(
  standing: DeploymentStanding,
  instanceId: string,
  { history, sql, optionsOf }: TurnInput,
): Promise<boolean> {
  if (standing.kind === 'restart') return true;
  const part = (await readParts(history.plans, standing, sql))?.parts.get(instanceId);
  return part?.restart === true && !optionsOf(standing.options).restartLater;
}
