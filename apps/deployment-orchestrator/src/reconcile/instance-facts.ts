import type { RestartReference } from '@archivesmp/contracts/deployment-states';
import type {
  DeploymentStatus,
  StoredInstance,
  History,
  Inspection,
  InstanceChangeStatus,
  AgentOrderStatus,
  Sql,
  Step,
  WaitingLine,
} from '@archivesmp/history';
import {
  directionOf,
  type InspectionFacts,
  type InstanceFacts,
  type LeaseFacts,
  type OrderFacts,
  type Rejection,
  type StepFacts,
} from '@archivesmp/rollout';
import type { OrderDirection } from '@archivesmp/contracts/order-facts';
import { foundAfter, goalsOf, undoneBy, wantedOf, type InstanceHistory } from '../fit/file-goals.js';
import type { FileGoal, FittedChange } from '../fit/fit-change.js';
import { restartAmong } from './find-restart.js';
import type { StepDetail } from '../ledger/ledger-steps.js';
import type { PlannedInstanceChange } from '../ledger/planned-changes.js';
import { wasRead } from './was-read.js';

type ByInstance<Row> = ReadonlyMap<string, readonly Row[]>;

/** What was read of all instances of a deployment, and what else is read of one where it is needed. */
export interface InstanceRows {
  readonly deployment: DeploymentStatus;
  readonly askedAt: Date;
  readonly history: Pick<History, 'fileReadings'>;
  readonly fleet: ReadonlyMap<string, StoredInstance>;
  readonly fits: ReadonlyMap<string, FittedChange>;
  readonly now: Date;
  readonly sql: Sql;
  /** Of this deployment, of the one that it takes back, and of those whose restart it shares. */
  readonly steps: ByInstance<Step>;
  readonly orders: ByInstance<AgentOrderStatus>;
  /** Of the deployment that it takes back. */
  readonly ordersBefore: ByInstance<AgentOrderStatus>;
  readonly inspections: ByInstance<Inspection>;
  readonly leases: ReadonlyMap<string, LeaseFacts>;
  readonly holds: ReadonlyMap<string, string>;
  readonly rejections: ReadonlyMap<string, Rejection>;
  readonly restartedSince: ReadonlyMap<string, RestartReference>;
  readonly waiting: ByInstance<WaitingLine>;
}

const NEVER_CLAIMED: LeaseFacts = { holder: 'none', fence: 0, ranOut: false };

/** What is known of one instance, in the words of the engine. @throws Problem of MariaDB */
export async function instanceFacts(
  line: InstanceChangeStatus,
  instanceChange: PlannedInstanceChange,
  rows: InstanceRows,
): Promise<InstanceFacts> {
  const { instanceId, restartedBy } = line;
  const { id } = rows.deployment;
  const steps = rows.steps.get(instanceId) ?? [];
  const mine = steps.filter(({ deploymentId }) => deploymentId === id);
  const orders = rows.orders.get(instanceId) ?? [];
  const shared = restartedBy && restartAmong(steps, restartedBy);
  const hold = rows.holds.get(instanceId);
  const rejection = rows.rejections.get(instanceId);
  const restartedSince = rows.restartedSince.get(instanceId);
  const goals = (direction: OrderDirection): FileGoal[] =>
    goalsOfLine(instanceId, direction, instanceChange, rows);
  return {
    ...factsOfLine(line),
    name: instanceChange.name,
    restart: instanceChange.restart,
    isFound: rows.fleet.has(instanceId),
    files: { forward: wantedOf(goals('forward')), back: wantedOf(goals('back')) },
    lease: rows.leases.get(instanceId) ?? NEVER_CLAIMED,
    ...(hold !== undefined && { hold }),
    ...(rejection !== undefined && { rejection }),
    orders: orders.flatMap(orderFacts),
    inspections: await inspectionsOf(line, goals('forward'), rows),
    steps: mine.map(stepFacts),
    ...(shared !== undefined && { sharedRestart: stepFacts(shared) }),
    ...(restartedSince !== undefined && { restartedSince }),
    judgedOn: foundAfter({ orders, steps: mine }),
    waiting: rows.waiting.get(instanceId) ?? [],
  };
}

