import {
  isOver,
  type DeploymentState,
  type InstanceChangeState,
} from '@archivesmp/contracts/deployment-states';
import {
  afterEvent,
  changesAllowed,
  comesFirst,
  isTakenBack,
  nextSteps,
  powerOf,
  STATE_OF_POWER,
  waitsForWindow,
  wayBack,
  type CourseEvent,
  type CourseInstance,
  type EventSubject,
  type NextStep,
} from '@archivesmp/rollout';
import { LOOKED_AT } from '../fit/fit-orders.js';
import { findRestart } from './find-restart.js';
import { firstCause, reasonOfEnd, reasonOfFlag } from './first-cause.js';
import { ACTOR, InstanceLines, type Line, type LineMove } from './instance-lines.js';
import { VERDICT_STEP, type StepDetail } from '../ledger/ledger-steps.js';
import { coveredOthers, sharingOf } from './others-on-instance.js';
import { OrderDesk } from './order-desk.js';
import { TRIED, triedInVain } from './tried-in-vain.js';
import type { TurnInput } from './turn-input.js';
import { jobsOf } from './turn-jobs.js';
import { TurnLeases } from './turn-leases.js';

/** What became of a turn, for hints after the commit. */
export interface TurnResult {
  readonly state: DeploymentState;
  readonly moved: readonly { readonly instanceId: string; readonly state: InstanceChangeState }[];
  /** Instances that nobody holds since this turn. */
  readonly freed: readonly string[];
}

const OTHERS_FIRST = 'the changes that waited for this restart are judged first';
const STOPPED = 'the deployment was stopped';

/** Where a step leads that needs a lease. */
const STATE_OF = { apply: 'applying', look: 'looking', ...STATE_OF_POWER } as const;

/**
 * One turn of a deployment, inside one transaction: takes in what became known, then takes every step that may be taken now.
 * Nothing here has an effect outside of the transaction: effects are jobs that it writes.
 */
export class DeploymentTurn {
  private readonly lines: InstanceLines;
  private readonly leases: TurnLeases;
  private readonly desk: OrderDesk;
  /** Nothing to write and nothing unread: they go on to their verdict within this very turn. */
  private readonly settled = new Set<string>();
  private state: DeploymentState;

  constructor(private readonly input: TurnInput) {
    this.lines = new InstanceLines(input);
    this.leases = new TurnLeases(input);
    this.desk = new OrderDesk(input, this.lines);
    this.state = input.standing.state;
  }

  async take(): Promise<TurnResult> {
    if (this.state === 'waiting') await this.moveDeployment('running');
    await this.leases.keep(this.lines);
    await this.hearOrders();
    await this.hearWorkers();
    await this.hearRestarts();
    for (let steps = await this.steps(); steps.length > 0; steps = await this.steps())
      for (const step of steps) await this.do(step);
    await this.lines.writeAudit();
    return {
      state: this.state,
      moved: [...this.lines.moved].map(([instanceId, state]) => ({ instanceId, state })),
      freed: [...this.leases.freed],
    };
  }

  /** Takes in the agents' answers and, where none came in time, that nobody knows what became of the instance. */
  private async hearOrders(): Promise<void> {
    await this.desk.open();
    for (const line of this.lines.all()) {
      if (!LOOKED_AT.has(line.state)) continue;
      const news = await this.desk.attend(line);
      if (news === 'again') await this.lookAnew(line);
      else if (news !== undefined) await this.happen(line, news.event, news.reason, news.settled);
    }
  }

  /** Under a fence of its own: whatever was begun under the old one is over. */
  private async lookAnew(line: Line): Promise<void> {
    await this.desk.look(await this.lines.refence(line, await this.leases.takeAnew(line)));
  }

