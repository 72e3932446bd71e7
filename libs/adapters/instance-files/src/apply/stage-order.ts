import { isJar } from '@archivesmp/change-plan/target';
import { ApplyError, toApplyError, type ApplyOrder, type OrderedFile } from './apply-order.js';
import { ApplyJournal } from './apply-journal.js';
import type { ApplySources, ReplacedContent } from './apply-sources.js';
import type { ContentStream } from './content-hash.js';
import { NotAFile } from './folder-writer.js';
import type { TargetFolders } from './target-folders.js';
import { assertTargets, isLoadedJar, isNewJar } from './target-path.js';

/** Errors of the journal's own disk while a content comes in; everything else is the fault of where it comes from. */
const OWN_DISK: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EACCES', 'EPERM']);

/**
 * Everything that can be refused is refused here, before the first byte changes: paths, base hashes, contents, backup.
 * @returns a committed journal that holds every old and new content
 * @throws {ApplyError}
 */
export async function stageOrder(
  stateFolder: string,
  folders: TargetFolders,
  folder: string,
  order: ApplyOrder,
  sources: ApplySources,
): Promise<ApplyJournal> {
  assertTargets(order.files);
  const journal = await ApplyJournal.beginJournal(stateFolder, folder, order);
  try {
    const replaced: ReplacedContent[] = [];
    for (const file of order.files)
      if (await storeOld(journal, folders, file)) {
        const sha256 = file.before!;
        replaced.push({
          file,
          sha256,
          size: await journal.sizeOfStaged(sha256),
          openContent: () => journal.readStaged(sha256),
        });
      }
    const stored = new Set(replaced.map(({ sha256 }) => sha256));
    for (const file of order.files) await fetchNew(journal, stored, file, sources);
    await sources.backUp(replaced).catch((error: Error) => {
      throw new ApplyError('backup_failed', `no verified backup: ${error.message}`);
    });
    const made = await missingFolders(folders, journal);
    sources.stillWanted();
    await journal.commitJournal(made);
    return journal;
  } catch (error) {
    await journal.endJournal();
    throw error;
  }
}

/** Copies the present content into the journal. @returns whether there is one */
async function storeOld(journal: ApplyJournal, folders: TargetFolders, file: OrderedFile): Promise<boolean> {
  try {
    const found = await folders.workInFolder(journal.folder, file.path, undefined, async (writer, name) => {
      const content = await writer.openContent(name);
      return content === undefined ? null : journal.stageContent(content);
    });
    if (found !== file.before)
      throw new ApplyError('base_moved', 'it is not what the plan was made on; make a new plan', file.path);
    if (isLoadedJar(file) && (await folders.inUse(journal.folder, file.path)))
      throw new ApplyError(
        'server_running',
        'the running server has this JAR open; stop it first, or put the new JAR into plugins/update/',
        file.path,
      );
    return found !== null;
  } catch (error) {
    if (error instanceof NotAFile)
      throw new ApplyError('outside_instance', 'it is a link or no file; links are not followed', file.path);
    throw toApplyError(error, file.path);
  }
}

async function fetchNew(
  journal: ApplyJournal,
  stored: Set<string>,
  file: OrderedFile,
  sources: ApplySources,
): Promise<void> {
  const { after } = file;
  if (after === null || stored.has(after)) return;
  const got = await sources
    .openContent(after)
    .then((content) => journal.stageContent(content))
    .catch((error: NodeJS.ErrnoException) => {
      if (OWN_DISK.has(error.code ?? '')) throw error;
      throw new ApplyError('content_unavailable', error.message, file.path);
    });
  if (got !== after)
    throw new ApplyError('content_unavailable', 'the new content is not what the plan names', file.path);
  if (isNewJar(file) && !isJar(await firstOf(journal.readStaged(got))))
    throw new ApplyError(
      'outside_instance',
      'its content is no JAR, and the server would load it',
      file.path,
    );
  stored.add(after);
}

async function firstOf(content: ContentStream): Promise<Uint8Array> {
  for await (const piece of content) return piece;
  return new Uint8Array();
}

async function missingFolders(folders: TargetFolders, journal: ApplyJournal): Promise<string[]> {
  const missing = new Set<string>();
  for (const file of journal.order.files)
    if (file.before === null && file.after !== null)
      for (const one of await folders.missingFolders(journal.folder, file.path)) missing.add(one);
  // Each file names outer folders first, so that they come first here, too
  return [...missing];
}
