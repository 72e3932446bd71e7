import {
  asPlannedOf,
  CHANGE_STATE_FACTS,
  DEPLOYMENT_TRANSITIONS,
  INSTANCE_CHANGE_TRANSITIONS,
  mayFollow,
  type DeploymentKind,
  type DeploymentState,
  type InstanceChangeState,
  type RestartReference,
  type Verdict,
} from '@archivesmp/contracts/deployment-states';
import { expect } from 'vitest';
import type { Begun, Effect } from '../src/decide/effect.js';
import type {
  InspectionFacts,
  InstanceFacts,
  LeaseFacts,
  OrderFacts,
  OtherDeployment,
  RunOptions,
  DeploymentSnapshot,
  StepFacts,
  WaitingFacts,
} from '../src/decide/snapshot.js';
import { EARLIER, FILE, instance, LATER, snapshot } from './made-snapshot.js';

type Writable<Facts> = { -readonly [Key in keyof Facts]: Facts[Key] };

/** An instance of the world: what its rows, its agent and its panel know. */
export interface WorldInstance {
  readonly name: string;
  readonly host: string;
  readonly wave: number;
  readonly restart: boolean;
  state: InstanceChangeState;
  reason?: string | undefined;
  verdict?: Verdict | undefined;
  fence?: number | undefined;
  restartedBy?: RestartReference | undefined;
  lease: LeaseFacts;
  hold?: string | undefined;
  readonly orders: Writable<OrderFacts>[];
  inspections: Writable<InspectionFacts>[];
  readonly steps: StepFacts[];
  shared?: StepFacts | undefined;
  waiting: readonly WaitingFacts[];
  jobs: { readonly what: Begun; readonly fence: number }[];
  /** How often its panel was asked, by what it was asked for and the way on which. */
  readonly asked: Map<string, number>;
}

type Of<Kind extends Effect['kind']> = Extract<Effect, { readonly kind: Kind }>;

/** A deployment and its fleet: shows itself as a snapshot, carries effects out, and lets no effect break a law. */
export class World {
  state: DeploymentState = 'waiting';
  windowOpen = true;
  readonly moves: string[] = [];

  constructor(
    readonly kind: DeploymentKind,
    readonly options: RunOptions,
    readonly instances: readonly WorldInstance[],
  ) {}

  snapshot(): DeploymentSnapshot {
    const closed = { effect: 'deny', days: ['mon'], from: '00:00', to: '24:00', zone: 'UTC' } as const;
    return snapshot(
      this.instances.map((worldInstance) => this.factsOf(worldInstance)),
      {
        deployment: { kind: this.kind, state: this.state },
        options: this.options,
        windows: this.windowOpen ? [] : [closed],
        others: this.instances.flatMap(({ name, host, waiting }) =>
          waiting.map((one) => otherOf(one, name, host)),
        ),
      },
    );
  }

  private factsOf(worldInstance: WorldInstance): InstanceFacts {
    const { name, host, wave, restart, state, reason, fence, restartedBy, lease, hold, shared } =
      worldInstance;
    const wasOrdered = worldInstance.orders.some(({ direction }) => direction === 'forward');
    const asPlanned = asPlannedOf({
      ...{ kind: this.kind, state, wasOrdered },
      hasVerdict: worldInstance.verdict !== undefined,
      wasRestarted: restartedBy !== undefined,
    });
    const own = worldInstance.steps.find(
      ({ attempt, step }) => attempt === restartedBy?.attempt && (step === 'restart' || step === 'start'),
    );
    const restarted = restartedBy?.deploymentId === 'deployment' ? own : shared;
    return {
      ...instance(state, { name }),
      ...{ host, wave, restart, reason, fence, lease, hold, restartedBy, asPlanned },
      sharedRestart: restartedBy === undefined ? undefined : restarted,
      orders: structuredClone(worldInstance.orders),
      inspections: structuredClone(worldInstance.inspections),
      steps: [...worldInstance.steps],
      waiting: worldInstance.waiting,
      changedAt: EARLIER,
    } as InstanceFacts;
  }

  carryOut(effects: readonly Effect[]): void {
    for (const effect of effects) (this.handlers[effect.kind] as (effect: Effect) => void)(effect);
  }

  instance(name: string): WorldInstance {
    return this.instances.find((one) => one.name === name)!;
  }

  /** A person, or another program, moves an instance. */
  move(worldInstance: WorldInstance, to: InstanceChangeState): void {
    expect(
      mayFollow(INSTANCE_CHANGE_TRANSITIONS, worldInstance.state, to),
      `${worldInstance.state} -> ${to}`,
    ).toBe(true);
    this.moves.push(`${worldInstance.name}: ${worldInstance.state} -> ${to}`);
    worldInstance.state = to;
  }

  become(to: DeploymentState): void {
    expect(mayFollow(DEPLOYMENT_TRANSITIONS, this.state, to), `${this.state} -> ${to}`).toBe(true);
    this.state = to;
  }

