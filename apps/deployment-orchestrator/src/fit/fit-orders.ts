import { CHANGE_STATE_FACTS, type InstanceChangeState } from '@archivesmp/contracts/deployment-states';
import type {
  DeploymentStanding,
  History,
  Inspection,
  InspectionPurpose,
  InstanceStanding,
  OrderDirection,
  OrderStanding,
} from '@archivesmp/history';
import { fileNow, ownWritings, type ConfigContents, type SecretRules } from '@archivesmp/hub-wiring';
import { readParts } from '../ledger/planned-part.js';
import { fileGoals, type GoalStores } from './file-goals.js';
import { fitChange, type FittedChange } from './fit-change.js';

/** What fitting reads and writes. */
export interface FitStores {
  readonly history: Pick<History, 'inspections' | 'orders' | 'deploymentSteps' | 'plans'>;
  readonly contents: Pick<ConfigContents, 'read'>;
  /** Stores a new content under its sha256. */
  readonly keep: (bytes: Buffer) => Promise<unknown>;
  readonly secretRules: Pick<SecretRules, 'judgeOf'>;
}

/** Which look or order of a deployment is meant: there is one of each per instance, direction and fence. */
export interface OrderKey {
  readonly instanceId: string;
  readonly direction: OrderDirection;
  /** What the look is for. */
  readonly purpose: InspectionPurpose;
  readonly fence: number | undefined;
}

/**
 * Fits the change of every instance whose files were looked at to what was found, before the turn that gives the orders: contents
 * are read and stored outside of its transaction. An order that is given stands as it is. Running it again gives the same.
 * @returns by the id of the look
 */
export async function fitOrders(
  standing: DeploymentStanding,
  { history, contents, keep, secretRules }: FitStores,
): Promise<ReadonlyMap<string, FittedChange>> {
  const fits = new Map<string, FittedChange>();
  const moving = standing.instances.flatMap(keyOf);
  if (moving.length === 0) return fits;
  const planned = await readParts(history.plans, standing);
  const orders = ordersOnce(history.orders);
  const given = await orders.list(standing.id);
  const looks = await history.inspections.list(standing.id);
  for (const wanted of moving) {
    const { instanceId, direction } = wanted;
    const part = planned?.parts.get(instanceId);
    if (part === undefined || orderOf(given, wanted) !== undefined) continue;
    const look = lookOf(looks, wanted);
    if (look?.report === undefined) continue;
    const { deploymentSteps } = history;
    const subject = { standing, instanceId, direction, files: part.files, askedAt: planned!.askedAt };
    const goals = await fileGoals(subject, { orders, deploymentSteps });
    const jars = new Set(
      goals.filter(({ change }) => change.kind === 'jar').map(({ change }) => change.path),
    );
    const found = new Map(look.report.files.map((file) => [file.path, fileNow(file, jars.has(file.path))]));
    const read = (hash: string): Promise<Buffer> => contents.read(hash);
    const written = (path: string, since: Date) =>
      ownWritings({ instanceId, path }, since, { orders: history.orders, read });
    const known = { read, keep, written };
    fits.set(look.inspectionId, await fitChange(goals, found, known, await secretRules.judgeOf()));
  }
  return fits;
}

const keyOf = ({ instanceId, state, fence }: InstanceStanding): OrderKey[] => {
  if (!LOOKED_AT.has(state)) return [];
  return [{ instanceId, direction: directionOf(state), purpose: purposeOf(state), fence }];
};

/** In these the files of an instance are looked at before something is done to it. */
export const LOOKED_AT: ReadonlySet<InstanceChangeState> = new Set([
  'looking',
  'applying',
  'looking-back',
  'rolling-back',
]);

/** Whether an instance is being changed, or its change is being taken back. */
export const directionOf = (state: InstanceChangeState): OrderDirection => CHANGE_STATE_FACTS[state].way;

/** What its files are looked at for. The look before a stop is never taken for the one before the order: a stop writes files. */
export const purposeOf = (state: InstanceChangeState): InspectionPurpose =>
  state === 'looking' || state === 'looking-back' ? 'before-stop' : directionOf(state);

/** Reads the orders of a deployment once, however many instances ask for them. */
function ordersOnce(orders: GoalStores['orders']): GoalStores['orders'] {
  const lists = new Map<string, Promise<OrderStanding[]>>();
  return {
    list: (id) => {
      const list = lists.get(id) ?? orders.list(id);
      lists.set(id, list);
      return list;
    },
  };
}

/** The order that is given out already, whatever became of it. */
export const orderOf = (
  orders: readonly OrderStanding[],
  wanted: Omit<OrderKey, 'purpose'>,
): OrderStanding | undefined =>
  orders.findLast(
    ({ instanceId, direction, fence }) =>
      instanceId === wanted.instanceId && direction === wanted.direction && fence === wanted.fence,
  );

/** The look before an order. */
export const lookOf = (looks: readonly Inspection[], wanted: OrderKey): Inspection | undefined =>
  looks.find(
    ({ instanceId, purpose, fence }) =>
      instanceId === wanted.instanceId && purpose === wanted.purpose && fence === wanted.fence,
  );
