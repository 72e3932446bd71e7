import { swappedSides, type FileChange } from '@archivesmp/change-plan';
import type { DeploymentStanding, History, OrderDirection, OrderStanding, Sql } from '@archivesmp/history';
import type { WantedFile } from '@archivesmp/hub-wiring';
import { VERDICT_STEP, type StepDetail } from '../ledger/ledger-steps.js';
import type { FileGoal } from './fit-change.js';

/** What an instance of a deployment is to become. */
export interface GoalSubject {
  readonly standing: Pick<DeploymentStanding, 'id' | 'undoes'>;
  readonly instanceId: string;
  readonly direction: OrderDirection;
  /** What the plan (or its inverse) does to the instance. */
  readonly files: readonly FileChange[];
  /** When the plan was asked for. */
  readonly askedAt: Date;
}

/** What is read for it. */
export interface GoalStores extends Pick<History, 'deploymentSteps'> {
  readonly orders: Pick<History['orders'], 'list'>;
}

/**
 * What each file may hold now and what it is to hold. A plan is applied to what it was made on. What takes a change back begins
 * at what was written, or at what was found after the restart (servers rewrite their files), and gives back what was replaced.
 * A file that was not written because it stood already is not taken back.
 * @throws Problem of MariaDB
 */
export async function fileGoals(
  { standing, instanceId, direction, files, askedAt }: GoalSubject,
  history: GoalStores,
  sql?: Sql,
): Promise<FileGoal[]> {
  const undone = direction === 'back' ? standing.id : standing.undoes;
  if (undone === undefined)
    return files.map((change) => {
      const { before, after } = change;
      return { change, bases: [before], basesAt: askedAt, target: after, way: 'forward' };
    });
  const order = await writtenBy(undone, instanceId, history, sql);
  if (order === undefined) return [];
  const found = await foundAfter(undone, instanceId, history, sql);
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

/** What an agent is asked for: contents that the hub has are not sent again, and of a JAR only the hash counts. */
export const wantedOf = (goals: readonly FileGoal[]): WantedFile[] =>
  goals.map(({ change: { path, kind }, bases }) => ({
    path,
    known: bases.at(-1) ?? undefined,
    ...(kind === 'jar' && { hashOnly: true }),
  }));

/** The last order by which a deployment changed the instance. */
async function writtenBy(
  deploymentId: string,
  instanceId: string,
  { orders }: Pick<GoalStores, 'orders'>,
  sql: Sql | undefined,
): Promise<OrderStanding | undefined> {
  const given = (await orders.list(deploymentId, sql)).filter(
    (order) => order.instanceId === instanceId && order.direction === 'forward',
  );
  return given.findLast((order) => order.outcome?.state === 'applied');
}

/** What the files held when the verdict was formed, by path; nothing when it was not formed, or its agent did not say. */
export async function foundAfter(
  deploymentId: string,
  instanceId: string,
  { deploymentSteps }: Pick<History, 'deploymentSteps'>,
  sql: Sql | undefined,
): Promise<Readonly<Record<string, string | null>>> {
  const steps = await deploymentSteps.list(deploymentId, instanceId, sql);
  const verdict = steps.findLast(({ step }) => step === VERDICT_STEP);
  return (verdict?.detail as StepDetail | undefined)?.found ?? {};
}
