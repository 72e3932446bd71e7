import { ApplyError, type OrderedFile } from './apply-order.js';
import { contentHash } from './content-hash.js';
import type { FolderWriter } from './folder-writer.js';

/** Names beside the target that one operation uses while it swaps a file. Neither ends in `.yml` or `.jar`, so no plugin loads it. */
export function swapNames(name: string, operationId: string): { fresh: string; kept: string } {
  const tail = `.archivesmp-${operationId.slice(0, 8)}`;
  // Leave room for the tail within the 255 bytes of a file name.
  const stem = Buffer.from(name)
    .subarray(0, 200)
    .toString('latin1')
    .replace(/[^A-Za-z0-9._-]/g, '_');
  return { fresh: `.${stem}${tail}-new`, kept: `.${stem}${tail}-old` };
}

/**
 * Brings one file from `before` to `after` by rename, so that at every moment the name holds one or the other, whole. The
 * replaced file keeps a second name until its content was checked once more: what somebody wrote at the last moment is put
 * back instead of being lost. Safe to repeat after a kill at any step.
 * @throws {ApplyError} changed_meanwhile when the file is neither `before` nor `after`
 */
export async function swapFile(
  folder: FolderWriter,
  name: string,
  operationId: string,
  file: OrderedFile,
  content: Uint8Array | undefined,
): Promise<void> {
  const { fresh, kept } = swapNames(name, operationId);
  await settleKept(folder, name, kept, file);
  await folder.unlink(fresh);
  const now = contentHash(await folder.read(name));
  if (now === file.after) return folder.sync();
  if (now !== file.before) throw changedMeanwhile(file);
  if (file.before !== null) await linkIfPossible(folder, name, kept);
  if (file.after === null) {
    await folder.unlink(name);
  } else {
    await folder.create(fresh, content!, await folder.likeness(name));
    await folder.rename(fresh, name);
  }
  await folder.sync();
  await settleKept(folder, name, kept, file);
}

/** Decides about a second name left by this or an interrupted swap. */
async function settleKept(
  folder: FolderWriter,
  name: string,
  kept: string,
  file: OrderedFile,
): Promise<void> {
  const replaced = await folder.read(kept);
  if (replaced === undefined) return;
  const hash = contentHash(replaced);
  if (hash === file.before || hash === file.after) {
    await folder.unlink(kept);
    return folder.sync();
  }
  // Somebody wrote between our check and the rename: theirs is the truth.
  await folder.rename(kept, name);
  await folder.sync();
  throw changedMeanwhile(file);
}

/** File systems without hard links lose only the last-moment check, not the swap. */
async function linkIfPossible(folder: FolderWriter, name: string, kept: string): Promise<void> {
  try {
    await folder.link(name, kept);
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'EMLINK', 'EXDEV'].includes((error as NodeJS.ErrnoException).code ?? ''))
      throw error;
  }
}

const changedMeanwhile = (file: OrderedFile): ApplyError =>
  new ApplyError(
    'changed_meanwhile',
    'somebody changed it while the change was under way; theirs was kept',
    file.path,
  );
