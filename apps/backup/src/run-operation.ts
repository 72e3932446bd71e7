import { Problem, type ProblemCode } from '@archivesmp/contracts/problem';
import type { History, OperationEnd } from '@archivesmp/history';

/** What passes by itself: the job comes back until it is over. */
const PASSING: ReadonlySet<ProblemCode> = new Set([
  'database.unavailable',
  'artifacts.unavailable',
  'queue.unavailable',
]);

/** Whether a failure is one of the surroundings, which a later attempt may not meet. */
export const passes = (error: unknown): boolean => error instanceof Problem && PASSING.has(error.code);

/**
 * Carries out an operation that is one job. Running it again after its end changes nothing. What cannot pass ends it as failed
 * with its reason; a mistake of ours does so at the last attempt.
 */
export async function runOperation(
  { operations }: Pick<History, 'operations'>,
  { operationId, last }: { readonly operationId: string; readonly last: boolean },
  work: () => Promise<OperationEnd>,
): Promise<void> {
  if (!(await operations.startOperation(operationId, new Date()))) return;
  try {
    await operations.endOperation(operationId, await work(), new Date());
  } catch (error) {
    const hopeless = error instanceof Problem && !error.retry;
    if (passes(error) || !(hopeless || last)) throw error;
    const reason = error instanceof Problem ? error.detail : 'It failed; the log has the details.';
    await operations.endOperation(operationId, { state: 'failed', reason }, new Date());
    throw error;
  }
}
