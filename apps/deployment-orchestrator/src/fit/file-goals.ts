import { swappedSides, type FileChange } from '@archivesmp/change-plan';
import type { OrderDirection } from '@archivesmp/contracts/order-facts';
import type { DeploymentStatus, History, AgentOrderStatus, Step } from '@archivesmp/history';
import type { InspectedPath } from '@archivesmp/rollout';
import { VERDICT_STEP, type StepDetail } from '../ledger/ledger-steps.js';
import type { FileGoal } from './fit-change.js';

/** What an instance of a deployment is to become. */
export interface GoalSubject {
  readonly deployment: Pick<DeploymentStatus, 'id' | 'undoes'>;
  readonly instanceId: string;
  readonly direction: OrderDirection;
  /** What the plan (or its inverse) does to the instance. */
  readonly files: readonly FileChange[];
  /** When the plan was asked for. */
  readonly askedAt: Date;
}

/** What is read for it. */
export interface GoalStores extends Pick<History, 'deploymentSteps'> {
  readonly orders: Pick<History['orders'], 'listOrders'>;
}

/** What a deployment did to one instance: its orders, oldest first, and its steps of the ledger. */
export interface InstanceHistory {
  readonly orders: readonly Pick<AgentOrderStatus, 'direction' | 'files' | 'outcome' | 'outcomeAt'>[];
  readonly steps: readonly Pick<Step, 'step' | 'detail'>[];
}

/** The deployment whose change of an instance is taken back; undefined on the way forward. */
export const undoneBy = ({
  deployment,
  direction,
}: Pick<GoalSubject, 'deployment' | 'direction'>): string | undefined =>
  direction === 'back' ? deployment.id : deployment.undoes;

/**
 * What each file may hold now and what it is to hold. A plan is applied to what it was made on. What takes a change back begins
 * at what was written, or at what was found after the restart (servers rewrite their files), and gives back what was replaced.
 * A file that was not written because it stood already is not taken back.
 * @param undone what the deployment did that is taken back; undefined on the way forward
 */
export function goalsOf(
  { direction, files, askedAt }: Pick<GoalSubject, 'direction' | 'files' | 'askedAt'>,
  undone: InstanceHistory | undefined,
): FileGoal[] {
  if (undone === undefined)
    return files.map((change) => {
      const { before, after } = change;
      return { change, bases: [before], basesAt: askedAt, target: after, way: 'forward' };
    });
  const order = lastWritten(undone);
  if (order === undefined) return [];
  const found = foundAfter(undone);
  return files.flatMap((planned): FileGoal[] => {
    // the files of a plan that is undone by another deployment are inverse already
    const change = direction === 'back' ? swappedSides(planned) : planned;
    const written = order.files.find(({ path }) => path === change.path);
    if (written === undefined) return [];
    const { after } = written;
    const seen = found[change.path];
    const bases = seen === undefined || seen === after ? [after] : [after, seen];
    return [{ change, bases, basesAt: order.outcomeAt ?? askedAt, target: written.before, way: 'back' }];
  });
}

/** The same, with what was done before read for it. @throws Problem of MariaDB */
export async function fileGoals(subject: GoalSubject, history: GoalStores): Promise<FileGoal[]> {
  const { instanceId } = subject;
  const undone = undoneBy(subject);
  if (undone === undefined) return goalsOf(subject, undefined);
  const orders = (await history.orders.listOrders(undone)).filter((order) => order.instanceId === instanceId);
  return goalsOf(subject, { orders, steps: await history.deploymentSteps.listSteps(undone, instanceId) });
}

/** What an agent is asked for: contents that the hub has are not sent again, and of a JAR only the hash counts. */
export const wantedOf = (goals: readonly FileGoal[]): InspectedPath[] =>
  goals.map(({ change: { path, kind }, bases }) => ({
    path,
    sha256: bases.at(-1) ?? null,
    ...(kind === 'jar' && { hashOnly: true }),
  }));

/** The last order by which the instance was changed. */
const lastWritten = ({ orders }: InstanceHistory): InstanceHistory['orders'][number] | undefined =>
  orders.findLast(({ direction, outcome }) => direction === 'forward' && outcome?.state === 'applied');

/** What the files held when the verdict was formed, by path; nothing when it was not formed, or its agent did not say. */
export function foundAfter({ steps }: InstanceHistory): Readonly<Record<string, string | null>> {
  const verdict = steps.findLast(({ step }) => step === VERDICT_STEP);
  return (verdict?.detail as StepDetail | undefined)?.found ?? {};
}
