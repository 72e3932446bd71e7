import type { DeploymentStatus, History, AgentOrderStatus } from '@archivesmp/history';
import { fileNow, ownWritings, type ConfigContents, type SecretRules } from '@archivesmp/hub-wiring';
import { currentInspection, currentOrder, directionOf, purposeOf } from '@archivesmp/rollout';
import { readPlannedChanges } from '../ledger/planned-changes.js';
import { fileGoals, type GoalStores } from './file-goals.js';
import { fitChange, type FittedChange } from './fit-change.js';

/** What fitting reads and writes. */
export interface FitStores {
  readonly history: Pick<History, 'inspections' | 'orders' | 'deploymentSteps' | 'plans'>;
  readonly contents: Pick<ConfigContents, 'readConfigContent'>;
  /** Stores a new content under its sha256. */
  readonly store: (bytes: Buffer) => Promise<unknown>;
  readonly secretRules: Pick<SecretRules, 'judgeOf'>;
}

/**
 * Fits the change of every instance whose files were looked at to what was found, before the reconcile step that gives the orders: contents
 * are read and stored outside of its transaction. An order that is given stands as it is. Running it again gives the same.
 * @returns by the id of the look
 */
export async function fitOrders(
  deployment: DeploymentStatus,
  { history, contents, store, secretRules }: FitStores,
): Promise<ReadonlyMap<string, FittedChange>> {
  const fits = new Map<string, FittedChange>();
  const moving = deployment.instances.filter(({ state }) => purposeOf(state) !== undefined);
  if (moving.length === 0) return fits;
  const planned = await readPlannedChanges(history.plans, deployment);
  const orders = ordersOnce(history.orders);
  const given = await orders.listOrders(deployment.id);
  const inspections = await history.inspections.listInspections(deployment.id);
  for (const line of moving) {
    const { instanceId } = line;
    const isOfIt = (one: { readonly instanceId: string }): boolean => one.instanceId === instanceId;
    const instanceChange = planned?.changes.get(instanceId);
    if (instanceChange === undefined || currentOrder(given.filter(isOfIt), line) !== undefined) continue;
    const inspection = currentInspection(inspections.filter(isOfIt), line);
    if (inspection?.report === undefined) continue;
    const { deploymentSteps } = history;
    const direction = directionOf(line.state);
    const subject = {
      deployment,
      instanceId,
      direction,
      files: instanceChange.files,
      askedAt: planned!.askedAt,
    };
    const goals = await fileGoals(subject, { orders, deploymentSteps });
    const jars = new Set(
      goals.filter(({ change }) => change.kind === 'jar').map(({ change }) => change.path),
    );
    const found = new Map(
      inspection.report.files.map((file) => [file.path, fileNow(file, jars.has(file.path))]),
    );
    const read = (hash: string): Promise<Buffer> => contents.readConfigContent(hash);
    const written = (path: string, since: Date) =>
      ownWritings({ instanceId, path }, since, { orders: history.orders, read });
    const known = { readContent: read, store, written };
    fits.set(inspection.inspectionId, await fitChange(goals, found, known, await secretRules.judgeOf()));
  }
  return fits;
}

/** Reads the orders of a deployment once, however many instances ask for them. */
function ordersOnce(orders: GoalStores['orders']): GoalStores['orders'] {
  const lists = new Map<string, Promise<AgentOrderStatus[]>>();
  return {
    listOrders: (id) => {
      const list = lists.get(id) ?? orders.listOrders(id);
      lists.set(id, list);
      return list;
    },
  };
}
