import type { DeploymentKind, InstanceChangeState, Verdict } from '@archivesmp/contracts/deployment-states';

/** Something that became known about an instance: from its agent, from the panel, or by a deadline. */
export type CourseEvent =
  | { readonly kind: 'order'; readonly outcome: 'applied' | 'refused' | 'undone' | 'stuck' }
  | { readonly kind: 'restart' | 'stop' | 'start'; readonly outcome: 'done' | 'failed' }
  | { readonly kind: 'verdict'; readonly verdict: Verdict };

/** What an instance is within its deployment, as far as an event needs it. */
export interface EventSubject {
  readonly kind: DeploymentKind;
  readonly state: InstanceChangeState;
  /** Whether it was restarted after the change, so that undoing needs a restart too. */
  readonly restart: boolean;
}

/**
 * The state that follows from an event; undefined when the event says nothing new (it was heard before, or came too late).
 * Only an applied plan is undone by itself: a restart, a stop or a start has nothing to undo, and a rollback that fails needs a
 * person.
 */
export function afterEvent(subject: EventSubject, event: CourseEvent): InstanceChangeState | undefined {
  const { state, restart } = subject;
  const failed: InstanceChangeState = subject.kind === 'apply' ? 'rolling-back' : 'stuck';
  if (event.kind === 'order') {
    if (state === 'applying') return event.outcome;
    if (state !== 'rolling-back') return undefined;
    if (event.outcome !== 'applied') return 'stuck';
    return restart ? 'restarting-back' : 'rolled-back';
  }
  if (event.kind === 'verdict') {
    if (state !== 'judging') return undefined;
    if (event.verdict === 'pass') return 'passed';
    return event.verdict === 'fail' ? failed : 'inconclusive';
  }
  const { kind, outcome } = event;
  if (state === 'restarting-back' && kind === 'restart') return outcome === 'done' ? 'rolled-back' : 'stuck';
  if (state !== ON_THE_WAY[kind]) return undefined;
  return outcome === 'done' ? 'judging' : failed;
}

/** The state in which an instance waits for what is done to the power of its server. */
const ON_THE_WAY = { restart: 'restarting', stop: 'stopping', start: 'starting' } as const;
