import { orderFailureFacts } from '@archivesmp/contracts/order-facts';
import type { RolloutEvent } from '../after-event.js';
import type { Draft } from './draft.js';
import { currentInspection, currentOrder, directionOf } from './inspected-state.js';
import { overtaken, remedyOf } from './reasons.js';
import type { FileFit, InspectionFacts, InstanceFacts, OrderFacts } from './snapshot.js';

/** What became known of an instance whose files are changed, or taken back. */
export interface OrderAnswer {
  readonly event: RolloutEvent & { readonly kind: 'order' | 'fits' };
  readonly reason?: string;
  /** Nothing had to be written, and the server has read its files as they are: it needs no restart. */
  readonly settled?: true;
}

/** This many orders on one instance in one direction are given however long they take: a file moved, or a clock was set, in between. */
const SURE_ORDERS = 5;
/** More of them only while the first would be waited for: a server may save its file more often than a slow host receives orders. */
const MOST_ORDERS = 50;

/** Whether an agent was told to write there. */
export const wasOrdered = ({ orders }: InstanceFacts): boolean =>
  orders.some(({ direction }) => direction === 'forward');

/**
 * What agents said of an instance that is being changed or taken back; undefined while that is waited for; `again` when its files moved
 * after they were looked at, or the order came too late: they are to be looked at under a new fence. The files are looked at first; the
 * order then says what becomes of exactly those.
 */
export function receiveAnswer(draft: Draft, line: InstanceFacts): OrderAnswer | 'again' | undefined {
  const order = currentOrder(line.orders, line);
  if (order !== undefined) return outcomeOf(draft, line, order);
  const inspection = currentInspection(line.inspections, line);
  if (inspection === undefined) return void draft.inspect(line);
  if (inspection.found === undefined) return silence(draft, line, inspection);
  return inspection.fit === undefined ? undefined : fitted(draft, line, inspection, inspection.fit);
}

function outcomeOf(
  { snapshot }: Draft,
  line: InstanceFacts,
  { outcome, giveUpAt }: OrderFacts,
): OrderAnswer | 'again' | undefined {
  const { worked, deployment } = snapshot;
  if (outcome === undefined)
    return worked > giveUpAt ? answer('stuck', 'the agent never said what became of the order') : undefined;
  const { state, reason, code, path } = outcome;
  const nothingChanged = state === 'refused' || state === 'undone';
  if (nothingChanged && orderFailureFacts(code)?.anew === true) {
    const direction = directionOf(line.state);
    const given = line.orders.filter((one) => one.direction === direction);
    if (isGivenAgain(given, worked)) return 'again';
    if (code !== 'expired') {
      const remedy = remedyOf(direction, deployment.kind === 'rollback');
      return answer(state, `${code}: ${overtaken(path, given.length)}; ${remedy}`);
    }
  }
  const words = [code, path, reason].filter((word) => word !== undefined).join(': ');
  return answer(state, words === '' ? undefined : words);
}

/** The files are looked at anew before each one: what is not the server's own saving is refused then, and by name. */
const isGivenAgain = (given: readonly OrderFacts[], worked: Date): boolean =>
  given.length < SURE_ORDERS || (given.length < MOST_ORDERS && worked <= given[0]!.giveUpAt);

function silence(
  { effects, snapshot }: Draft,
  { instanceId, host }: InstanceFacts,
  { inspectionId, giveUpAt }: InspectionFacts,
): OrderAnswer | undefined {
  if (giveUpAt === undefined || snapshot.worked <= giveUpAt) return undefined;
  effects.push({ kind: 'withdraw-inspection', instanceId, inspectionId });
  return answer(
    'refused',
    `the agent of ${host} did not say within ${snapshot.orderSeconds} s what the files hold; nothing was changed`,
  );
}

/** What follows from files that were found, and from what becomes of them. */
function fitted(
  draft: Draft,
  line: InstanceFacts,
  inspection: InspectionFacts,
  fit: FileFit,
): OrderAnswer | undefined {
  const direction = directionOf(line.state);
  const isRollback = draft.snapshot.deployment.kind === 'rollback';
  if (fit.state === 'refused') return answer('refused', `${fit.reason}; ${remedyOf(direction, isRollback)}`);
  const { rewritten, files } = fit;
  const settled = files.length === 0 && isSettled(line, inspection);
  if (inspection.purpose === 'before-stop' && !settled) return { event: { kind: 'fits' } };
  if (rewritten.length > 0)
    draft.noteAction('instance.files-rewritten', line.name, { byTheServer: rewritten });
  if (files.length > 0) {
    const { instanceId, fence } = line;
    draft.effects.push({ kind: 'give-order', instanceId, direction, fence: fence!, files });
    return undefined;
  }
  return settled ? { ...answer('applied'), settled } : answer('applied');
}

/** Whether the server has read its files as they are. On the way back also: the verdict was formed on these very files. */
function isSettled(line: InstanceFacts, { found = {}, isRead = false }: InspectionFacts): boolean {
  if (directionOf(line.state) === 'forward') return isRead;
  if (line.state !== 'rolling-back') return false;
  // What this deployment neither wrote nor had read is as it was before it
  if (line.restartedBy === undefined && !wasOrdered(line)) return true;
  const judged = Object.entries(line.judgedOn);
  return judged.length > 0 && judged.every(([path, sha256]) => found[path] === sha256);
}

const answer = (
  outcome: (RolloutEvent & { readonly kind: 'order' })['outcome'],
  reason?: string,
): OrderAnswer => ({
  event: { kind: 'order', outcome },
  ...(reason !== undefined && { reason }),
});
