import path from 'node:path';
import type { DeviationsDocument } from '@archivesmp/baseline';
import { type CapturedPlugin, describingAsOpen } from '@archivesmp/change-plan';
import { writeFailureText } from '../file/failure-text.js';
import { makeFolder } from '../file/make-folder.js';
import { writeAtomically, writeNewFile } from '../file/write-atomically.js';

/** Where a capture is written. */
export interface CaptureTargets {
  readonly plugin: string;
  /** The instance that is captured. */
  readonly instance: string;
  readonly baselines: string;
  readonly deviations?: string;
}

/**
 * Writes a capture: the keys it leaves open into deviations.yml, then each file of the baseline, every one in one step and only
 * where it is still as it was read.
 * @param text of deviations.yml as it was read
 * @throws Error that names the file which could not be written; those before it are
 */
export async function saveCapture(
  { files, marksPartly, leavesOpen }: CapturedPlugin,
  { plugin, instance, baselines, deviations }: CaptureTargets,
  document: DeviationsDocument,
  text: Uint8Array | undefined,
): Promise<void> {
  if (marksPartly || leavesOpen.length > 0) {
    if (deviations === undefined || text === undefined)
      throw new Error(
        'nothing is saved: parts of the plugin are to be judged on no server, which deviations.yml says; name it with --deviations (an empty file will do)',
      );
    const parts = { plugin, instance, isPartly: marksPartly, keys: leavesOpen };
    // Judged before it was marked, everything outside would be drift for a while
    await written(deviations, describingAsOpen(parts, text, document), text);
  }
  for (const { file, before, captured } of files)
    if (captured.state === 'captured')
      await written(path.join(baselines, plugin, file), captured.bytes, before?.content);
}

async function written(file: string, bytes: Uint8Array, before: Uint8Array | undefined): Promise<void> {
  try {
    if (before === undefined) {
      await makeFolder(path.dirname(file));
      await writeNewFile(file, bytes);
    } else if (!Buffer.from(before).equals(bytes)) await writeAtomically(file, bytes, before);
  } catch (error) {
    throw new Error(`${file}: it was not written: ${writeFailureText(error)}`, { cause: error });
  }
}
