import {
  CHANGE_STATE_FACTS,
  isOver,
  type InstanceChangeState,
} from '@archivesmp/contracts/deployment-states';
import type { InstanceFacts } from './snapshot.js';

type Reasoned = Pick<InstanceFacts, 'name' | 'state' | 'reason' | 'changedAt'>;

/** From here on the reason says why a change is taken back: the first cause, which no later failure may hide. */
const retainsReason = (state: InstanceChangeState): boolean =>
  state === 'inconclusive' || (CHANGE_STATE_FACTS[state].failed && !isOver(state));
const ROOM = 480;

/** The reason of an instance after something more became known of it. */
export function firstCause(
  { state, reason: first }: Pick<InstanceFacts, 'state' | 'reason'>,
  next: string | undefined,
): string | undefined {
  if (next === undefined || first === undefined || !retainsReason(state)) return next ?? first;
  const [cause, then] = [first, next].map((text) => (text.length <= ROOM ? text : `${text.slice(0, ROOM)}…`));
  return `${cause}; then: ${then}`;
}

/** Why an instance waits for a restart. @param wasWritten whether something had to be written there */
export const reasonOfFlag = (wasWritten: boolean): string =>
  wasWritten
    ? 'written and read back; it waits for a restart, and its verdict comes after it'
    : 'nothing to write: its files were as planned already; its server is not known to have read them, so it waits for a restart, and its verdict comes after it';

/** What the first line of a deployment that ended says: why it failed, or what was left out of it; undefined when all went as asked. */
export function reasonOfEnd(
  state: 'flagged' | 'succeeded' | 'failed' | 'stopped',
  instances: readonly Reasoned[],
): string | undefined {
  if (state === 'stopped') return undefined;
  return (state === 'failed' ? causeOf(instances) : undefined) ?? leftOut(instances);
}

function leftOut(instances: readonly Reasoned[]): string | undefined {
  const left = instances.filter(({ state }) => state === 'skipped');
  const [first] = left;
  if (first === undefined) return undefined;
  const how =
    left.length === instances.length
      ? 'nothing was done'
      : `nothing was done on ${left.length} of ${instances.length}`;
  return `${how}: ${first.name}: ${first.reason}`;
}

/** Why a deployment failed, for its first line: the instance that failed first, and how many failed with it. */
function causeOf(instances: readonly Reasoned[]): string | undefined {
  const wrong = instances
    .filter(({ state, reason }) => isOver(state) && CHANGE_STATE_FACTS[state].failed && reason !== undefined)
    .sort((one, other) => one.changedAt.getTime() - other.changedAt.getTime());
  const [first] = wrong;
  if (first === undefined) return undefined;
  const more = wrong.length === 1 ? '' : ` (and ${wrong.length - 1} more)`;
  return `${first.name}: ${first.reason}${more}`;
}

/** Why what was rolled back once is left out, and what to do. */
export const TRIED_IN_VAIN =
  'this very change was rolled back here before, and no person decided about it since: make the plan again, or lift the hold and start it';
export const OTHERS_FIRST = 'the changes that waited for this restart are judged first';
export const STOPPED = 'the deployment was stopped';
export const LEASE_LOST = 'something else took the instance over';

const NOT_CHANGED = {
  forward: 'nothing was changed; make a new plan',
  rollback: 'nothing was changed; look at the file, then restore the backup that was taken before the change',
  back: 'it was not taken back; look at the file, then restore the backup that was taken before the change',
} as const;

/** What to do about files that do not fit. A rollback goes forward, and has no plan of its own that could be made anew. */
export const remedyOf = (direction: 'forward' | 'back', isRollback: boolean): string =>
  NOT_CHANGED[direction === 'forward' && isRollback ? 'rollback' : direction];

/** Why an order was given up that came too late each time. @param path the file that moved; undefined = the agent did not say */
export const overtaken = (path: string | undefined, times: number): string =>
  `${path ?? 'a file'} was written anew ${times} times between the look at it and the order, as a server does that saves it again and again (with --while-stopped it is changed while the server is stopped)`;
