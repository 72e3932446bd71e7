import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { DeploymentView } from '@archivesmp/contracts/deployment';
import { DEPLOYMENT_TRANSITIONS, finalStates } from '@archivesmp/contracts/deployment-states';
import type { PlanView } from '@archivesmp/contracts/plan';
import type { TestProduct } from './test-product.js';

/** What the hub answered, or that it did not. */
export interface HubAnswer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly body: Body;
  readonly replayed: boolean;
}

/** States in which nothing more happens to a deployment. */
export const OVER: ReadonlySet<string> = new Set(finalStates(DEPLOYMENT_TRANSITIONS));
const TIMEOUT_MS = 150_000;
const ASK_EVERY_MS = 100;

/** Plans, approvals and deployments as people ask for them: two people, and retries while the hub is unavailable. */
export class ChangeClient {
  private constructor(
    readonly product: TestProduct,
    private readonly approver: string,
  ) {}

  static async open(product: TestProduct): Promise<ChangeClient> {
    return new ChangeClient(product, await product.newPerson(['write'], 'approver'));
  }

  /** One request, asked once. @throws when no hub answers */
  async ask<Body = Record<string, unknown>>(
    method: string,
    address: string,
    body?: object,
    more: { key?: string; token?: string } = {},
  ): Promise<HubAnswer<Body>> {
    const headers = {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(more.key !== undefined && { 'idempotency-key': more.key }),
    };
    const answer = await this.product.ask(method, address, {
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(more.token !== undefined && { token: more.token }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      body: (text === '' ? {} : JSON.parse(text)) as Body,
      replayed: answer.headers.get('idempotency-replayed') === 'true',
    };
  }

  /**
   * The same request under one key until it is answered for good, as a careful client sends it: again when no hub answers, when
   * the hub cannot work now, and while the first try is still being carried out.
   */
  async insist<Body = Record<string, unknown>>(
    method: string,
    address: string,
    body?: object,
    token?: string,
  ): Promise<HubAnswer<Body>> {
    const key = method === 'POST' ? randomUUID() : undefined;
    const more = { ...(key !== undefined && { key }), ...(token !== undefined && { token }) };
    for (const until = Date.now() + TIMEOUT_MS; ; await wait(250)) {
      const answer = await this.ask<Body>(method, address, body, more).catch(() => undefined);
      if (answer !== undefined && !isForLater(answer)) return answer;
      if (Date.now() > until)
        throw new Error(`${method} ${address} was not answered: ${JSON.stringify(answer ?? 'silence')}`);
    }
  }

  /** Asks for a plan and waits until it is made, or could not be. */
  planned(changeRequest: object): Promise<PlanView> {
    return this.plannedAt('/api/v1/plans', changeRequest);
  }

  /** The same at any address that answers with a plan. */
  async plannedAt(address: string, changeRequest: object): Promise<PlanView> {
    const { status, body } = await this.insist<PlanView>('POST', address, changeRequest);
    if (status !== 202) throw new Error(`no plan: ${status} ${JSON.stringify(body)}`);
    return this.made(body.id);
  }

  /** Waits until a plan that was asked for is made, or could not be. */
  made(id: string): Promise<PlanView> {
    return this.product.eventually(
      `plan ${id} to be made`,
      async () => {
        const plan = await this.plan(id);
        return plan.state === 'making' ? undefined : plan;
      },
      TIMEOUT_MS,
    );
  }

  /** The second person says yes to exactly this plan. */
  async approved(plan: PlanView): Promise<PlanView> {
    const { id, hash } = plan;
    const path = `/api/v1/plans/${id}/approve`;
    const { status, body } = await this.insist<PlanView>('POST', path, { hash }, this.approver);
    // A first try whose answer was lost has counted
    const counted = status === 409 && (await this.plan(id)).state === 'approved';
    if (status !== 200 && !counted) throw new Error(`not approved: ${status} ${JSON.stringify(body)}`);
    return { ...plan, state: 'approved' };
  }

  async plan(id: string): Promise<PlanView> {
    return (await this.insist<PlanView>('GET', `/api/v1/plans/${id}`)).body;
  }

  async deployment(id: string): Promise<DeploymentView> {
    return (await this.insist<DeploymentView>('GET', `/api/v1/deployments/${id}`)).body;
  }

  /** Starts an approved plan. */
  start({ id: planId, hash }: PlanView, options: object = {}): Promise<HubAnswer<DeploymentView>> {
    return this.insist<DeploymentView>('POST', '/api/v1/deployments', { planId, hash, ...options });
  }

  /** Waits until a deployment has ended, or is in one of these states; as long as it moves, it is not given up. */
  async ended(id: string, alsoIn: readonly string[] = [], withinMs = TIMEOUT_MS): Promise<DeploymentView> {
    let seen = '';
    let movedAt = performance.now();
    for (;;) {
      const now = await this.deployment(id);
      if (OVER.has(now.state) || alsoIn.includes(now.state)) return now;
      const status = JSON.stringify([now.state, now.instances.map(({ state }) => state)]);
      if (status !== seen) movedAt = performance.now();
      seen = status;
      if (performance.now() - movedAt > withinMs)
        throw new Error(`deployment ${id} stands still since ${withinMs} ms: ${status} ${reasonsOf(now)}`);
      await wait(ASK_EVERY_MS);
    }
  }

  control(id: string, action: string): Promise<HubAnswer<DeploymentView>> {
    return this.insist<DeploymentView>('POST', `/api/v1/deployments/${id}/steer`, { action });
  }

  /** Plan, second pair of eyes, start, end. */
  async run(changeRequest: object, options: object = {}): Promise<DeploymentView> {
    return this.carriedOut(await this.approved(await this.planned(changeRequest)), options);
  }

  /** Start and end of an approved plan. */
  async carriedOut(plan: PlanView, options: object = {}): Promise<DeploymentView> {
    const { status, body } = await this.start(plan, options);
    if (status !== 202) throw new Error(`not started: ${status} ${JSON.stringify(body)}`);
    return this.ended(body.id, ['paused']);
  }
}

function isForLater({ status, body }: HubAnswer<unknown>): boolean {
  const problem = body as { code?: string };
  return status >= 500 || problem.code === 'request.in-progress';
}

const reasonsOf = ({ reason, instances }: DeploymentView): string =>
  [reason, ...instances.map((one) => one.reason)].filter((text) => text !== undefined).join('; ');
