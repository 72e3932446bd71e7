/**
 * Which deployment takes another one back, and how far a deployment has come: one answer for the API, its pages and the command line.
 * No decorator here, so that the command line can import it.
 */
import {
  CHANGE_STATE_FACTS,
  changesFiles,
  hasEnded,
  isOver,
  type AsPlanned,
  type DeploymentKind,
  type DeploymentState,
  type InstanceChangeState,
} from './deployment-states.js';

/** As much of one of its instances. */
interface RunLine {
  readonly state: InstanceChangeState;
  /** Nothing had to be written there. */
  readonly asPlanned?: AsPlanned;
}

/** As much of a deployment as tells what it took back. */
export interface Run {
  readonly id: string;
  /** The deployment that it takes back. */
  readonly undoes?: string;
  readonly kind: DeploymentKind;
  readonly state: DeploymentState;
  readonly instances: readonly RunLine[];
}

/** Whether an instance holds what a deployment of this kind did to it, so that it can be taken back. */
const holdsEffect = (kind: DeploymentKind, state: InstanceChangeState): boolean =>
  // An instance whose server is unwell after a rollback has its files all the same
  isOver(state) &&
  (CHANGE_STATE_FACTS[state].files === 'changed' ||
    (CHANGE_STATE_FACTS[state].files === 'either' && kind === 'rollback'));

/** Whether something can be taken back on an instance: what a deployment found there already is not its own. */
export const canGoBack = (kind: DeploymentKind, { state, asPlanned }: RunLine): boolean =>
  holdsEffect(kind, state) && asPlanned === undefined;

/**
 * Whether what takes a deployment back has done so on every instance; one that was refused or left out on an instance has not.
 */
export const hasTakenBack = ({ kind, state, instances }: Omit<Run, 'id'>): boolean =>
  hasEnded(state) && instances.every((one) => holdsEffect(kind, one.state));

/**
 * The run that has taken a deployment back or is doing so; undefined when its effect stands. What was taken back itself does not count,
 * so of a rollback of a rollback the first deployment stands again.
 * @param runs all that take it back, directly or through others
 */
export function takenBackBy<One extends Run>(id: string, runs: readonly One[]): One | undefined {
  return runs.find(
    (run) =>
      run.undoes === id &&
      (!hasEnded(run.state) || hasTakenBack(run)) &&
      takenBackBy(run.id, runs) === undefined,
  );
}

const MAY_GO_BACK: ReadonlySet<DeploymentKind> = new Set(['apply', 'rollback', 'stop']);

/** Whether a deployment of this kind has something to take back at all. */
export const mayGoBack = (kind: DeploymentKind): boolean => MAY_GO_BACK.has(kind);
/** Whether a deployment in this state is taken back by a run of its own; before, it is stopped and undone. */
export const wentThrough = (state: DeploymentState): boolean => hasEnded(state) && state !== 'cancelled';

/** Whether a deployment can be taken back now, as far as its own record says; later changes may still stand in the way. */
export function canBeTakenBack({ kind, state, instances }: Omit<Run, 'id'>, isTakenBack: boolean): boolean {
  // What a stop stopped may have been stopped again since
  if (isTakenBack && kind !== 'stop') return false;
  return mayGoBack(kind) && wentThrough(state) && instances.some((one) => canGoBack(kind, one));
}

/** How far a deployment has come. */
export interface RollbackProgress {
  /** Instances to which nothing more happens by itself, those that wait for a restart not among them. */
  readonly done: number;
  readonly of: number;
  /** The same for people: "1 of 3 done", "written; 2 wait for a restart". */
  readonly words: string;
}

export function progressOf({ kind, instances }: Pick<Run, 'kind' | 'instances'>): RollbackProgress {
  const of = instances.length;
  const done = instances.filter(({ state }) => isOver(state)).length;
  const waiting = instances.filter(({ state }) => state === 'flagged');
  const flagged = waiting.length;
  const counted = `${done} of ${of} done`;
  if (flagged === 0) return { done, of, words: counted };
  const verb = flagged === 1 ? 'waits' : 'wait';
  const changes = changesFiles(kind);
  const waits = changes
    ? `${flagged} ${verb} for a restart`
    : `${flagged} ${verb} for the verdicts of changes`;
  const written = waiting.every(({ asPlanned }) => asPlanned === undefined) ? 'written' : 'in place';
  if (flagged === of) return { done, of, words: changes ? `${written}; ${waits}` : waits };
  return { done, of, words: `${counted}; ${changes ? `${written}, and ` : ''}${waits}` };
}
