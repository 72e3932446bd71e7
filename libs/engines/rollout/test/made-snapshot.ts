import { CHANGE_STATE_FACTS, type InstanceChangeState } from '@archivesmp/contracts/deployment-states';
import type {
  DeploymentFacts,
  InspectionFacts,
  InstanceFacts,
  LeaseFacts,
  OrderFacts,
  RunOptions,
  DeploymentSnapshot,
  StepFacts,
} from '../src/decide/snapshot.js';
import { directionOf, purposeOf } from '../src/decide/inspected-state.js';

export const NOW = new Date('2026-11-30T12:00:00Z');
/** Before and after the moment at which an answer is given up. */
export const LATER = new Date(NOW.getTime() + 600_000);
export const EARLIER = new Date(NOW.getTime() - 600_000);
/** The fence of an instance on which something was begun. */
export const FENCE = 3;

export const FILE = { path: 'plugins/CMI/config.yml', plugin: 'CMI', before: 'old', after: 'new' } as const;

/** An instance in a state, held by us where something is being done to it. */
export function instance(
  state: InstanceChangeState,
  { name = 'lobby', ...more }: Partial<InstanceFacts> = {},
): InstanceFacts {
  const isBegun = state !== 'queued' && state !== 'skipped';
  const isHeld = CHANGE_STATE_FACTS[state].held;
  const fence = more.fence ?? (isBegun ? FENCE : undefined);
  return {
    ...{ instanceId: name, name, host: 'ovh', wave: 1, state, changedAt: EARLIER },
    ...(fence !== undefined && { fence }),
    ...{ restart: true, isFound: true },
    files: {
      forward: [{ path: FILE.path, sha256: 'old' }],
      back: [{ path: FILE.path, sha256: 'new' }],
    },
    lease: leaseOf(isHeld ? 'ours' : 'none', fence ?? 0),
    ...{ orders: [], inspections: [], steps: [], judgedOn: {}, waiting: [] },
    ...more,
  };
}

export const leaseOf = (holder: LeaseFacts['holder'], fence = FENCE): LeaseFacts => ({
  holder,
  fence,
  ranOut: false,
});

/** What a snapshot is made of beside its instances. */
export interface MadeOf extends Partial<Omit<DeploymentSnapshot, 'deployment' | 'instances'>> {
  readonly deployment?: Partial<DeploymentFacts>;
  readonly options?: Partial<RunOptions>;
}

export function snapshot(
  instances: readonly InstanceFacts[],
  { deployment = {}, options = {}, ...more }: MadeOf = {},
): DeploymentSnapshot {
  const { kind = 'apply' } = deployment;
  const hasPlan = kind === 'apply' || kind === 'rollback';
  return {
    ...{ now: NOW, worked: NOW, windows: [], holdHours: 24, orderSeconds: 120 },
    deployment: {
      ...{ id: 'deployment', kind, state: 'running', requestedBy: 'mia', requestedAt: EARLIER },
      ...(hasPlan && { planHash: 'hash' }),
      ...{ hasPlan, undoesAnother: false },
      options: { perHost: 2, whileStopped: false, restartLater: false, ...options },
      ...deployment,
    },
    instances,
    others: [],
    ...more,
  };
}

/** The newest order of an instance in the direction of its state, and what became of it. */
export const order = (
  state: InstanceChangeState,
  outcome?: OrderFacts['outcome'],
  more: Partial<OrderFacts> = {},
): OrderFacts => ({
  direction: directionOf(state),
  fence: FENCE,
  giveUpAt: LATER,
  ...(outcome !== undefined && { outcome }),
  ...more,
});

/** The look at the files of an instance that its state is about. */
export const inspection = (
  state: InstanceChangeState,
  more: Partial<InspectionFacts> = {},
): InspectionFacts => ({
  inspectionId: `inspection-${FENCE}`,
  purpose: purposeOf(state) ?? 'forward',
  fence: FENCE,
  giveUpAt: LATER,
  ...more,
});

export const step = (
  name: string,
  state: StepFacts['state'] = 'done',
  more: Partial<StepFacts> = {},
): StepFacts => ({ step: name, attempt: FENCE, state, begunAt: EARLIER, ...more });
