import {
  CHANGE_STATE_FACTS,
  isOver,
  type InstanceChangeState,
} from '@archivesmp/contracts/deployment-states';
import type { InstanceLines, Line } from './instance-lines.js';

/** From here on the reason says why a change is taken back: the first cause, which no later failure may hide. */
const keepsReason = (state: InstanceChangeState): boolean =>
  state === 'inconclusive' || (CHANGE_STATE_FACTS[state].failed && !isOver(state));
const ROOM = 480;

/** The reason of an instance after something more was heard of it. */
export function firstCause({ state, reason: first }: Line, next: string | undefined): string | undefined {
  if (next === undefined || first === undefined || !keepsReason(state)) return next ?? first;
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
  lines: Pick<InstanceLines, 'all' | 'partOf'>,
): string | undefined {
  if (state === 'stopped') return undefined;
  return (state === 'failed' ? causeOf(lines) : undefined) ?? leftOut(lines);
}

function leftOut(lines: Pick<InstanceLines, 'all' | 'partOf'>): string | undefined {
  const all = lines.all();
  const left = all.filter(({ state }) => state === 'skipped');
  const [first] = left;
  if (first === undefined) return undefined;
  const how =
    left.length === all.length ? 'nothing was done' : `nothing was done on ${left.length} of ${all.length}`;
  return `${how}: ${lines.partOf(first).name}: ${first.reason}`;
}

/** Why a deployment failed, for its first line: the instance that failed first, and how many failed with it. */
function causeOf(lines: Pick<InstanceLines, 'all' | 'partOf'>): string | undefined {
  const wrong = lines
    .all()
    .filter(({ state, reason }) => isOver(state) && CHANGE_STATE_FACTS[state].failed && reason !== undefined)
    .sort((one, other) => one.changedAt.getTime() - other.changedAt.getTime());
  const [first] = wrong;
  if (first === undefined) return undefined;
  const more = wrong.length === 1 ? '' : ` (and ${wrong.length - 1} more)`;
  return `${lines.partOf(first).name}: ${first.reason}${more}`;
}
