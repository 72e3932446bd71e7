import {
  JudgeInstanceJob,
  RestartInstanceJob,
  StartInstanceJob,
  StopInstanceJob,
} from '@archivesmp/contracts/deployment-jobs';
import type { DeploymentState, InstanceChangeState } from '@archivesmp/contracts/deployment-states';
import { Problem } from '@archivesmp/contracts/problem';
import { outboxJob, type Lease, type OrderDirection } from '@archivesmp/history';
import {
  afterEvent,
  changesAllowed,
  isOver,
  nextSteps,
  waitsForWindow,
  wayBack,
  type CourseEvent,
  type EventSubject,
  type NextStep,
} from '@archivesmp/rollout';
import { giveOrder } from './give-order.js';
import { InstanceLines, type Line, type LineMove } from './instance-lines.js';
import { POWER_OF, VERDICT_STEP, type StepDetail } from './ledger-steps.js';
import { undoneFiles } from './planned-part.js';
import type { PowerAction } from '../restart/power-course.js';
import type { TurnInput } from './turn-input.js';

/** What became of a turn, for hints after the commit. */
export interface TurnResult {
  readonly state: DeploymentState;
  readonly moved: readonly { readonly instanceId: string; readonly state: InstanceChangeState }[];
}

/** A lease outlives any pause that somebody sleeps over; every turn prolongs it. */
const LEASE_SECONDS = 24 * 3_600;
const ACTOR = 'deployment-orchestrator';

const POWER_JOBS = {
  restart: RestartInstanceJob,
  stop: StopInstanceJob,
  start: StartInstanceJob,
} as const satisfies Record<PowerAction, typeof RestartInstanceJob>;

/** Where a step leads that needs a lease. */
const STATE_OF = { apply: 'applying', restart: 'restarting', stop: 'stopping', start: 'starting' } as const;

/**
 * One turn of a deployment, inside one transaction: takes in what became known, then takes every step that may be taken now.
 * Nothing here has an effect outside of the transaction: effects are jobs that it writes.
 */
export class DeploymentTurn {
  private readonly lines: InstanceLines;
  /** Instances that somebody else is changing: they wait. */
  private readonly busy = new Set<string>();
  private state: DeploymentState;

  constructor(private readonly input: TurnInput) {
    this.lines = new InstanceLines(input);
    this.state = input.standing.state;
  }

  async take(): Promise<TurnResult> {
    if (this.state === 'waiting') await this.moveDeployment('running');
    await this.keepLeases();
    await this.hearOrders();
    await this.hearWorkers();
    for (let steps = await this.steps(); steps.length > 0; steps = await this.steps())
      for (const step of steps) await this.do(step);
    await this.lines.writeAudit();
    return {
      state: this.state,
      moved: [...this.lines.moved].map(([instanceId, state]) => ({ instanceId, state })),
    };
  }

  /** Takes in the agents' answers and, where none came in time, that nobody knows what became of the instance. */
  private async hearOrders(): Promise<void> {
    const { history, standing, sql, worked } = this.input;
    const orders = await history.orders.list(standing.id, sql);
    for (const line of this.lines.all()) {
      if (line.state !== 'applying' && line.state !== 'rolling-back') continue;
      const direction: OrderDirection = line.state === 'applying' ? 'forward' : 'back';
      const order = orders.find((one) => one.instanceId === line.instanceId && one.direction === direction);
      if (order === undefined) await this.give(line, direction);
      else if (order.outcome !== undefined) {
        const { state, reason, code, path } = order.outcome;
        const words = [code, path, reason].filter((word) => word !== undefined).join(': ');
        await this.happen(line, { kind: 'order', outcome: state }, words === '' ? undefined : words);
      } else if (worked > order.giveUpAt)
        await this.happen(
          line,
          { kind: 'order', outcome: 'stuck' },
          'the agent never said what became of the order',
        );
    }
  }

  /** Takes in what restarts, stops, starts and verdicts came to: each is a step of the ledger under the fence of the instance. */
  private async hearWorkers(): Promise<void> {
    const { history, standing, sql } = this.input;
    const steps = await history.deploymentSteps.list(standing.id, undefined, sql);
    for (const line of this.lines.all()) {
      const action = POWER_OF[line.state];
      const wanted = line.state === 'judging' ? VERDICT_STEP : action;
      const step = steps.find(
        (one) => one.instanceId === line.instanceId && one.step === wanted && one.attempt === line.fence,
      );
      if (step === undefined || step.state === 'begun') continue;
      const { verdict, reason, begunAt } = (step.detail ?? {}) as StepDetail;
      if (action === undefined) {
        await this.happen(line, { kind: 'verdict', verdict: verdict ?? 'inconclusive' }, reason);
        continue;
      }
      // because: a stopped server has not read its files anew; whoever starts it makes it
      if (step.state === 'done' && action !== 'stop')
        await history.restartFlags.clear(
          line.instanceId,
          begunAt === undefined ? step.begunAt : new Date(begunAt),
          sql,
        );
      await this.happen(line, { kind: action, outcome: step.state }, reason);
    }
  }

