import {
  CHANGE_STATE_FACTS,
  type DeploymentState,
  type InstanceChangeState,
  type Verdict,
} from '@archivesmp/contracts/deployment-states';
import { isTakenBack, type EventSubject } from '../after-event.js';
import { awaitedIn } from '../awaited.js';
import type { Begun, Effect } from './effect.js';
import { directionOf, purposeOf } from './inspected-state.js';
import { LEASE_LOST } from './reasons.js';
import type { InstanceFacts, LeaseFacts, DeploymentSnapshot } from './snapshot.js';

/** What a move brings with it. */
export interface MoveDetail {
  readonly reason?: string | undefined;
  readonly verdict?: Verdict;
  readonly fence?: number;
}

const HOUR_MS = 3_600_000;

/** What the next state of an instance begins. */
function begunIn(state: InstanceChangeState): Begun | undefined {
  const awaited = awaitedIn(state);
  if (awaited.from === 'judgement') return 'judge';
  return awaited.from === 'power' ? awaited.action : undefined;
}

/** A deployment while it is decided: where it stands after the effects so far, and these effects. */
export class Draft {
  readonly effects: Effect[] = [];
  /** Instances that another deployment is changing: they wait. */
  readonly busy = new Set<string>();
  state: DeploymentState;
  /** Last of all: other writers of the audit wait until the transaction ends. */
  private readonly records: Effect[] = [];
  /** Nothing to write and nothing unread: they go on to their verdict at once. */
  private readonly settled = new Set<string>();
  private readonly lines: Map<string, InstanceFacts>;
  private readonly leases: Map<string, LeaseFacts>;

  constructor(readonly snapshot: DeploymentSnapshot) {
    this.state = snapshot.deployment.state;
    this.lines = new Map(snapshot.instances.map((line) => [line.instanceId, line]));
    this.leases = new Map(snapshot.instances.map(({ instanceId, lease }) => [instanceId, lease]));
  }

  allLines(): readonly InstanceFacts[] {
    return [...this.lines.values()];
  }

  getLine(instanceId: string): InstanceFacts {
    return this.lines.get(instanceId)!;
  }

  /** Every effect, those on the audit last. */
  done(): readonly Effect[] {
    return [...this.effects, ...this.records];
  }

  settle({ instanceId }: InstanceFacts): void {
    this.settled.add(instanceId);
  }

  moveDeployment(to: DeploymentState, reason?: string): void {
    const why = reason === undefined ? {} : { reason };
    this.effects.push({ kind: 'move-deployment', from: this.state, to, ...why });
    this.state = to;
    this.noteAction(`deployment.${to}`, this.snapshot.deployment.id, why);
  }

  /** Moves an instance and does what its new state is about; leaves it where it is when another deployment holds what it needs. */
  enter(line: InstanceFacts, to: InstanceChangeState, more: MoveDetail = {}): void {
    // What was done under the fence of the way forward must not be taken for done on the way back
    const goesBack = to === 'looking-back' || to === 'rolling-back';
    const fence = goesBack ? this.claimAnew(line) : (more.fence ?? line.fence);
    if (goesBack && fence === undefined) return;
    const after = this.moveLine(line, to, { ...more, ...(fence !== undefined && { fence }) });
    this.follow(after, line.state);
    // Looking now saves a wake-up, which is half a second of a broken server
    if (purposeOf(to) !== undefined) this.inspect(after);
  }

  moveLine(line: InstanceFacts, to: InstanceChangeState, more: MoveDetail = {}): InstanceFacts {
    const { instanceId, state: from, name } = line;
    const { reason, verdict, fence = line.fence } = more;
    const begins = begunIn(to);
    const changed = { ...(reason !== undefined && { reason }), ...(fence !== undefined && { fence }) };
    this.effects.push({
      ...{ kind: 'move-instance', instanceId, from, to, ...changed },
      ...(verdict !== undefined && { verdict }),
      ...(begins !== undefined && { begins }),
    });
    this.noteAction(`instance.${to}`, name, changed);
    return this.putLine({ ...line, ...changed, state: to, changedAt: this.snapshot.now });
  }

  /** Looks at the files anew under a fence of its own: whatever was begun under the old one is over. */
  inspectAnew(line: InstanceFacts): void {
    const fence = this.claimAnew(line);
    if (fence !== undefined) this.inspect(this.changeFence(line, fence));
  }

  /** Asks the agent what the files hold now. */
  inspect({ instanceId, state, fence, files }: InstanceFacts): void {
    const purpose = purposeOf(state)!;
    const wanted = files[directionOf(state)];
    this.effects.push({ kind: 'request-inspection', instanceId, purpose, fence: fence!, files: wanted });
  }

  changeFence(line: InstanceFacts, fence: number): InstanceFacts {
    this.effects.push({ kind: 'change-fence', instanceId: line.instanceId, fence });
    return this.putLine({ ...line, fence });
  }

