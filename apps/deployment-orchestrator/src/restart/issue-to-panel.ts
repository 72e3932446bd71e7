import { FRESH_MS, CLAIMED_ELSEWHERE, type PowerIntent, type PowerOutcome } from './power-attempt.js';

/** What the panel is asked, and for whom. */
export interface PanelCommand {
  readonly intent: PowerIntent;
  /** How long the server was up just before, in seconds. */
  readonly uptimeSeconds?: number;
  readonly issue: () => Promise<void>;
}

/**
 * Asks the panel for the first time, after writing down that it is asked. Whoever stood still between the two does not ask: another
 * process may have gone on in its place, which the looks that follow tell.
 * @returns undefined when the server is to be waited for; an outcome when somebody else took over
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
