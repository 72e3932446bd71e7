import { randomBytes } from 'node:crypto';
import { open, rename } from 'node:fs/promises';
import path from 'node:path';

/** Writes a file and forces it to disk. */
export async function writeDurably(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'w', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Temp file, fsync, rename, fsync of the folder: the last step is the one that is forgotten elsewhere. Two may replace the same
 * file at once: each has a temp file of its own (its name ends in `.next`), and the last rename wins.
 */
export async function replaceDurably(file: string, bytes: Uint8Array): Promise<void> {
  const next = `${file}.${randomBytes(4).toString('hex')}.next`;
  await writeDurably(next, bytes);
  await rename(next, file);
  await syncFolder(path.dirname(file));
}

/** Forces the names in a folder to disk. */
export const syncFolder = (folder: string): Promise<void> => syncFile(folder);

/** Forces what a file holds to disk. */
export async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
