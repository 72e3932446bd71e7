import { randomBytes } from 'node:crypto';
import {
  access,
  constants,
  type FileHandle,
  link,
  open,
  realpath,
  rename,
  stat,
  unlink,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Replaces a file's content so that at any moment the old or the new content is there, whole: temporary file in the
 * same folder, fsync, rename, fsync of the folder. Keeps mode and owner; writes through symbolic links.
 * A file that may not be written is left alone.
 * `expected` is the content the new one was made from: when the file holds anything else by now, it throws.
 */
export async function writeAtomically(path: string, bytes: Uint8Array, expected: Uint8Array): Promise<void> {
  const target = await realpath(path);
  const { mode, uid, gid } = await stat(target);
  // A user who may write the folder could replace a file that is protected against writing
  await access(target, constants.W_OK);
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`);
  const handle = await open(temporary, 'wx', 0o600);
  try {
    await fill(handle, bytes, { mode, uid, gid });
    await refuseIfChanged(target, expected);
    await rename(temporary, target);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
  await syncFolder(dirname(target));
}

/** Makes a file that is whole from the first moment. @throws when there is one of this name, or it cannot be written */
export async function writeNewFile(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  const handle = await open(temporary, 'wx', 0o666);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
    await link(temporary, path);
  } finally {
    await handle.close();
    await unlink(temporary);
  }
  await syncFolder(dirname(path));
}

async function fill(
  handle: FileHandle,
  bytes: Uint8Array,
  like: { mode: number; uid: number; gid: number },
): Promise<void> {
  try {
    await handle.writeFile(bytes);
    const own = await handle.stat();
    // Only root may give a file away; without a difference there is nothing to ask for.
    if (own.uid !== like.uid || own.gid !== like.gid) await handle.chown(like.uid, like.gid);
    await handle.chmod(like.mode & 0o7777);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function refuseIfChanged(target: string, expected: Uint8Array): Promise<void> {
  const handle = await open(target, 'r');
  try {
    if (!(await handle.readFile()).equals(expected))
      throw new Error('the file was changed meanwhile by another program; nothing was written');
  } finally {
    await handle.close();
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
