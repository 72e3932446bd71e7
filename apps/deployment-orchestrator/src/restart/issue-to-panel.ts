import { FRESH_MS, CLAIMED_ELSEWHERE, type PowerIntent, type PowerOutcome } from './power-attempt.js';

/** What the panel is asked, and for whom. */
export interface PanelCommand {
  readonly intent: PowerIntent;
  /** How long the server was up just before, in seconds. */
  readonly uptimeSeconds?: number;
  readonly issue: () => Promise<void>;
}

/**
 * Asks the panel for the first time, after writing down that it is asked. A process that stood still between the two does not
 * ask: another may have taken over, which the checks that follow show.
 * @returns undefined when the server is to be waited for; an outcome when another process took over
 */
export async function issueToPanel({
  intent,
  uptimeSeconds,
  issue,
}: PanelCommand): Promise<PowerOutcome | undefined> {
  const begun = performance.now();
  if (!(await intent.claim(new Date(), uptimeSeconds))) return CLAIMED_ELSEWHERE;
  if (performance.now() - begun <= FRESH_MS) await issue();
  return undefined;
}
