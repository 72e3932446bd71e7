import path from 'node:path';
import { sha256Hex } from '@archivesmp/digests';
import { ApplyError, type OrderedFile } from './apply-order.js';
import { contentHash, type ContentStream } from './content-hash.js';
import { NotAFile, ReplacedMeanwhile, type FolderWriter } from './folder-writer.js';
import type { Resemblance } from './likeness.js';

/** What is at a name: sha256 of a regular file, null for nothing, `foreign` for a link, a folder or a device. */
export async function whatIs(folder: FolderWriter, name: string): Promise<string | null> {
  try {
    return await contentHash(await folder.openContent(name));
  } catch (error) {
    if (error instanceof NotAFile) return 'foreign';
    throw error;
  }
}

/** Names beside a target that one order uses while it swaps. */
export interface SwapNames {
  readonly name: string;
  /** The new content before it is in place. */
  readonly fresh: string;
  /** The old content until the order has ended. */
  readonly old: string;
}

/**
 * Unless the access must keep the ending, neither name ends in `.yml` or `.jar`, so that no plugin loads it.
 * @param orderId so that two orders never meet
 */
export function swapNames(name: string, orderId: string, preservesExtension: boolean): SwapNames {
  // Room for the mark within the 255 bytes of a file name.
  const stem = Buffer.from(name)
    .subarray(-190)
    .toString('latin1')
    .replace(/[^A-Za-z0-9._-]/g, '_');
  // Names that were cut, or whose letters were replaced, may be alike now: their hash tells them apart.
  const own = stem === name ? '' : `-${sha256Hex(name).slice(0, 8)}`;
  const mark = `archivesmp-${orderId.slice(0, 8)}${own}`;
  return preservesExtension
    ? { name, fresh: `.${mark}-new-${stem}`, old: `.${mark}-old-${stem}` }
    : { name, fresh: `.${stem}.${mark}-new`, old: `.${stem}.${mark}-old` };
}

/** Writes the new content beside the target, so that a full disk is noticed before anything changes. */
export async function stageFresh(
  folder: FolderWriter,
  { name, fresh }: SwapNames,
  file: OrderedFile,
  content: () => Promise<ContentStream>,
): Promise<void> {
  await folder.unlinkFile(fresh);
  if ((await whatIs(folder, name)) === file.after) return;
  await folder.writeFile(fresh, await content(), resemblance(name, file));
  await folder.syncFolder();
}

/** A file that replaces another is like it; one that replaces none is as its folder has them. What the order knows goes before. */
const resemblance = (name: string, { before, like }: Pick<OrderedFile, 'before' | 'like'>): Resemblance => ({
  ending: path.extname(name),
  ...(before !== null && { as: name }),
  ...(like !== undefined && { known: like }),
});

/**
 * Brings one file from `before` to `after`. The replaced file keeps a second name: it is checked once more, and what
 * another program wrote at the last moment is put back instead of being lost. Safe to repeat after a kill at any step.
 * @throws {ApplyError} changed_meanwhile when the file is neither `before` nor `after`
 */
export async function swapIn(folder: FolderWriter, names: SwapNames, file: OrderedFile): Promise<void> {
  const { name, fresh, old } = names;
  const now = await whatIs(folder, name);
  if (now !== file.after) {
    // A file manager is killed between its two renames: the old file is aside and nothing is in its place.
    const between = now === null && file.before !== null && (await whatIs(folder, old)) === file.before;
    if (!between) {
      if (now !== file.before) throw changedMeanwhile(file);
      await folder.unlinkFile(old);
      if (now !== null) await folder.setAside(name, old);
    }
    await folder
      .exchangeFile(file.after === null ? undefined : fresh, name, file.before === null ? undefined : old)
      .catch((error: unknown) => {
        throw error instanceof ReplacedMeanwhile ? changedMeanwhile(file) : error;
      });
    await folder.syncFolder();
  }
  await restoreTheirs(folder, names, file);
}

/**
 * Looks at both names once more when every file of the order is in place.
 * @throws {ApplyError} changed_meanwhile
 */
export async function readBack(folder: FolderWriter, names: SwapNames, file: OrderedFile): Promise<void> {
  await restoreTheirs(folder, names, file);
  if ((await whatIs(folder, names.name)) !== file.after)
    throw new ApplyError(
      'changed_meanwhile',
      'it was changed right after it was written; the later content was kept',
      file.path,
    );
}

/** Another program wrote to the old file between our check and the rename, or had it open: its content counts and is put back. */
async function restoreTheirs(
  folder: FolderWriter,
  { name, old }: SwapNames,
  file: OrderedFile,
): Promise<void> {
  const replaced = await whatIs(folder, old);
  if (replaced === null || replaced === file.before || replaced === file.after) return;
  await folder.renameFile(old, name);
  await folder.syncFolder();
  throw changedMeanwhile(file);
}

/** The order is over and stays: nothing of it is left beside the target. */
export async function cleanUp(folder: FolderWriter, { fresh, old }: SwapNames): Promise<void> {
  await folder.unlinkFile(fresh);
  await folder.unlinkFile(old);
  await folder.syncFolder();
}

/**
 * Makes a file old again, by its second name where there is one, which needs no space. What is neither old nor new now was
 * written by another program and stays.
 */
export async function putBack(
  folder: FolderWriter,
  names: SwapNames,
  file: OrderedFile,
  oldContent: () => Promise<ContentStream>,
): Promise<void> {
  const { name, fresh, old } = names;
  const [now, aside, staged] = [
    await whatIs(folder, name),
    await whatIs(folder, old),
    await whatIs(folder, fresh),
  ];
  const ours = now !== file.before && (now === file.after || (now === null && aside === file.before));
  // A folder that was not touched may not be touchable: it is left alone.
  if (!ours && aside === null && staged === null) return;
  if (staged !== null) await folder.unlinkFile(fresh);
  if (ours && file.before === null) await folder.unlinkFile(name);
  else if (ours) {
    if (aside !== file.before) {
      await folder.unlinkFile(old);
      await folder.writeFile(old, await oldContent(), resemblance(name, { before: file.after }));
    }
    await folder.renameFile(old, name);
  }
  await folder.unlinkFile(old);
  await folder.syncFolder();
}

const changedMeanwhile = (file: OrderedFile): ApplyError =>
  new ApplyError(
    'changed_meanwhile',
    'another program changed it while the change was under way; its content was kept',
    file.path,
  );