  private async happen(line: Line, event: CourseEvent, reason: string | undefined): Promise<void> {
    const to = afterEvent(this.subjectOf(line), event);
    if (to === undefined) return;
    const verdict = event.kind === 'verdict' ? { verdict: event.verdict } : {};
    await this.enter(line, to, { reason, ...verdict });
  }

  /** Moves an instance and sets off what its new state is about. */
  private async enter(line: Line, to: InstanceChangeState, more: LineMove = {}): Promise<void> {
    // because: what was stopped on the way forward must not be taken for stopped on the way back
    const fence = to === 'stopping-back' ? await this.leaseAnew(line) : (more.fence ?? line.fence);
    const step = { deploymentId: this.input.standing.id, instanceId: line.instanceId, fence: fence! };
    const power = POWER_OF[to];
    const jobs =
      power !== undefined
        ? [outboxJob(POWER_JOBS[power], step)]
        : to === 'judging'
          ? [outboxJob(JudgeInstanceJob, step)]
          : [];
    const after = await this.lines.move(line, to, { ...more, jobs, ...(fence !== undefined && { fence }) });
    await this.follow(after);
    // because: giving the order now saves a turn, and a turn is half a second of a broken server
    if (to === 'applying') await this.give(after, 'forward');
    if (to === 'rolling-back') await this.give(after, 'back');
  }

  private subjectOf(line: Line): EventSubject {
    const { standing, options, planned } = this.input;
    const { restart } = this.lines.partOf(line);
    // because: a server that was stopped when the plan was made is neither stopped nor started
    const whileStopped = options.whileStopped && planned !== undefined && restart;
    return { kind: standing.kind, state: line.state, restart, whileStopped };
  }

  /** What an end of an instance brings with it. */
  private async follow(line: Line): Promise<void> {
    const { history, standing, sql, now, rules } = this.input;
    const { instanceId, state, reason } = line;
    if (state === 'applied' && this.lines.partOf(line).restart)
      await history.restartFlags.flag(instanceId, 'its configuration was changed', now, sql);
    // because: whoever stops a deployment knows; a rollback by itself needs somebody to look before the next change
    if (state === 'rolled-back' && this.state !== 'stopping') {
      const until =
        rules.holdHours > 0 ? { until: new Date(now.getTime() + rules.holdHours * 3_600_000) } : {};
      const why = `its change was rolled back: ${reason ?? 'it was not well'}`;
      const rejected = standing.planHash === undefined ? {} : { rejectedPlanHash: standing.planHash };
      await history.holds.place({ instanceId, reason: why, by: ACTOR, ...until, ...rejected }, now, sql);
    }
    if (isOver(state) && line.fence !== undefined)
      await history.leases.release({ instanceId, holder: this.holder(), fence: line.fence }, sql);
  }

  private async steps(): Promise<NextStep[]> {
    const { standing, options, rules, now } = this.input;
    const waits = waitsForWindow(standing.kind, standing.undoes !== undefined);
    const windowOpen = !waits || changesAllowed(rules.windows, now.getTime()).allowed;
    const blocked = await this.blocked();
    const instances = this.lines.all().map((line) => ({
      instanceId: line.instanceId,
      host: line.host,
      wave: line.wave,
      ...this.subjectOf(line),
      ...(blocked.has(line.instanceId) && { blocked: blocked.get(line.instanceId)! }),
    }));
    const { kind } = standing;
    const steps = nextSteps({ kind, state: this.state, perHost: options.perHost, windowOpen, instances });
    return steps.filter((step) => !('instanceId' in step) || !this.busy.has(step.instanceId));
  }

  /** Holds stop changes, restarts, stops and starts, never what takes something back. A plan that was rolled back on an instance is not tried there again. */
  private async blocked(): Promise<Map<string, string>> {
    const { history, standing, sql, now } = this.input;
    const blocked = new Map<string, string>();
    if (standing.kind === 'rollback' || standing.undoes !== undefined) return blocked;
    const queued = this.lines
      .all()
      .filter((line) => line.state === 'queued')
      .map((line) => line.instanceId);
    for (const { instanceId, reason } of await history.holds.active(now, queued, sql))
      blocked.set(instanceId, `the instance is on hold: ${reason}`);
    for (const instanceId of queued) {
      if (!this.input.fleet.has(instanceId)) blocked.set(instanceId, 'the instance is no longer found');
      const rejected = await history.holds.rejectedPlans(instanceId, sql);
      if (standing.planHash !== undefined && rejected.includes(standing.planHash))
        blocked.set(instanceId, 'this very plan was rolled back here before');
    }
    return blocked;
  }

