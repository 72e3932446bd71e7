import { Problem } from '@archivesmp/contracts/problem';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { loadSettings } from '../settings/load-settings.js';
import type { LoggingSettings } from '../settings/topics/logging-settings.js';
import { bootService, type RunningService, type ServiceDefinition } from './boot-service.js';

/** Supervisors wait this long before they kill; the program gives up a little earlier and says so. */
export const STOP_WITHIN_MS = 10_000;

/**
 * The main of every program: starts services, waits for SIGTERM or SIGINT, stops them in reverse order within 10 s and
 * exits with 0 (1 when something did not stop in time or nothing could start). Signals stay in here, so that services
 * never fight over them.
 */
export async function runServices(start: () => Promise<readonly RunningService[]>): Promise<void> {
  const signalled = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]) as Promise<[string]>;
  let services: readonly RunningService[];
  let hasStarted = false;
  try {
    // A service that still waits for a store has nothing to finish; one that started is stopped below.
    const tooEarly = signalled.then(() => (hasStarted ? [] : process.exit(0)));
    services = await Promise.race([start(), tooEarly]);
    hasStarted = true;
  } catch (error) {
    // The reader is a person at a terminal or in the journal; a stack is only shown for unforeseen errors.
    process.stderr.write(`${explainStart(error)}\n`);
    process.exit(1);
  }
  const [signal] = await signalled;
  for (const { log } of services) log.info({ signal: signal ?? 'signal' }, 'service stopping');
  process.exit((await stopServices(services)) ? 0 : 1);
}

/** The main of a program that is one service: its settings from the command line, its boot, and its life until a signal. */
export function runService<Settings extends { logging: LoggingSettings }>(
  definition: ServiceDefinition<Settings>,
  type: new () => Settings,
  defaultPath: string,
): Promise<void> {
  return runServices(async () => {
    const source = { argv: process.argv.slice(2), env: process.env, defaultPath };
    return [await bootService(definition, loadSettings(type, source))];
  });
}

/** Closes services last-started first. False when one failed or did not stop in time. */
export async function stopServices(
  services: readonly RunningService[],
  withinMs = STOP_WITHIN_MS,
): Promise<boolean> {
  let clean = true;
  const closing = (async () => {
    for (const service of [...services].reverse())
      try {
        await service.close();
      } catch (error) {
        clean = false;
        service.log.error({ err: error }, 'service did not stop cleanly');
      }
    return true;
  })();
  const inTime = await Promise.race([closing, wait(withinMs, false, { ref: false })]);
  if (!inTime) for (const { log } of services) log.error({ withinMs }, 'service did not stop in time');
  return inTime && clean;
}

function explainStart(error: unknown): string {
  if (error instanceof Problem) return `${error.detail}\n${error.help}`;
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? (error.stack ?? error.message) : error.message;
}
