import { canonical } from '@archivesmp/change-plan';
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { PowerAction, PowerOrder } from '@archivesmp/contracts/order';
import type {
  AgentOrderStatus,
  ClockStores,
  DeploymentStores,
  StoredInstance,
  PowerDirection,
  StepKey,
} from '@archivesmp/history';
import type { HubSigner } from '@archivesmp/hub-wiring';
import { CHECK_EVERY_MS, CLAIMED_ELSEWHERE, type PowerIntent, type PowerOutcome } from './power-attempt.js';

/** What an agent is to be asked for. */
export interface AgentPowerRequest {
  readonly action: PowerAction;
  readonly key: StepKey;
  readonly fence: number;
  readonly instance: StoredInstance;
  readonly isBack: boolean;
}

/** Restarts, stops and starts through the agent of a host and AMP's program there, for when no panel answers: by a signed order. */
export class AgentPower {
  constructor(
    private readonly history: ClockStores & DeploymentStores,
    private readonly signer: HubSigner | undefined,
    private readonly orderSeconds: number,
    /** Something was committed that asks for a job. */
    private readonly wake: () => void,
  ) {}

  /** The order that was given out before, by whomever. */
  findGivenOrder({ key, ...request }: AgentPowerRequest): Promise<AgentOrderStatus | undefined> {
    return this.history.orders.findOrderByDirection(key.deploymentId, key.instanceId, directionOf(request));
  }

  /**
   * Gives out the order, once, and waits for its answer.
   * @param why the panel was not asked, for people
   */
  async changePowerByAgent(
    request: AgentPowerRequest,
    intent: PowerIntent,
    why: string,
    signal: AbortSignal,
  ): Promise<PowerOutcome> {
    const { signer } = this;
    if (signer === undefined)
      return { outcome: 'failed', reason: `${why}; deployment.order_key is missing, so no agent would obey` };
    const now = new Date();
    const order = this.orderOf(request, now);
    const direction = directionOf(request);
    const claimed = await intent.claim(now, undefined, async (sql) => {
      await this.history.orders.issueOrder({ ...signer.sign(canonical(order)), order, direction }, now, sql);
    });
    if (!claimed) return CLAIMED_ELSEWHERE;
    this.wake();
    return this.outcomeOf(order.orderId, signal);
  }

  /** Waits until the agent has answered or its time to answer is over. */
  async outcomeOf(orderId: string, signal: AbortSignal): Promise<PowerOutcome> {
    for (;;) {
      const order = await this.history.orders.getOrder(orderId);
      const outcome = order?.outcome;
      if (outcome?.state === 'applied') return { outcome: 'done' };
      if (outcome !== undefined)
        return {
          outcome: 'failed',
          reason: `no panel answers, and the agent: ${outcome.reason ?? outcome.state}`,
        };
      if (order === undefined || (await this.history.workClock.readWorkClock(new Date())) > order.giveUpAt)
        return {
          outcome: 'failed',
          reason: 'no panel answers, and the agent never said what became of the order',
        };
      await wait(CHECK_EVERY_MS, undefined, { signal });
    }
  }

  private orderOf({ action, key, fence, instance }: AgentPowerRequest, now: Date): PowerOrder {
    return {
      orderId: randomUUID(),
      deploymentId: key.deploymentId,
      instanceId: key.instanceId,
      host: instance.host,
      folder: instance.folder,
      fence,
      expiresAt: new Date(now.getTime() + this.orderSeconds * 1_000).toISOString(),
      power: action,
    };
  }
}

const directionOf = ({ action, isBack }: Pick<AgentPowerRequest, 'action' | 'isBack'>): PowerDirection =>
  isBack ? `${action}-back` : action;
