import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { READ_LIMITS } from '@archivesmp/config-text';

/** `reason` in words for the person: why the file cannot be opened. */
export type FileBytes =
  { readonly state: 'read'; readonly bytes: Buffer } | { readonly state: 'failed'; readonly reason: string };

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file: a part of the path is no folder',
  EACCES: 'permission denied: run as a user who may read this file',
  EPERM: 'permission denied: run as a user who may read this file',
  EISDIR: 'this is a folder, not a file',
  ELOOP: 'too many symbolic links',
  ENAMETOOLONG: 'the path is too long',
};

/**
 * Reads one regular file whole. Folders, pipes and devices are refused without waiting for them, files beyond the
 * engine's limit without reading them.
 */
export function readFileBytes(path: string): FileBytes {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stat = fstatSync(descriptor);
    if (stat.isDirectory()) return failed(REASONS['EISDIR']!);
    if (!stat.isFile()) return failed('not a regular file');
    if (stat.size > READ_LIMITS.maxBytes) {
      return failed(`the file has ${stat.size} bytes, more than the limit of ${READ_LIMITS.maxBytes}`);
    }
    return { state: 'read', bytes: readFileSync(descriptor) };
  } catch (error) {
    return failed(failureText(error));
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

const failed = (reason: string): FileBytes => ({ state: 'failed', reason });

/** What a failed system call means, in words where they are known. */
export function failureText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = (error as NodeJS.ErrnoException).code;
  return (code !== undefined && REASONS[code]) || error.message;
}
