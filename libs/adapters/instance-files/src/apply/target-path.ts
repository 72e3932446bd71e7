import { whyNotTarget, whyNotWritten } from '@archivesmp/change-plan/target';
import { nameBytes } from '../file-name.js';
import { ApplyError, type OrderedFile } from './apply-order.js';

const MAX_FILES = 10_000;

/** The parts of a path inside the server folder. @throws {ApplyError} outside_instance for everything else */
export function targetParts(relative: string): string[] {
  const parts = relative.split('/');
  const isNoName = parts.some((part) => nameBytes(part) === undefined);
  const why = whyNotWritten(relative) ?? (isNoName ? 'no file has such a name' : undefined);
  if (why !== undefined) throw new ApplyError('outside_instance', why, relative);
  return parts;
}

/**
 * The guard of planning, asked again. Names and platform are not judged anew: an order that undoes the deletion of an oddly
 * named file, or of one of another platform, has to put it back.
 */
function assertTarget({ path }: OrderedFile): void {
  targetParts(path);
  const why = whyNotTarget({ path, isNew: false });
  if (why !== undefined) throw new ApplyError('outside_instance', why, path);
}

/** @throws {ApplyError} when the files of an order contradict each other or lie outside */
export function assertTargets(files: readonly OrderedFile[]): void {
  if (files.length > MAX_FILES)
    throw new ApplyError('invalid_order', `it names ${files.length} files, more than ${MAX_FILES}`);
  const paths = new Set<string>();
  for (const file of files) {
    const { path } = file;
    assertTarget(file);
    if (paths.has(path)) throw new ApplyError('invalid_order', 'the order names it twice', path);
    paths.add(path);
  }
  for (const path of paths)
    for (let cut = path.lastIndexOf('/'); cut > 0; cut = path.lastIndexOf('/', cut - 1))
      if (paths.has(path.slice(0, cut)))
        throw new ApplyError('invalid_order', 'the order makes it a file and a folder', path.slice(0, cut));
}

/** One that was there already is not looked into: an order that undoes another has to be able to put back a damaged one. */
export const isNewJar = ({ path, before }: OrderedFile): boolean => before === null && /\.jar$/i.test(path);

/** A JAR that a running server may have loaded; `plugins/update/` is taken over by the server itself when it starts. */
export const isLoadedJar = ({ path, before }: OrderedFile): boolean =>
  before !== null && /\.jar$/i.test(path) && !/^plugins\/update\//i.test(path);
