import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** The last lines of a log file, however long it is; empty when it does not exist. */
export function logTail(file: string, lines = 12): string[] {
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch {
    return [];
  }
  try {
    const { size } = fstatSync(handle);
    const wanted = Math.min(size, 64 * 1024);
    const bytes = Buffer.alloc(wanted);
    readSync(handle, bytes, 0, wanted, size - wanted);
    return bytes.toString('utf8').trimEnd().split('\n').filter(Boolean).slice(-lines);
  } finally {
    closeSync(handle);
  }
}
