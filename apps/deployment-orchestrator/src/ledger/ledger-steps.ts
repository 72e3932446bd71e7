import type { Verdict } from '@archivesmp/contracts/deployment-states';
import type { PowerAction } from '@archivesmp/contracts/order';

/**
 * What is done to the power of a server is a step of the same name; on the way back the instance is leased anew before, so that what was
 * done on the way forward is not taken for it. The question to the panel is a step of its own: a process that finds it in the ledger
 * does not ask again.
 */
export const askStep = (action: PowerAction): string => `ask-${action}`;
/** The step that holds the verdict of an instance; the attempt of a step is the fence under which it was taken. */
export const VERDICT_STEP = 'verdict';

/** What a step that ended says. */
export interface StepDetail {
  readonly verdict?: Verdict;
  readonly reason?: string;
  /** What the touched files held when the verdict was formed, by path: from there the change is taken back. null = not there. */
  readonly found?: Readonly<Record<string, string | null>>;
  /** When the panel was asked, ISO 8601; absent before that. */
  readonly begunAt?: string;
  /** What the work clock showed then, ISO 8601. */
  readonly workedAt?: string;
  /** When the server's new life began, ISO 8601. */
  readonly startedAt?: string;
  /** A restart found it stopped, or a start found it running, and left it so. */
  readonly asItWas?: boolean;
  /** It was found stopped when it was to be stopped for a change, so it is not started after it. */
  readonly leftStopped?: boolean;
}
