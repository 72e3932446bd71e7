import {
  changesFiles,
  type DeploymentKind,
  type InstanceChangeState,
  type Verdict,
} from '@archivesmp/contracts/deployment-states';
import type { PowerAction } from '@archivesmp/contracts/order';
import { awaitedIn } from './awaited.js';
import { STATE_OF_POWER } from './power-of.js';

/** Something that became known about an instance: from its agent, from the panel, or by a deadline. */
export type RolloutEvent =
  | { readonly kind: 'order'; readonly outcome: 'applied' | 'refused' | 'undone' | 'stuck' }
  /** A look before the server is stopped: its files could be changed as they are. */
  | { readonly kind: 'fits' }
  | { readonly kind: PowerAction; readonly outcome: 'done' | 'failed' }
  | { readonly kind: 'verdict'; readonly verdict: Verdict };

/** What an instance is within its deployment, as far as an event needs it. */
export interface EventSubject {
  readonly kind: DeploymentKind;
  readonly state: InstanceChangeState;
  /** Whether it was restarted after the change, so that undoing needs a restart too. */
  readonly restart: boolean;
  /** Whether its server is stopped while its files are changed. */
  readonly whileStopped?: boolean;
  /** Whether nothing had to be written: there is nothing to take back. */
  readonly asPlanned?: boolean;
  /** Whether changes of other deployments wait for this very restart or start. */
  readonly changesWait?: boolean;
}

/**
 * The state that follows from an event; undefined when the event says nothing new (it was received before, or came too late).
 * Only an applied plan that wrote something is undone by itself: a restart, a stop or a start has nothing to undo, and undoing a rollback would bring back
 * what was rejected. A server that does not come up, or not well, with nothing left to undo is `unwell`: its files are as they should
 * be. `stuck` is what else needs a person. What does not fit the files is refused before a server is stopped for it. A server that was stopped for a change is started again when the change was not made. A flagged change is judged after any
 * restart. A requested restart is judged after those changes only, because rolling one back may repair the server.
 */
export function afterEvent(subject: EventSubject, event: RolloutEvent): InstanceChangeState | undefined {
  switch (event.kind) {
    case 'order':
      return afterOrder(subject, event.outcome);
    case 'fits':
      return afterInspection(subject.state);
    case 'verdict':
      return afterVerdict(subject, event.verdict);
    default:
      return afterPower(subject, event.kind, event.outcome === 'done');
  }
}

function afterInspection(state: InstanceChangeState): InstanceChangeState | undefined {
  const awaited = awaitedIn(state);
  return awaited.from === 'agent' && awaited.purpose === 'before-stop' ? awaited.fits : undefined;
}

function afterOrder(
  { state, restart, whileStopped = false }: EventSubject,
  outcome: 'applied' | 'refused' | 'undone' | 'stuck',
): InstanceChangeState | undefined {
  // With nothing to write, a server that has read its files is not stopped for them
  if (state === 'looking') return outcome === 'refused' || outcome === 'applied' ? outcome : undefined;
  if (state === 'looking-back') return outcome === 'refused' ? 'stuck' : undefined;
  if (state === 'applying')
    return whileStopped && (outcome === 'refused' || outcome === 'undone') ? 'starting-again' : outcome;
  if (state !== 'rolling-back') return undefined;
  if (outcome !== 'applied') return 'stuck';
  if (whileStopped) return 'starting-back';
  return restart ? 'restarting-back' : 'rolled-back';
}

function afterVerdict(subject: EventSubject, verdict: Verdict): InstanceChangeState | undefined {
  if (subject.state !== 'judging') return undefined;
  if (verdict === 'pass') return 'passed';
  return verdict === 'fail' ? failed(subject) : 'inconclusive';
}

function afterPower(
  subject: EventSubject,
  action: PowerAction,
  isDone: boolean,
): InstanceChangeState | undefined {
  const { state, kind } = subject;
  const awaited = awaitedIn(state);
  if (awaited.from === 'power' && awaited.isBack)
    return awaited.action === action ? (isDone ? awaited.done : lost(action)) : undefined;
  const isWaiting = state === 'flagged' && action !== 'stop';
  if (state !== STATE_OF_POWER[action] && !isWaiting) return undefined;
  if (action === 'stop' && changesFiles(kind)) return isDone ? 'applying' : 'starting-again';
  if (subject.changesWait === true && !isWaiting && BRINGS_UP.has(kind)) return 'flagged';
  return isDone ? 'judging' : failed(subject);
}

/** Kinds that bring an instance up and have nothing of their own to take back. */
const BRINGS_UP: ReadonlySet<DeploymentKind> = new Set(['restart', 'start']);

const failed = (subject: EventSubject): InstanceChangeState => {
  if (subject.kind === 'apply' && subject.asPlanned !== true) return wayBack(subject);
  return lost(subject.kind === 'stop' ? 'stop' : 'start');
};

/** What is left when the power of a server is not as it should be and nothing is left to undo. */
const lost = (action: PowerAction): InstanceChangeState => (action === 'stop' ? 'stuck' : 'unwell');

/** Where taking the change of an instance back begins. */
export const wayBack = ({ whileStopped = false }: Pick<EventSubject, 'whileStopped'>): InstanceChangeState =>
  whileStopped ? 'looking-back' : 'rolling-back';

/** Whether this move ends the way back of a change: the files are as they were before, whether or not the server came up. */
export const isTakenBack = (from: InstanceChangeState, to: InstanceChangeState): boolean =>
  to === 'rolled-back' || (to === 'unwell' && (from === 'restarting-back' || from === 'starting-back'));
