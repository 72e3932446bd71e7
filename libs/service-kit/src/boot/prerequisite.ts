import { setTimeout as wait } from 'node:timers/promises';
import type { DependencyHealth } from '../health/health.js';
import { maskedLine } from '@archivesmp/secrets';
import type { Log } from '../log/create-log.js';

/** Something outside without which a service cannot even be built. */
export interface Prerequisite {
  /** As /health/ready shows it. */
  readonly name: string;
  /** Resolves when it can be used. @throws {StillUnavailable} to be asked again; anything else ends the start, with its reason */
  prepare(): Promise<unknown>;
}

/** It does not answer yet, and may later: no reason to give up. The message says what was tried. */
export class StillUnavailable extends Error {}

const AGAIN_AFTER_MS = 1_000;
const REMIND_EVERY_MS = 30_000;

/**
 * Waits for each prerequisite in turn, as long as it takes.
 * @param onWait called with how things stand whenever one is still unavailable
 * @throws what a prerequisite throws besides StillUnavailable
 */
export async function untilPrepared(
  prerequisites: readonly Prerequisite[],
  log: Log,
  onWait: (dependencies: readonly DependencyHealth[]) => void,
): Promise<void> {
  for (const [index, one] of prerequisites.entries()) {
    const began = performance.now();
    for (let reportedAt = -Infinity; ; await wait(AGAIN_AFTER_MS)) {
      const asked = performance.now();
      const error = await triedOnce(one);
      if (error === undefined) {
        if (reportedAt > 0)
          log.info({ dependency: one.name, waitedMs: Math.round(asked - began) }, 'dependency answers');
        break;
      }
      const reason = maskedLine(error.message);
      if (asked - reportedAt >= REMIND_EVERY_MS) {
        log.warn({ dependency: one.name, reason }, 'dependency is unavailable, the start waits for it');
        reportedAt = asked;
      }
      const latencyMs = Math.round(performance.now() - asked);
      const before = prerequisites
        .slice(0, index)
        .map(({ name }) => ({ name, state: 'up', latencyMs: 0 }) as const);
      onWait([...before, { name: one.name, state: 'down', latencyMs, error: reason }]);
    }
  }
}

async function triedOnce(one: Prerequisite): Promise<StillUnavailable | undefined> {
  try {
    await one.prepare();
    return undefined;
  } catch (error) {
    if (error instanceof StillUnavailable) return error;
    throw error;
  }
}
