import { mkdir } from 'node:fs/promises';
import path from 'node:path';

/**
 * Makes a folder and the folders above it that are missing; one that is there is fine. Does not use `recursive` of
 * `mkdir`, which never ends where a file system takes no new folders and calls that ENOENT (`/proc`, `/sys`).
 * @throws the failed system call
 */
export async function makeFolder(folder: string): Promise<void> {
  if ((await tryMakeFolder(folder)) !== 'parent missing') return;
  const parent = path.dirname(path.resolve(folder));
  if (parent !== path.resolve(folder)) await makeFolder(parent);
  await mkdir(folder);
}

async function tryMakeFolder(folder: string): Promise<'there' | 'parent missing'> {
  try {
    await mkdir(folder);
    return 'there';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // What is there may be a file; then the first write into it says so
    if (code === 'EEXIST') return 'there';
    if (code === 'ENOENT') return 'parent missing';
    throw error;
  }
}
