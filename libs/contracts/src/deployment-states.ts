/**
 * States of changing a fleet, as tables: which state may follow which. A test proves that every state is reachable and that
 * every final state is final. No decorator here, so that the command line can import it.
 */

/** A plan is a value; what changes is what people have decided about it. An approved one is open again when an approval of it has lapsed. */
export const PLAN_TRANSITIONS = {
  making: ['open', 'empty', 'failed'],
  open: ['approved', 'rejected', 'expired', 'stale'],
  approved: ['running', 'open', 'expired', 'stale'],
  running: ['done'],
  done: [],
  empty: [],
  failed: [],
  rejected: [],
  expired: [],
  stale: [],
} as const;
export type PlanState = keyof typeof PLAN_TRANSITIONS;

/** What a deployment does: apply a plan, undo one, or change the power of game servers and no file. */
export const DEPLOYMENT_KINDS = ['apply', 'rollback', 'restart', 'stop', 'start'] as const;
export type DeploymentKind = (typeof DEPLOYMENT_KINDS)[number];

/** Whether a deployment of this kind changes files; the others change the power of servers alone. */
export const changesFiles = (kind: DeploymentKind): boolean => kind === 'apply' || kind === 'rollback';

/**
 * One run over the fleet: of an approved plan, of its inverse, or of restarts, stops or starts. `flagged` = what could be done
 * without a restart is done; each instance that waits for one gets its verdict after it, and then the deployment goes on.
 */
export const DEPLOYMENT_TRANSITIONS = {
  waiting: ['running', 'cancelled'],
  running: ['paused', 'stopping', 'flagged', 'succeeded', 'failed'],
  paused: ['running', 'stopping'],
  flagged: ['running', 'stopping'],
  stopping: ['stopped', 'failed'],
  succeeded: [],
  failed: [],
  stopped: [],
  cancelled: [],
} as const;
export type DeploymentState = keyof typeof DEPLOYMENT_TRANSITIONS;

/**
 * One instance within a deployment. `applying` ends by itself: the agent finishes or undoes. `stuck` = the agent said that it
 * could neither finish nor undo, or never answered, or a server could not be stopped; a person has to look, and it is never shown as
 * done. `unwell` = its files are what this deployment was to make them (or what they were before, where that was to be), but its server
 * could not be brought up or is not well, and there is nothing left to undo (a restart, a start, a rollback); a person has to look at
 * the server. A change while stopped goes through `stopping` and
 * `starting` in place of `restarting`, its way back through `stopping-back` and `starting-back`; `starting-again` brings a server
 * up that was stopped for a change that was then not made. Before each of these stops, in `looking` and `looking-back`, the files are
 * looked at: what would be refused is refused before players are disconnected. `flagged` = written and read back, and a restart is needed: it waits for a
 * restart that is asked for, or for one that it shares with others; no deployment holds the instance meanwhile. A restart or a start for
 * which changes waited is flagged, too, until they have their verdicts: theirs come first, because they may be taken back. A restart
 * that finds the instance restarted since it was asked for shares that restart and is only judged.
 */
export const INSTANCE_CHANGE_TRANSITIONS = {
  queued: ['applying', 'looking', 'restarting', 'stopping', 'starting', 'judging', 'skipped'],
  looking: ['stopping', 'applied', 'refused', 'skipped', 'stuck'],
  stopping: ['applying', 'judging', 'starting-again', 'stuck'],
  applying: ['applied', 'refused', 'undone', 'starting-again', 'stuck'],
  'starting-again': ['undone', 'unwell', 'stuck'],
  applied: ['restarting', 'starting', 'judging', 'flagged', 'stuck'],
  flagged: ['restarting', 'judging', 'rolling-back', 'unwell', 'stuck'],
  restarting: ['judging', 'flagged', 'rolling-back', 'unwell', 'stuck'],
  starting: ['judging', 'flagged', 'looking-back', 'unwell', 'stuck'],
  judging: ['passed', 'rolling-back', 'looking-back', 'inconclusive', 'unwell', 'stuck'],
  inconclusive: ['passed', 'rolling-back', 'looking-back', 'stuck'],
  'looking-back': ['stopping-back', 'stuck'],
  'stopping-back': ['rolling-back', 'stuck'],
  'rolling-back': ['restarting-back', 'starting-back', 'rolled-back', 'stuck'],
  'restarting-back': ['rolled-back', 'unwell', 'stuck'],
  'starting-back': ['rolled-back', 'unwell', 'stuck'],
  passed: ['rolling-back', 'looking-back'],
  refused: [],
  undone: [],
  skipped: [],
  'rolled-back': [],
  unwell: [],
  stuck: ['rolling-back', 'looking-back'],
} as const;
export type InstanceChangeState = keyof typeof INSTANCE_CHANGE_TRANSITIONS;

