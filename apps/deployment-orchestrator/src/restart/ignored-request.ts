import type { AmpStatus } from '@archivesmp/amp';
import { FRESH_MS, CHECK_EVERY_MS, IGNORED_MS, type GameServer, type PowerIntent } from './power-attempt.js';

/**
 * Measures for how long a server has shown no effect of the request, and asks once more. Only time between checks counts, not
 * time in which this process stood still.
 */
export class IgnoredRequest {
  private seenMs = 0;
  private checkedAt: number | undefined;

  constructor(
    private readonly intent: PowerIntent,
    private readonly askAgain: () => Promise<void>,
  ) {}

  /** Records a check. @returns false when another process took over, so that there is nothing to wait for */
  async observe(isIgnored: boolean): Promise<boolean> {
    const now = performance.now();
    const sinceCheck = Math.min(now - (this.checkedAt ?? now), 2 * CHECK_EVERY_MS);
    this.checkedAt = isIgnored ? now : undefined;
    this.seenMs = isIgnored ? this.seenMs + sinceCheck : 0;
    if (this.seenMs <= IGNORED_MS) return true;
    this.seenMs = 0;
    if (!(await this.intent.isOpen())) return false;
    await this.askAgain();
    return true;
  }
}

/** What the panel says now: an answer that was long on its way is asked for once more. */
export async function freshStatus(server: GameServer): Promise<AmpStatus> {
  const begun = performance.now();
  const status = await server.readPanelServerState();
  return performance.now() - begun <= FRESH_MS ? status : server.readPanelServerState();
}
