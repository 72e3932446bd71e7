import { changesAllowed } from '../change-windows.js';
import { comesFirst, type SharingLine } from '../comes-first.js';
import type { RolloutInstance, WaitingOther } from '../rollout.js';
import { nextSteps } from '../next-steps.js';
import { waitsForWindow } from '../waits-for-window.js';
import type {
  DeploymentFacts,
  InstanceFacts,
  OtherDeployment,
  DeploymentSnapshot,
  WaitingFacts,
} from './snapshot.js';

/** Kinds whose effect needs a restart of the instance, or is one. */
const RESTARTING: ReadonlySet<string> = new Set(['apply', 'rollback', 'restart']);

/** Lines of other deployments that wait for their verdict after a restart that was asked for. */
export const coveredLines = ({ waiting }: Pick<InstanceFacts, 'waiting'>): WaitingFacts[] =>
  waiting.filter((other) => other.isCovered && other.state === 'flagged');

/** Whether one of those is judged before this one. */
export const othersComeFirst = (line: Pick<InstanceFacts, 'waiting'>, mine: SharingLine): boolean =>
  coveredLines(line).some((other) => comesFirst(other, mine));

/** Deployments that meet on an instance: who else waits for it, and comes now. */
export class MeetingDeployments {
  private readonly others: ReadonlyMap<string, OtherDeployment>;
  /** By deployment: the instances on which it would begin now if no lease held them. */
  private readonly beginning = new Map<string, ReadonlySet<string>>();
  private isOpen: boolean | undefined;

  constructor(private readonly snapshot: DeploymentSnapshot) {
    this.others = new Map(snapshot.others.map((other) => [other.id, other]));
  }

  /** Whether a deployment may begin something now. */
  mayBegin({ kind, undoesAnother }: Pick<DeploymentFacts, 'kind' | 'undoesAnother'>): boolean {
    return !waitsForWindow(kind, undoesAnother) || this.windowOpen;
  }

  /** Who else waits for an instance, and whether the restart that it waits for itself has come meanwhile. */
  sharingOf(line: InstanceFacts): Pick<RolloutInstance, 'others' | 'restartedSince'> {
    const isRestart = this.snapshot.deployment.kind === 'restart';
    return { others: this.othersOn(line), restartedSince: isRestart && line.restartedSince !== undefined };
  }

  /**
   * Other deployments that wait for an instance and would begin on it now if no lease held it. Those that are paused, wait for a change
   * window, an earlier wave or their turn on the host are not among them: when they come is unknown.
   */
  private othersOn({ instanceId, waiting }: InstanceFacts): WaitingOther[] {
    return waiting.flatMap(({ deploymentId, state }) => {
      const other = this.others.get(deploymentId);
      if (state !== 'queued' || other === undefined || !RESTARTING.has(other.kind)) return [];
      if (!this.beginningOf(other).has(instanceId)) return [];
      const restart = other.instances.find((one) => one.instanceId === instanceId)?.restart === true;
      const restarts = other.kind === 'restart' || (restart && !other.options.restartLater);
      return [{ kind: other.kind, restarts }];
    });
  }

  private beginningOf(other: OtherDeployment): ReadonlySet<string> {
    const known = this.beginning.get(other.id);
    if (known !== undefined) return known;
    const steps = nextSteps({
      kind: other.kind,
      // One that was not woken so far is woken within the second
      state: other.state === 'waiting' ? 'running' : other.state,
      perHost: other.options.perHost,
      windowOpen: this.mayBegin(other),
      instances: other.instances,
    });
    const begins = new Set(
      steps.flatMap((step) => ('instanceId' in step && step.kind !== 'skip' ? [step.instanceId] : [])),
    );
    this.beginning.set(other.id, begins);
    return begins;
  }

  private get windowOpen(): boolean {
    const { windows, now } = this.snapshot;
    this.isOpen ??= changesAllowed(windows, now.getTime()).allowed;
    return this.isOpen;
  }
}
