import { Problem } from '@archivesmp/contracts/problem';

const DAMAGED: ReadonlySet<string> = new Set(['artifacts.corrupt', 'artifacts.not-authentic']);

/** Whether what is stored there is broken, altered or not ours: reading it again shows the same. */
export const isDamage = (error: unknown): error is Problem =>
  error instanceof Problem && DAMAGED.has(error.code);
