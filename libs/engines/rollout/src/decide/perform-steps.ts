import { wayBack } from '../after-event.js';
import type { RolloutInstance, NextStep } from '../rollout.js';
import { isDecidedAnew } from '../decided-anew.js';
import { nextSteps } from '../next-steps.js';
import { STATE_OF_POWER } from '../power-of.js';
import type { Draft } from './draft.js';
import { MeetingDeployments } from './meeting-deployments.js';
import { firstCause, reasonOfEnd, reasonOfFlag, STOPPED, TRIED_IN_VAIN } from './reasons.js';
import { wasOrdered } from './receive-answers.js';
import type { InstanceFacts, DeploymentSnapshot } from './snapshot.js';

/** Where a step leads that needs a lease. */
const STATE_OF = { apply: 'applying', inspect: 'looking', ...STATE_OF_POWER } as const;

/** An instance takes fewer steps than these before something of it is waited for. */
const MOST_STEPS = 10;

/** Takes every step that may be taken now, until none is left. @throws Error when they never end, which no snapshot may bring about */
export function performSteps(draft: Draft): void {
  const meeting = new MeetingDeployments(draft.snapshot);
  const most = MOST_STEPS * (1 + draft.allLines().length);
  performUntilNoneIsLeft(
    () => stepsOf(draft, meeting),
    (step) => takeNextStep(draft, step),
    most,
  );
}

/** Asks for steps and takes them, again and again until there are none. @throws Error when more than `most` are taken */
export function performUntilNoneIsLeft<Step>(
  next: () => readonly Step[],
  performOne: (step: Step) => void,
  most: number,
): void {
  let left = most;
  for (let steps = next(); steps.length > 0; steps = next())
    for (const step of steps) {
      if (left === 0) throw new Error(`A deployment took ${most} steps, and they never end.`);
      left -= 1;
      performOne(step);
    }
}

function stepsOf(draft: Draft, meeting: MeetingDeployments): NextStep[] {
  const { deployment } = draft.snapshot;
  const { perHost, restartLater } = deployment.options;
  const steps = nextSteps({
    ...{ kind: deployment.kind, state: draft.state, perHost, restartLater },
    windowOpen: meeting.mayBegin(deployment),
    instances: draft.allLines().map((line) => rolloutInstanceOf(draft, line, meeting)),
  });
  return steps.filter((step) => !('instanceId' in step) || !draft.busy.has(step.instanceId));
}

function rolloutInstanceOf(draft: Draft, line: InstanceFacts, meeting: MeetingDeployments): RolloutInstance {
  const subject = draft.subjectOf(line);
  const blocked = line.state === 'queued' ? blockedBy(line, draft.snapshot) : undefined;
  return {
    ...{ instanceId: line.instanceId, host: line.host, wave: line.wave },
    ...subject,
    isCovered: line.restartedBy !== undefined,
    ...meeting.sharingOf(line),
    ...(blocked !== undefined && { blocked }),
  };
}

/** Why nothing may be begun on an instance. Holds stop changes, restarts, stops and starts, never what takes something back. */
function blockedBy(
  { hold, isFound, rejection }: InstanceFacts,
  { deployment }: DeploymentSnapshot,
): string | undefined {
  const { kind, undoesAnother, decisions, requestedAt: startedAt } = deployment;
  if (kind === 'rollback' || undoesAnother) return undefined;
  const isRejected =
    rejection !== undefined &&
    (decisions === undefined || !isDecidedAnew(rejection, { ...decisions, startedAt }));
  if (isRejected) return TRIED_IN_VAIN;
  if (!isFound) return 'the instance is no longer found';
  return hold === undefined ? undefined : `the instance is on hold: ${hold}`;
}

function takeNextStep(draft: Draft, step: NextStep): void {
  if (step.kind === 'pause') return draft.moveDeployment('paused', step.reason);
  if (step.kind === 'resume') return draft.moveDeployment('running');
  if (step.kind === 'end') return endRollout(draft, step.state);
  const line = draft.getLine(step.instanceId);
  switch (step.kind) {
    case 'skip':
      return draft.enter(line, 'skipped', { reason: step.reason });
    case 'flag':
      return draft.enter(line, 'flagged', { reason: reasonOfFlag(wasOrdered(line)) });
    case 'judge':
      return judge(draft, line);
    case 'undo':
      return draft.enter(line, wayBack(draft.subjectOf(line)), { reason: firstCause(line, STOPPED) });
    default: {
      const held = line.state === 'flagged' ? undefined : line.fence;
      const fence = held ?? draft.claim(line);
      if (fence !== undefined) draft.enter(line, STATE_OF[step.kind], { fence });
    }
  }
}

/** Begins to judge an instance; one that waits for a restart adopts a restart made since it was requested. */
function judge(draft: Draft, line: InstanceFacts): void {
  const { instanceId, restartedSince: restart } = line;
  const fence = line.fence ?? draft.claim(line);
  if (fence === undefined) return;
  if (line.state === 'queued' && restart !== undefined)
    draft.effects.push({ kind: 'adopt-restart', instanceId, restart });
  draft.enter(line, 'judging', { fence });
}

/** Leases of an ended deployment are not prolonged, so none may be left: an instance without a clear verdict would stay claimed. */
function endRollout(draft: Draft, state: 'flagged' | 'succeeded' | 'failed' | 'stopped'): void {
  draft.moveDeployment(state, reasonOfEnd(state, draft.allLines()));
  for (const line of draft.allLines()) draft.release(line);
}
