import type { Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { atMost, closeConnection } from './redis-connection.js';

/** Closing waits this long for running jobs, then leaves them to be found stalled. */
const CLOSE_WITHIN_MS = 8_000;

/** What is closed. */
export interface ClosingWorkers {
  readonly workers: readonly Worker[];
  /** The one that they share. */
  readonly connection: Redis;
  /** What their handlers are doing now. */
  readonly running: ReadonlySet<Promise<unknown>>;
}

/**
 * Lets running jobs finish and closes their workers. How they ended cannot be told to a Redis that is unavailable or refuses the account: then
 * nothing is waited for but the jobs themselves, and the next worker that claims them begins them anew.
 */
export async function closeWorkers({ workers, connection, running }: ClosingWorkers): Promise<void> {
  const closed = Promise.allSettled(workers.map((worker) => worker.close()));
  await atMost(Promise.race([closed, lostAndIdle(connection, running)]), CLOSE_WITHIN_MS);
  await closeConnection(connection);
}

async function lostAndIdle(connection: Redis, running: ReadonlySet<Promise<unknown>>): Promise<void> {
  if (connection.status === 'ready')
    await new Promise<void>((resolve) => void connection.once('close', () => resolve()));
  while (running.size > 0) await Promise.allSettled([...running]);
}
