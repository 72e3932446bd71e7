import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { ApplyError } from './apply-order.js';
import { writeDurably } from './durable-file.js';

/** What the file system says, in words with a remedy. */
const WORDS: Readonly<Record<string, string>> = {
  ENOSPC: 'its disk is full: free some space there',
  EDQUOT: 'its disk quota is used up: free some space there',
  EROFS: 'its file system is read-only: look for disk errors and mount it anew',
  EACCES: 'the agent may not write there: give the folder to its account',
  EPERM: 'the agent may not write there: give the folder to its account',
  EIO: 'its disk has errors: look into the log of the kernel',
};

/** As much as the journal of a small order: a disk with less is full for us. */
const PROBE = Buffer.alloc(64 * 1_024);

/**
 * Writes something into the state folder and removes it again: without it no order can be kept safe, and none is begun.
 * @throws {ApplyError} `disk` with the folder, why, and what to do
 */
export async function assertWritable(stateFolder: string): Promise<void> {
  const file = path.join(stateFolder, `write-probe.${process.pid}`);
  try {
    await mkdir(stateFolder, { recursive: true, mode: 0o700 });
    await writeDurably(file, PROBE);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new ApplyError(
      'disk',
      `the agent cannot write into its state folder ${stateFolder} (${code}); ${WORDS[code] ?? 'look at its disk'}`,
    );
  } finally {
    await rm(file, { force: true }).catch(() => undefined);
  }
}