  /** One deployment per instance: what acts on it holds it under this fence. */
  private held(name: string, fence: number | undefined): WorldInstance {
    const worldInstance = this.instance(name);
    expect({ ...worldInstance.lease, of: name }).toEqual({ holder: 'ours', fence, ranOut: false, of: name });
    return worldInstance;
  }

  private readonly handlers: { readonly [Kind in Effect['kind']]: (effect: Of<Kind>) => void } = {
    'move-deployment': ({ from, to }) => {
      expect(from).toBe(this.state);
      this.become(to);
    },
    'move-instance': ({ instanceId, from, to, reason, verdict, fence, begins }) => {
      const worldInstance = this.instance(instanceId);
      expect(from).toBe(worldInstance.state);
      expect(fence ?? 0).toBeGreaterThanOrEqual(worldInstance.fence ?? 0);
      this.move(worldInstance, to);
      Object.assign(worldInstance, {
        reason: reason ?? worldInstance.reason,
        verdict: verdict ?? worldInstance.verdict,
        fence,
      });
      if (begins !== undefined) this.held(instanceId, fence).jobs.push({ what: begins, fence: fence! });
    },
    'change-fence': ({ instanceId, fence }) => {
      expect(fence).toBeGreaterThanOrEqual(this.held(instanceId, fence).fence ?? 0);
      this.instance(instanceId).fence = fence;
    },
    'acquire-lease': ({ instanceId, fence, instead }) => {
      const worldInstance = this.instance(instanceId);
      if (instead !== undefined) {
        this.held(instanceId, instead);
        worldInstance.lease = { ...worldInstance.lease, holder: 'none' };
      }
      const { holder, fence: newest, ranOut } = worldInstance.lease;
      const isFree = holder === 'none' || ranOut;
      expect(isFree || holder === 'ours', `${instanceId} is held by others`).toBe(true);
      expect(fence).toBe(newest + (isFree ? 1 : 0));
      worldInstance.lease = { holder: 'ours', fence, ranOut: false };
    },
    'renew-leases': ({ leases }) => {
      for (const { instanceId, fence } of leases) {
        const worldInstance = this.instance(instanceId);
        worldInstance.lease = { ...worldInstance.lease, ranOut: false };
        this.held(instanceId, fence);
      }
    },
    'release-lease': ({ instanceId, fence }) => {
      const worldInstance = this.instance(instanceId);
      expect(worldInstance.lease).toMatchObject({ holder: 'ours', fence });
      worldInstance.lease = { ...worldInstance.lease, holder: 'none' };
    },
    'request-inspection': ({ instanceId, purpose, fence }) => {
      const { inspections } = this.held(instanceId, fence);
      expect(inspections.filter((one) => one.purpose === purpose && one.fence === fence)).toEqual([]);
      inspections.unshift({ inspectionId: `${purpose} ${fence}`, purpose, fence, giveUpAt: LATER });
    },
    'withdraw-inspection': ({ instanceId, inspectionId }) => {
      const worldInstance = this.instance(instanceId);
      worldInstance.inspections = worldInstance.inspections.filter(
        (one) => one.inspectionId !== inspectionId,
      );
    },
    'give-order': ({ instanceId, direction, fence }) => {
      const { orders } = this.held(instanceId, fence);
      expect(orders.filter((one) => one.direction === direction && one.fence === fence)).toEqual([]);
      orders.push({ direction, fence, giveUpAt: LATER });
    },
    'flag-restart': () => undefined,
    'clear-restart-flags': () => undefined,
    'withdraw-restart-flag': () => undefined,
    'place-hold': ({ instanceId, reason }) => {
      this.instance(instanceId).hold = reason;
    },
    'adopt-restart': ({ instanceId, restart }) => {
      this.instance(instanceId).restartedBy = restart;
    },
    audit: () => undefined,
  };

  /** The panel receives a question: at most once for each thing on each way. */
  ask(worldInstance: WorldInstance, what: Exclude<Begun, 'judge'>, fence: number): void {
    const question = `${what} ${CHANGE_STATE_FACTS[worldInstance.state].way}`;
    worldInstance.asked.set(question, (worldInstance.asked.get(question) ?? 0) + 1);
    expect(worldInstance.asked.get(question), `${worldInstance.name}: ${question}`).toBe(1);
    if (what !== 'stop') worldInstance.restartedBy = { deploymentId: 'deployment', attempt: fence };
  }
}

export const worldInstanceOf = (
  name: string,
  { host, wave, restart }: Pick<WorldInstance, 'host' | 'wave' | 'restart'>,
): WorldInstance => ({
  ...{ name, host, wave, restart, state: 'queued', lease: { holder: 'none', fence: 0, ranOut: false } },
  ...{ orders: [], inspections: [], steps: [], waiting: [], jobs: [], asked: new Map() },
});

const otherOf = ({ deploymentId: id, kind }: WaitingFacts, name: string, host: string): OtherDeployment => ({
  ...{ id, kind, state: 'running', undoesAnother: false },
  options: { perHost: 1, whileStopped: false, restartLater: false },
  instances: [{ instanceId: name, host, wave: 1, state: 'queued', restart: true }],
});

export const FOUND = { [FILE.path]: 'new' };
