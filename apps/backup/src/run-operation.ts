import { Problem, type ProblemCode } from '@archivesmp/contracts/problem';
import type { History, OperationEnd, Sql } from '@archivesmp/history';

/** What passes by itself: the job comes back until it is over. */
const PASSING: ReadonlySet<ProblemCode> = new Set([
  'database.unavailable',
  'artifacts.unavailable',
  'queue.unavailable',
]);

/** Whether a failure is one of the surroundings, which a later attempt may not meet. */
export const passes = (error: unknown): boolean => error instanceof Problem && PASSING.has(error.code);

/** How an operation ended, and what is recorded together with that end: both or neither. */
export type EndOfWork = OperationEnd & { readonly also?: (sql: Sql) => Promise<void> };

/**
 * Carries out an operation that is one job. Running it again after its end changes nothing. What cannot pass ends it as failed
 * with its reason; a mistake of ours does so at the last attempt.
 */
export async function runOperation(
  { operations }: Pick<History, 'operations'>,
  { operationId, last }: { readonly operationId: string; readonly last: boolean },
  work: () => Promise<EndOfWork>,
): Promise<void> {
  if (!(await operations.startOperation(operationId, new Date()))) return;
  try {
    const { also, ...end } = await work();
    await operations.endOperation(operationId, end, new Date(), also);
  } catch (error) {
    const hopeless = error instanceof Problem && !error.retry;
    if (passes(error) || !(hopeless || last)) throw error;
    const reason = error instanceof Problem ? error.detail : 'It failed; the log has the details.';
    await operations.endOperation(operationId, { state: 'failed', reason }, new Date());
    throw error;
  }
}