  /** Takes in what restarts, stops, starts and verdicts came to: each is a step of the ledger under the fence of the instance. */
  private async hearWorkers(): Promise<void> {
    const { history, standing, sql } = this.input;
    const steps = await history.deploymentSteps.list(standing.id, undefined, sql);
    for (const line of this.lines.all()) {
      const action = powerOf(line.state)?.action;
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

  /** Takes in what a restart came to for those who waited for it, or for the verdicts after it. */
  private async hearRestarts(): Promise<void> {
    const { history, standing, sql } = this.input;
    for (const line of this.lines.all()) {
      if (line.state !== 'flagged' || line.restartedBy === undefined) continue;
      const step = await findRestart(history, standing.id, line, sql);
      if (step === undefined || step.state === 'begun') continue;
      const mine = { kind: standing.kind, fence: line.fence! };
      const others = await coveredOthers(line, this.input);
      if (others.some((other) => comesFirst(other, mine))) continue;
      const fence = await this.leases.take(line);
      if (fence === undefined) continue;
      const kind = step.step === 'start' ? 'start' : 'restart';
      const { reason } = (step.detail ?? {}) as StepDetail;
      await this.happen(await this.lines.refence(line, fence), { kind, outcome: step.state }, reason);
    }
  }

  private async happen(
    line: Line,
    event: CourseEvent,
    reason: string | undefined,
    settled = false,
  ): Promise<void> {
    const others = await coveredOthers(line, this.input);
    const changesWait = others.some((other) => comesFirst(other, this.input.standing));
    if (settled) this.settled.add(line.instanceId);
    const to = afterEvent({ ...this.subjectOf(line), changesWait }, event);
    if (to === undefined) return;
    const verdict = event.kind === 'verdict' ? { verdict: event.verdict } : {};
    await this.enter(line, to, {
      reason: to === 'flagged' ? OTHERS_FIRST : firstCause(line, reason),
      ...verdict,
    });
  }

  /** Moves an instance and sets off what its new state is about. */
  private async enter(line: Line, to: InstanceChangeState, more: LineMove = {}): Promise<void> {
    // because: what was stopped on the way forward must not be taken for stopped on the way back
    const fence = to === 'looking-back' ? await this.leases.takeAnew(line) : (more.fence ?? line.fence);
    const { instanceId } = line;
    const jobs = jobsOf(to, { deploymentId: this.input.standing.id, instanceId, fence: fence! });
    const after = await this.lines.move(line, to, { ...more, jobs, ...(fence !== undefined && { fence }) });
    await this.follow(after, line.state);
    // because: looking now saves a turn, and a turn is half a second of a broken server
    if (to === 'rolling-back') await this.lookAnew(after);
    else if (LOOKED_AT.has(to)) await this.desk.look(after);
  }

  /** Whether nobody asked for a restart since this deployment wrote to the instance. */
  private isUnread({ restartedBy }: Line): boolean {
    return this.input.options.restartLater && restartedBy === undefined;
  }

  private subjectOf(line: Line): EventSubject {
    const { standing, options, planned } = this.input;
    // because: undoing what no server has read yet needs no restart
    const restart =
      this.lines.partOf(line).restart &&
      !(this.settled.has(line.instanceId) || line.asPlanned === 'left-alone') &&
      !(line.state === 'rolling-back' && this.isUnread(line));
    // because: a server that was stopped when the plan was made is neither stopped nor started
    const whileStopped = options.whileStopped && planned !== undefined && restart;
    const asPlanned = line.asPlanned !== undefined;
    return { kind: standing.kind, state: line.state, restart, whileStopped, asPlanned };
  }

  /** What an end of an instance brings with it. */
  private async follow(line: Line, before: InstanceChangeState): Promise<void> {
    const { history, standing, sql, now, rules } = this.input;
    const { instanceId, state, reason } = line;
    if (state === 'applied' && this.subjectOf(line).restart)
      await history.restartFlags.flag(
        { instanceId, reason: 'its configuration was changed', deploymentId: standing.id },
        now,
        sql,
      );
    if (state === 'rolled-back' && before === 'rolling-back' && this.isUnread(line))
      await history.restartFlags.withdraw(instanceId, standing.id, now, sql);
    // because: whoever stops a deployment knows; a rollback by itself needs somebody to look before the next change
    if (isTakenBack(before, state) && this.state !== 'stopping') {
      const until =
        rules.holdHours > 0 ? { until: new Date(now.getTime() + rules.holdHours * 3_600_000) } : {};
      const why = `its change was rolled back: ${reason ?? 'it was not well'}`;
      const rejected = standing.planHash === undefined ? {} : { rejectedPlanHash: standing.planHash };
      await history.holds.place({ instanceId, reason: why, by: ACTOR, ...until, ...rejected }, now, sql);
    }
    if (isOver(state) || state === 'flagged') await this.leases.release(line);
  }

  private async steps(): Promise<NextStep[]> {
    const { standing, options, rules, now } = this.input;
    const waits = waitsForWindow(standing.kind, standing.undoes !== undefined);
    const windowOpen = !waits || changesAllowed(rules.windows, now.getTime()).allowed;
    const blocked = await this.blocked();
    const instances: CourseInstance[] = [];
    for (const line of this.lines.all()) {
      const subject = this.subjectOf(line);
      const reason = blocked.get(line.instanceId);
      instances.push({
        ...{ instanceId: line.instanceId, host: line.host, wave: line.wave },
        ...subject,
        isCovered: line.restartedBy !== undefined,
        ...(await sharingOf(line, subject.restart, this.input)),
        ...(reason !== undefined && { blocked: reason }),
      });
    }
    const { kind } = standing;
    const { perHost, restartLater } = options;
    const steps = nextSteps({ kind, state: this.state, perHost, windowOpen, restartLater, instances });
    return steps.filter((step) => !('instanceId' in step) || !this.leases.busy.has(step.instanceId));
  }

  /** Holds stop changes, restarts, stops and starts, never what takes something back. */
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
      if (await triedInVain(instanceId, this.input)) blocked.set(instanceId, TRIED);
    }
    return blocked;
  }