  /** The fence under which the instance may be changed; undefined when another deployment is changing it. */
  claim({ instanceId }: Pick<InstanceFacts, 'instanceId'>): number | undefined {
    const lease = this.leases.get(instanceId)!;
    const isFree = lease.holder === 'none' || lease.ranOut;
    if (!isFree && lease.holder === 'others') {
      this.busy.add(instanceId);
      return undefined;
    }
    return this.acquire(instanceId, isFree ? lease.fence + 1 : lease.fence);
  }

  private claimAnew(line: InstanceFacts): number | undefined {
    const { instanceId } = line;
    const lease = this.leases.get(instanceId)!;
    if (lease.holder !== 'ours' || lease.fence !== line.fence) return this.claim(line);
    return this.acquire(instanceId, lease.fence + 1, lease.fence);
  }

  private acquire(instanceId: string, fence: number, instead?: number): number {
    const given = instead === undefined ? {} : { instead };
    this.effects.push({ kind: 'acquire-lease', instanceId, fence, ...given });
    this.leases.set(instanceId, { holder: 'ours', fence, ranOut: false });
    return fence;
  }

  release({ instanceId, fence }: Pick<InstanceFacts, 'instanceId' | 'fence'>): void {
    const lease = this.leases.get(instanceId)!;
    if (fence === undefined || lease.holder !== 'ours' || lease.fence !== fence) return;
    this.effects.push({ kind: 'release-lease', instanceId, fence });
    this.leases.set(instanceId, { ...lease, holder: 'none' });
  }

  /** Prolongs the leases it holds. Where another program claimed one, a person has to check: two deployments touched the instance. */
  renewLeases(): void {
    const leases: { instanceId: string; fence: number }[] = [];
    for (const line of this.allLines()) {
      const { instanceId, state, fence, lease } = line;
      if (fence === undefined) continue;
      if (!CHANGE_STATE_FACTS[state].held) this.release(line);
      else if (lease.holder === 'ours' && lease.fence === fence) leases.push({ instanceId, fence });
      else this.moveLine(line, 'stuck', { reason: LEASE_LOST });
    }
    if (leases.length > 0) this.effects.push({ kind: 'renew-leases', leases });
  }

  noteAction(action: string, subject: string, detail: Readonly<Record<string, unknown>>): void {
    const { id, planHash, requestedBy } = this.snapshot.deployment;
    const audited = { deployment: id, requestedBy, ...(planHash !== undefined && { planHash }) };
    this.records.push({ kind: 'audit', action, subject, detail: { ...audited, ...detail } });
  }

  /** What decides where an event leads, or what comes next. */
  subjectOf(line: InstanceFacts): EventSubject {
    const { kind, options, hasPlan } = this.snapshot.deployment;
    // Undoing what no server has read yet needs no restart
    const restart =
      line.restart &&
      !(this.settled.has(line.instanceId) || line.asPlanned === 'left-alone') &&
      !(line.state === 'rolling-back' && this.isUnread(line));
    // A server that was stopped when the plan was made is neither stopped nor started
    const whileStopped = options.whileStopped && hasPlan && restart;
    return { kind, state: line.state, restart, whileStopped, asPlanned: line.asPlanned !== undefined };
  }

  /** Whether no restart was asked for since this deployment wrote to the instance. */
  private isUnread({ restartedBy }: InstanceFacts): boolean {
    return this.snapshot.deployment.options.restartLater && restartedBy === undefined;
  }

  /** What a new state brings with it. */
  private follow(line: InstanceFacts, before: InstanceChangeState): void {
    const { instanceId, state } = line;
    if (state === 'applied' && this.subjectOf(line).restart)
      this.effects.push({ kind: 'flag-restart', instanceId, reason: 'its configuration was changed' });
    if (state === 'rolled-back' && before === 'rolling-back' && this.isUnread(line))
      this.effects.push({ kind: 'withdraw-restart-flag', instanceId });
    // The person who stops a deployment knows; after a rollback by itself a person has to check before the next change
    if (isTakenBack(before, state) && this.state !== 'stopping') this.hold(line);
    if (!CHANGE_STATE_FACTS[state].held) this.release(line);
  }

  private hold({ instanceId, reason }: InstanceFacts): void {
    const { now, holdHours, deployment } = this.snapshot;
    const { planHash } = deployment;
    this.effects.push({
      kind: 'place-hold',
      instanceId,
      reason: `its change was rolled back: ${reason ?? 'it was not well'}`,
      ...(holdHours > 0 && { until: new Date(now.getTime() + holdHours * HOUR_MS) }),
      ...(planHash !== undefined && { rejectedPlanHash: planHash }),
    });
  }

  private putLine(line: InstanceFacts): InstanceFacts {
    this.lines.set(line.instanceId, line);
    return line;
  }
}