/** What a state of an instance means. */
export interface ChangeStateFacts {
  /**
   * `waiting`: nothing was begun; `moving`: something is being done; `resting`: nothing more happens until a person does something;
   * `ended`: nothing more happens by itself, though people may still have it taken back.
   */
  readonly progress: 'waiting' | 'moving' | 'resting' | 'ended';
  /**
   * What the deployment has done to its files by then: nothing, all of it, all of it and taken back; `changing`: an agent is at it;
   * `either`: as this kind of deployment leaves them when the server is not well; `unclear`: unknown.
   */
  readonly files: 'untouched' | 'changing' | 'changed' | 'taken-back' | 'either' | 'unclear';
  /** Whether it is on the way from changed files to those of before. */
  readonly way: 'forward' | 'back';
  /** Whether something is not as it was asked for, so that no further instance is begun. */
  readonly failed: boolean;
  /** Whether a person has to look, because the deployment can do nothing more about it. */
  readonly alarming: boolean;
  /** Whether the deployment holds the instance, so that no other one begins anything on it. */
  readonly held: boolean;
}

const facts = (
  progress: ChangeStateFacts['progress'],
  files: ChangeStateFacts['files'],
  {
    way = 'forward',
    failed = way === 'back',
    alarming = false,
    held = progress === 'moving',
  }: Partial<Omit<ChangeStateFacts, 'progress' | 'files'>> = {},
): ChangeStateFacts => ({ progress, files, way, failed, alarming, held });

/** The facts of every state: what follows from a state is asked here, and nowhere written as a list of states. */
export const CHANGE_STATE_FACTS: Readonly<Record<InstanceChangeState, ChangeStateFacts>> = {
  queued: facts('waiting', 'untouched'),
  looking: facts('moving', 'untouched'),
  stopping: facts('moving', 'untouched'),
  applying: facts('moving', 'changing'),
  'starting-again': facts('moving', 'taken-back', { failed: true }),
  applied: facts('moving', 'changed'),
  flagged: facts('resting', 'changed'),
  restarting: facts('moving', 'changed'),
  starting: facts('moving', 'changed'),
  judging: facts('moving', 'changed'),
  inconclusive: facts('resting', 'changed', { held: true }),
  'looking-back': facts('moving', 'changed', { way: 'back' }),
  'stopping-back': facts('moving', 'changed', { way: 'back' }),
  'rolling-back': facts('moving', 'changing', { way: 'back' }),
  'restarting-back': facts('moving', 'taken-back', { way: 'back' }),
  'starting-back': facts('moving', 'taken-back', { way: 'back' }),
  passed: facts('ended', 'changed'),
  refused: facts('ended', 'untouched', { failed: true }),
  undone: facts('ended', 'taken-back', { failed: true }),
  skipped: facts('ended', 'untouched'),
  'rolled-back': facts('ended', 'taken-back', { way: 'back' }),
  unwell: facts('ended', 'either', { failed: true, alarming: true }),
  stuck: facts('ended', 'unclear', { failed: true, alarming: true }),
};

/** Whether nothing more will happen to an instance by itself; people may still have it taken back. */
export const isOver = (state: InstanceChangeState): boolean => CHANGE_STATE_FACTS[state].progress === 'ended';

/** Whether nothing more happens to an instance until a person does something. */
export const isAtRest = (state: InstanceChangeState): boolean =>
  isOver(state) || CHANGE_STATE_FACTS[state].progress === 'resting';

/** Whether the files of an instance are what they were before its deployment, or not yet anything else. */
export const isAsBefore = (state: InstanceChangeState): boolean =>
  ['untouched', 'taken-back'].includes(CHANGE_STATE_FACTS[state].files);

/** Whether an instance that changes its files comes to this state only after all of them were in place. */
const wasWritten = (state: InstanceChangeState): boolean =>
  CHANGE_STATE_FACTS[state].files === 'changed' || CHANGE_STATE_FACTS[state].way === 'back';