  private async do(step: NextStep): Promise<void> {
    if (step.kind === 'pause') return this.moveDeployment('paused', step.reason);
    if (step.kind === 'end') return this.end(step.state);
    const line = this.lines.get(step.instanceId);
    if (step.kind === 'skip') return this.enter(line, 'skipped', { reason: step.reason });
    if (step.kind === 'judge') return this.enter(line, 'judging');
    if (step.kind === 'undo')
      return this.enter(line, wayBack(this.subjectOf(line)), { reason: 'the deployment was stopped' });
    const fence = line.fence ?? (await this.lease(line));
    if (fence !== undefined) await this.enter(line, STATE_OF[step.kind], { fence });
  }

  /** The fence under which the instance may be changed; undefined when somebody else is changing it. */
  private async lease({ instanceId }: Line): Promise<number | undefined> {
    const { history, sql, now } = this.input;
    try {
      return (await history.leases.acquire(instanceId, this.holder(), LEASE_SECONDS, now, sql)).fence;
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'instance.busy') throw error;
      this.busy.add(instanceId);
      return undefined;
    }
  }

  /** Prolongs what is held. Where somebody else took over, a person has to look: two hands were on the instance. */
  private async keepLeases(): Promise<void> {
    const { history, sql, now } = this.input;
    for (const line of this.lines.all()) {
      const { instanceId, state, fence } = line;
      if (fence === undefined) continue;
      const lease = { instanceId, holder: this.holder(), fence, expiresAt: now };
      if (isOver(state)) await history.leases.release(lease, sql);
      else if (!(await this.renewed(lease)))
        await this.lines.move(line, 'stuck', { reason: 'something else took the instance over' });
    }
  }

  private async renewed(lease: Lease): Promise<boolean> {
    const { history, sql, now } = this.input;
    try {
      await history.leases.renew(lease, LEASE_SECONDS, now, sql);
      return true;
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'lease.lost') throw error;
      return false;
    }
  }

  /** A fence of its own: whatever was begun under the old one is over. */
  private async leaseAnew({ instanceId, fence }: Line): Promise<number> {
    const { history, sql, now } = this.input;
    if (fence !== undefined) await history.leases.release({ instanceId, holder: this.holder(), fence }, sql);
    return (await history.leases.acquire(instanceId, this.holder(), LEASE_SECONDS, now, sql)).fence;
  }

  /** An order back gets a fence of its own. */
  private async give(line: Line, direction: OrderDirection): Promise<void> {
    const { history, standing, planned, fleet, rules, signer, sql, now } = this.input;
    const { instanceId, host } = line;
    const fence = direction === 'back' ? await this.leaseAnew(line) : line.fence;
    if (direction === 'back') await this.lines.refence(line, fence!);
    const { files } = this.lines.partOf(line);
    const wish = {
      deploymentId: standing.id,
      instanceId,
      host,
      folder: fleet.get(instanceId)?.folder ?? '',
      fence: fence!,
      planHash: planned!.hash,
      direction,
      files: direction === 'forward' ? files : undoneFiles(files),
      expiresAt: new Date(now.getTime() + rules.orderSeconds * 1_000),
    };
    await giveOrder(wish, signer, history, now, sql);
  }

  /** Nobody prolongs a lease of what has ended, so none may be left: an instance without a clear verdict would stay taken. */
  private async end(state: 'succeeded' | 'failed' | 'stopped'): Promise<void> {
    const { history, sql } = this.input;
    await this.moveDeployment(state);
    for (const { instanceId, fence } of this.lines.all())
      if (fence !== undefined)
        await history.leases.release({ instanceId, holder: this.holder(), fence }, sql);
  }

  private async moveDeployment(to: DeploymentState, reason?: string): Promise<void> {
    const { history, standing, sql, now } = this.input;
    const move = { from: this.state, to, ...(reason !== undefined && { reason }) };
    await history.deployments.move(standing.id, move, now, sql);
    this.state = to;
    this.lines.note(`deployment.${to}`, standing.id, reason === undefined ? {} : { reason });
  }

  private readonly holder = (): string => `deployment ${this.input.standing.id}`;
}
