import { afterEvent, type RolloutEvent } from '../after-event.js';
import type { Draft } from './draft.js';
import { othersComeFirst } from './meeting-deployments.js';
import { firstCause, OTHERS_FIRST } from './reasons.js';
import type { InstanceFacts } from './snapshot.js';

/** Something that became known of an instance, and why it came to that. */
export interface Received {
  readonly event: RolloutEvent;
  readonly reason?: string | undefined;
}

/** Moves an instance to where an event leads; what says nothing new changes nothing. */
export function receive(draft: Draft, line: InstanceFacts, { event, reason }: Received): void {
  const { kind } = draft.snapshot.deployment;
  // A restart or start that was never asked for has brought nothing in whose verdict could come first
  const changesWait = line.restartedBy !== undefined && othersComeFirst(line, { kind });
  const to = afterEvent({ ...draft.subjectOf(line), changesWait }, event);
  if (to === undefined) return;
  draft.enter(line, to, {
    reason: to === 'flagged' ? OTHERS_FIRST : firstCause(line, reason),
    ...(event.kind === 'verdict' && { verdict: event.verdict }),
  });
}
