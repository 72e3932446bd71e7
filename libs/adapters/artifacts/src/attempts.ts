import { isPassing, isSkewed, StorageTimeout } from './storage-failure.js';

/** Pauses before the second, third … attempt, in milliseconds. */
const PAUSES_MS = [100, 300, 900];
/** One attempt may take this long, including the bytes. */
const ATTEMPT_MS = 60_000;

/**
 * Tries again after failures that pass by themselves. `work` is told which attempt it is, from 1. What S3 refused for its date is
 * no attempt, once: the answer told the right time.
 */
export async function withAttempts<T>(
  work: (attempt: number) => Promise<T>,
  limitMs = ATTEMPT_MS,
  attempts = PAUSES_MS.length + 1,
): Promise<T> {
  let wasSkewed = false;
  for (let attempt = 1; ; attempt++) {
    try {
      return await withTimeLimit(limitMs, work(attempt));
    } catch (error) {
      if (isSkewed(error) && !wasSkewed) {
        wasSkewed = true;
        attempt -= 1;
        continue;
      }
      const pause = PAUSES_MS[attempt - 1];
      if (pause === undefined || attempt >= attempts || !isPassing(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause * (0.5 + Math.random())));
    }
  }
}

async function withTimeLimit<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new StorageTimeout(`no answer within ${limitMs} ms`)), limitMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
