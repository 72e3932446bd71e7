import { safeParts } from '../jail.js';
import { Refusal } from '../refusal.js';
import { ApplyError, type OrderedFile } from './apply-order.js';

const MAX_FOLDERS = 64;
const MAX_FILES = 10_000;
/** The parts of a path inside the server folder. @throws {ApplyError} outside_instance for everything else */
export function targetParts(relative: string): string[] {
  try {
    const parts = safeParts(relative);
    if (parts.length <= MAX_FOLDERS) return parts;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
  throw new ApplyError('outside_instance', 'its path is not a path of a file inside the instance', relative);
}

/** @throws {ApplyError} when the files of an order contradict each other or lie outside */
export function assertTargets(files: readonly OrderedFile[]): void {
  if (files.length > MAX_FILES)
    throw new ApplyError('invalid_order', `it names ${files.length} files, more than ${MAX_FILES}`);
  const paths = new Set<string>();
  for (const { path } of files) {
    targetParts(path);
    if (paths.has(path)) throw new ApplyError('invalid_order', 'the order names it twice', path);
    paths.add(path);
  }
  for (const path of paths)
    for (let cut = path.lastIndexOf('/'); cut > 0; cut = path.lastIndexOf('/', cut - 1))
      if (paths.has(path.slice(0, cut)))
        throw new ApplyError('invalid_order', 'the order makes it a file and a folder', path.slice(0, cut));
}

/** A JAR that a running server may have loaded; `plugins/update/` is taken over by the server itself when it starts. */
export const isLoadedJar = ({ path, before }: OrderedFile): boolean =>
  before !== null && /\.jar$/i.test(path) && !/^plugins\/update\//i.test(path);