/** States of an instance of which something holds. */
export const changeStatesOf = (holds: (facts: ChangeStateFacts) => boolean): InstanceChangeState[] =>
  INSTANCE_CHANGE_STATES.filter((state) => holds(CHANGE_STATE_FACTS[state]));

const RESTART_TO_COME: ReadonlySet<InstanceChangeState> = new Set([
  'applied',
  'flagged',
  'restarting',
  'starting',
]);

/** What became of the server of an instance on which a deployment had nothing to write. */
export const AS_PLANNED = ['left-alone', 'restart'] as const;
export type AsPlanned = (typeof AS_PLANNED)[number];

/**
 * Whether a deployment had nothing to write on an instance: its files were all in place (without that there is no verdict either), and
 * no agent was told to write them. undefined = something was written, or it is not so far.
 */
export function asPlannedOf(line: {
  readonly kind: DeploymentKind;
  readonly state: InstanceChangeState;
  readonly hasVerdict: boolean;
  /** Whether an agent was told to write there. */
  readonly wasOrdered: boolean;
  /** Whether a restart or start was asked for. */
  readonly wasRestarted: boolean;
}): AsPlanned | undefined {
  const { kind, state, hasVerdict, wasOrdered, wasRestarted } = line;
  if (!changesFiles(kind) || wasOrdered || !(hasVerdict || wasWritten(state))) return undefined;
  return wasRestarted || RESTART_TO_COME.has(state) ? 'restart' : 'left-alone';
}

/** One restart of an instance: of which deployment, and the fence under which it was asked for. */
export interface RestartReference {
  readonly deploymentId: string;
  readonly attempt: number;
}

export const VERDICTS = ['pass', 'fail', 'inconclusive'] as const;
/** Silence is never a pass. */
export type Verdict = (typeof VERDICTS)[number];

export const PLAN_STATES = Object.keys(PLAN_TRANSITIONS) as PlanState[];
export const DEPLOYMENT_STATES = Object.keys(DEPLOYMENT_TRANSITIONS) as DeploymentState[];
export const INSTANCE_CHANGE_STATES = Object.keys(INSTANCE_CHANGE_TRANSITIONS) as InstanceChangeState[];

/** What became of a plan that was run: a deployment that failed, was stopped or was taken back is never told as done alone. */
export const PLAN_OUTCOMES = [
  'flagged',
  'succeeded',
  'failed',
  'stopped',
  'cancelled',
  'taken_back',
] as const;
export type PlanOutcome = (typeof PLAN_OUTCOMES)[number];

/** Undefined while its deployment is under way; one that only waits for restarts is `flagged`. `takenBack`: a rollback has put everything back since. */
export function planOutcome(state: DeploymentState, takenBack: boolean): PlanOutcome | undefined {
  if (takenBack) return 'taken_back';
  return PLAN_OUTCOMES.find((outcome) => outcome === state);
}

/** How far a deployment in a state has come; the words are those of an instance. */
export const DEPLOYMENT_PROGRESS: Readonly<Record<DeploymentState, ChangeStateFacts['progress']>> = {
  waiting: 'waiting',
  running: 'moving',
  paused: 'resting',
  flagged: 'resting',
  stopping: 'moving',
  succeeded: 'ended',
  failed: 'ended',
  stopped: 'ended',
  cancelled: 'ended',
};

/** Whether nothing can happen to a deployment any more. */
export const hasEnded = (state: DeploymentState): boolean => DEPLOYMENT_PROGRESS[state] === 'ended';

/** States of a transition table from which something may follow. */
export const liveStates = <State extends string>(
  table: Readonly<Record<State, readonly string[]>>,
): State[] => (Object.keys(table) as State[]).filter((state) => table[state].length > 0);

/** States in which a deployment may still do something. */
export const LIVE_DEPLOYMENT_STATES: readonly DeploymentState[] = liveStates(DEPLOYMENT_TRANSITIONS);

/** States in which a plan may still be carried out. */
export const LIVE_PLAN_STATES: readonly PlanState[] = liveStates(PLAN_TRANSITIONS);

/** States of a transition table that are an end. */
export const finalStates = <State extends string>(
  table: Readonly<Record<State, readonly string[]>>,
): State[] => (Object.keys(table) as State[]).filter((state) => table[state].length === 0);

/** Whether `to` may follow `from` in a transition table. */
export function mayFollow<State extends string>(
  table: Readonly<Record<State, readonly string[]>>,
  from: State,
  to: State,
): boolean {
  return table[from].includes(to);
}
