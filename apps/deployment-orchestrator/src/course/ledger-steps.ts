import type { Verdict } from '@archivesmp/contracts/deployment-states';

/** Steps of the ledger; the attempt of a step is the fence under which it was taken. */
export const RESTART_STEP = 'restart';
/** The step that holds the verdict of an instance. */
export const VERDICT_STEP = 'verdict';

/** What a step that ended says. */
export interface StepDetail {
  readonly verdict?: Verdict;
  readonly reason?: string;
  /** When the panel was asked to restart, ISO 8601; absent while nobody has asked. */
  readonly begunAt?: string;
  /** When the server's new life began, ISO 8601. */
  readonly startedAt?: string;
  /** It was stopped before anybody asked and was left so. */
  readonly leftStopped?: boolean;
}