  private async do(step: NextStep): Promise<void> {
    if (step.kind === 'pause') return this.moveDeployment('paused', step.reason);
    if (step.kind === 'resume') return this.moveDeployment('running');
    if (step.kind === 'end') return this.end(step.state);
    const line = this.lines.get(step.instanceId);
    if (step.kind === 'skip') return this.enter(line, 'skipped', { reason: step.reason });
    if (step.kind === 'flag')
      return this.enter(line, 'flagged', { reason: reasonOfFlag(this.desk.hasOrder(line)) });
    if (step.kind === 'judge') return this.judge(line);
    if (step.kind === 'undo')
      return this.enter(line, wayBack(this.subjectOf(line)), {
        reason: line.state === 'passed' ? STOPPED : firstCause(line, STOPPED),
      });
    const held = line.state === 'flagged' ? undefined : line.fence;
    const fence = held ?? (await this.leases.take(line));
    if (fence !== undefined) await this.enter(line, STATE_OF[step.kind], { fence });
  }

  /** Begins to judge an instance; one that waited for its own restart takes the one that came meanwhile for it. */
  private async judge(line: Line): Promise<void> {
    const { history, standing, sql } = this.input;
    const fence = line.fence ?? (await this.leases.take(line));
    if (fence === undefined) return;
    if (line.state === 'queued') {
      const done = await history.sharedRestarts.doneSince(standing.id, line.instanceId, sql);
      if (done !== undefined) await history.sharedRestarts.adopt(standing.id, line.instanceId, done, sql);
    }
    await this.enter(line, 'judging', { fence });
  }

  /** Nobody prolongs a lease of what has ended, so none may be left: an instance without a clear verdict would stay taken. */
  private async end(state: 'flagged' | 'succeeded' | 'failed' | 'stopped'): Promise<void> {
    await this.moveDeployment(state, reasonOfEnd(state, this.lines));
    for (const line of this.lines.all()) await this.leases.release(line);
  }

  private async moveDeployment(to: DeploymentState, reason?: string): Promise<void> {
    const { history, standing, sql, now } = this.input;
    const move = { from: this.state, to, ...(reason !== undefined && { reason }) };
    await history.deployments.move(standing.id, move, now, sql);
    this.state = to;
    this.lines.note(`deployment.${to}`, standing.id, reason === undefined ? {} : { reason });
  }
}
