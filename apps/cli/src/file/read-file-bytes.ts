import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { READ_LIMITS } from '@archivesmp/config-text';
import { failureText } from './failure-text.js';

/** `reason` in words for the person: why the file cannot be opened. */
export type FileBytes =
  { readonly state: 'read'; readonly bytes: Buffer } | { readonly state: 'failed'; readonly reason: string };

/**
 * Reads one regular file whole. Folders, pipes and devices are refused without waiting for them, files beyond the
 * engine's limit without reading them.
 */
export function readFileBytes(path: string): FileBytes {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stat = fstatSync(descriptor);
    if (stat.isDirectory()) return failed('this is a folder, not a file');
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

/** All of standard input, within the engine's limit. */
export function readStandardInput(): FileBytes {
  try {
    const bytes = readFileSync(0);
    const { maxBytes } = READ_LIMITS;
    return bytes.length > maxBytes
      ? failed(`more than the limit of ${maxBytes} bytes`)
      : { state: 'read', bytes };
  } catch (error) {
    return failed(failureText(error));
  }
}

const failed = (reason: string): FileBytes => ({ state: 'failed', reason });