const factsOfLine = ({
  instanceId,
  host,
  wave,
  state,
  reason,
  fence,
  changedAt,
  asPlanned,
  restartedBy,
}: InstanceChangeStatus) => ({
  ...{ instanceId, host, wave, state, changedAt },
  ...(reason !== undefined && { reason }),
  ...(fence !== undefined && { fence }),
  ...(asPlanned !== undefined && { asPlanned }),
  ...(restartedBy !== undefined && { restartedBy }),
});

/** What the files of an instance may hold now and are to hold. */
function goalsOfLine(
  instanceId: string,
  direction: OrderDirection,
  { files }: PlannedInstanceChange,
  { deployment, askedAt, steps, orders, ordersBefore }: InstanceRows,
): FileGoal[] {
  const undone = undoneBy({ deployment, direction });
  const ofUndone = direction === 'back' ? orders : ordersBefore;
  const record: InstanceHistory | undefined =
    undone === undefined
      ? undefined
      : {
          orders: ofUndone.get(instanceId) ?? [],
          steps: (steps.get(instanceId) ?? []).filter(({ deploymentId }) => deploymentId === undone),
        };
  return goalsOf({ direction, files, askedAt }, record);
}

/** Orders about the power of a server are followed up by the code that issued them. */
const orderFacts = ({ direction, fence, giveUpAt, outcome }: AgentOrderStatus): OrderFacts[] =>
  direction === 'forward' || direction === 'back'
    ? [{ direction, fence, giveUpAt, ...(outcome !== undefined && { outcome }) }]
    : [];

const stepFacts = ({ step, attempt, state, begunAt, detail }: Step): StepFacts => {
  const { verdict, reason, begunAt: askedAt, asItWas, leftStopped } = (detail ?? {}) as StepDetail;
  const foundRunning = step === 'start' && asItWas === true && leftStopped !== true;
  return {
    ...{ step, attempt, state, begunAt },
    ...(verdict !== undefined && { verdict }),
    ...(reason !== undefined && { reason }),
    ...(askedAt !== undefined && { askedAt: new Date(askedAt) }),
    ...(foundRunning && { foundRunning }),
  };
};

async function inspectionsOf(
  line: InstanceChangeStatus,
  goals: readonly FileGoal[],
  rows: InstanceRows,
): Promise<InspectionFacts[]> {
  const facts: InspectionFacts[] = [];
  for (const { inspectionId, purpose, fence, giveUpAt, report } of rows.inspections.get(line.instanceId) ??
    []) {
    if (purpose === undefined || fence === undefined) continue;
    const fit = rows.fits.get(inspectionId);
    const found = report && hashesOf(report.files);
    const asPlanned = fit?.state === 'fits' && fit.files.length === 0 ? fit : undefined;
    facts.push({
      ...{ inspectionId, purpose, fence },
      ...(giveUpAt !== undefined && { giveUpAt }),
      ...(found !== undefined && { found }),
      ...(fit !== undefined && { fit }),
      ...(found !== undefined &&
        asPlanned !== undefined &&
        directionOf(line.state) === 'forward' && {
          isRead: await wasRead(line.instanceId, { goals, found, ownSaves: asPlanned.ownSaves }, rows),
        }),
    });
  }
  return facts;
}

/** What could not be read is left out: it says nothing of what the file holds. */
const hashesOf = (
  files: readonly { readonly path: string; readonly sha256?: string | null }[],
): Readonly<Record<string, string | null>> =>
  Object.fromEntries(
    files.flatMap(({ path, sha256 }) => (sha256 === undefined ? [] : [[path, sha256] as const])),
  );
