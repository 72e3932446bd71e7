import {
  CHANGE_STATE_FACTS,
  isAtRest,
  isOver,
  type DeploymentKind,
} from '@archivesmp/contracts/deployment-states';
import type { Rollout, RolloutInstance, NextStep } from './rollout.js';
import { leavesRestart, letsChangesFirst } from './share-restart.js';

/** Something is not as the plan says: that stops the wave. */
const isFailed = ({ state }: RolloutInstance): boolean => CHANGE_STATE_FACTS[state].failed;
/** Its change is in place and nothing is being done to it, so that it can be undone. */
const isUndoable = ({ state }: RolloutInstance): boolean =>
  isAtRest(state) && CHANGE_STATE_FACTS[state].files === 'changed';

/** How an instance is begun in each kind of deployment. */
const BEGIN = {
  apply: 'apply',
  rollback: 'apply',
  restart: 'restart',
  stop: 'stop',
  start: 'start',
} as const satisfies Record<DeploymentKind, NextStep['kind']>;

/**
 * What to do now. Pure: the same rollout gives the same steps, and carrying them out leads to an end in a bounded number of
 * rounds. Rules: a wave starts when every instance of the waves before it passed; one failure starts nothing new, what is under
 * way goes on to its end; an inconclusive verdict waits for a person; stopping undoes what passed or waits for its restart. Where
 * restarts come later, what needs one becomes flagged and the next wave goes on; the deployment rests as flagged until a restart
 * that is asked for lets it be judged.
 */
export function nextSteps(rollout: Rollout): NextStep[] {
  switch (rollout.state) {
    case 'running':
      return whileRunning(rollout);
    case 'paused':
      return goOn(rollout);
    case 'stopping':
      return whileStopping(rollout);
    case 'flagged':
      return rollout.instances.every((one) => restsNow(rollout, one)) ? [] : [{ kind: 'resume' }];
    case 'waiting':
    case 'succeeded':
    case 'failed':
    case 'stopped':
    case 'cancelled':
      return [];
    default:
      return rollout.state satisfies never;
  }
}

/** What follows for instances whose files are in place, whatever else happens. */
function goOn({ instances, restartLater = false }: Rollout): NextStep[] {
  const steps: NextStep[] = [];
  for (const one of instances) {
    const { instanceId, state, restart, whileStopped = false } = one;
    if (state === 'applied' && whileStopped) steps.push({ kind: 'start', instanceId });
    else if (state === 'applied') {
      const waits = restartLater || leavesRestart(one);
      steps.push({ kind: restart ? (waits ? 'flag' : 'restart') : 'judge', instanceId });
    } else if (state === 'flagged' && one.isCovered !== true && !restartLater && !leavesRestart(one))
      steps.push({ kind: 'restart', instanceId });
  }
  return steps;
}

/** Whether nothing more happens to an instance until its restart is asked for. */
const restsNow = ({ restartLater = false }: Rollout, { state }: RolloutInstance): boolean =>
  isOver(state) || (restartLater && state === 'flagged');

function whileRunning(rollout: Rollout): NextStep[] {
  const { instances } = rollout;
  const steps = goOn(rollout);
  if (instances.some(isFailed)) steps.push(...skipQueued(instances, 'an instance before it failed'));
  else if (instances.some((one) => one.state === 'inconclusive'))
    return [
      ...steps,
      { kind: 'pause', reason: 'an instance has no clear verdict; accept it, or stop and undo' },
    ];
  else if (rollout.windowOpen) steps.push(...startQueued(rollout));
  if (!instances.every((one) => restsNow(rollout, one) || one.state === 'inconclusive')) return steps;
  if (instances.some((one) => one.state === 'inconclusive'))
    return [{ kind: 'pause', reason: 'an instance failed and another has no clear verdict; stop and undo' }];
  if (instances.some((one) => one.state === 'flagged')) return [{ kind: 'end', state: 'flagged' }];
  return [{ kind: 'end', state: isGood(instances) ? 'succeeded' : 'failed' }];
}

/** What was left out is no failure of the others; where everything was left out, nothing of what was asked for was done. */
const isGood = (instances: readonly RolloutInstance[]): boolean =>
  instances.every((one) => one.state === 'passed' || one.state === 'skipped') &&
  (instances.length === 0 || instances.some((one) => one.state === 'passed'));

function whileStopping(rollout: Rollout): NextStep[] {
  const { instances, kind } = rollout;
  // What is undone needs no restart before
  const goingOn = kind === 'apply' ? instances.filter((one) => one.state !== 'flagged') : instances;
  const steps: NextStep[] = [
    ...goOn({ ...rollout, instances: goingOn }),
    ...skipQueued(instances, 'the deployment was stopped'),
  ];
  // A restart, a stop or a start has nothing to undo, and undoing a rollback would bring back what was rejected.
  if (kind === 'apply')
    for (const one of instances)
      if (isUndoable(one)) steps.push({ kind: 'undo', instanceId: one.instanceId });
  const over = instances.every(
    (one) => isOver(one.state) || (kind !== 'apply' && one.state === 'inconclusive'),
  );
  if (steps.length > 0 || !over) return steps;
  const needsPerson = instances.some(({ state }) => CHANGE_STATE_FACTS[state].alarming);
  return [{ kind: 'end', state: needsPerson ? 'failed' : 'stopped' }];
}

/** Whose files were only looked at, nothing was done to. */
const skipQueued = (instances: readonly RolloutInstance[], reason: string): NextStep[] =>
  instances
    .filter(({ state }) => state === 'queued' || state === 'looking')
    .map(({ instanceId }) => ({ kind: 'skip', instanceId, reason }));

function startQueued(rollout: Rollout): NextStep[] {
  const { instances, perHost, kind } = rollout;
  const open = instances.filter((one) => !restsNow(rollout, one));
  const wave = Math.min(...open.map((one) => one.wave));
  const busy = new Map<string, number>();
  for (const { host, state } of open) if (state !== 'queued') busy.set(host, (busy.get(host) ?? 0) + 1);
  const steps: NextStep[] = [];
  for (const one of open) {
    const { instanceId, host, state, blocked, whileStopped = false, wave: ofWave } = one;
    if (state !== 'queued' || ofWave !== wave) continue;
    if (blocked !== undefined) {
      steps.push({ kind: 'skip', instanceId, reason: blocked });
      continue;
    }
    if (kind === 'restart' && letsChangesFirst(one)) continue;
    const others = busy.get(host) ?? 0;
    if (others >= perHost) continue;
    busy.set(host, others + 1);
    const begin = whileStopped ? 'inspect' : BEGIN[kind];
    steps.push({ kind: one.restartedSince === true ? 'judge' : begin, instanceId });
  }
  return steps;
}
