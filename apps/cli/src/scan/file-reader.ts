import { closeSync, constants, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import type { RememberedStamp } from './file-stamp.js';

/** O_NONBLOCK: a pipe without a writer must not block the scan. */
const OPEN = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const MAX_BYTES = 64 * 1024 * 1024;

/** What came of reading a file: `ok` with its length (the bytes are in the reader), not there any more, or refused with the reason. */
export type FileContent =
  | { readonly state: 'ok'; readonly length: number; readonly stamp: RememberedStamp | undefined }
  | {
      readonly state: 'vanished' | 'permission_denied' | 'unreadable' | 'too_large';
      readonly reason: string;
    };

/**
 * Reads one file after the other into the same buffer, so that fifty thousand files cost no garbage.
 * `bytes` holds the latest file; it is overwritten by the next.
 */
export class FileReader {
  buffer: Buffer<ArrayBuffer> = Buffer.allocUnsafeSlow(256 * 1024);
  private length = 0;

  get bytes(): Buffer<ArrayBuffer> {
    return this.buffer.subarray(0, this.length);
  }

  /**
   * A whole file in memory of its own.
   * @throws when it cannot be read
   */
  copyOf(path: string): Uint8Array {
    return readFileSync(path);
  }

  /** @param stamped whether to ask for the file's stamp, before reading it */
  readIntoBuffer(path: string, stamped: boolean): FileContent {
    let descriptor: number;
    try {
      descriptor = openSync(path, OPEN);
    } catch (error) {
      return refusal(error as NodeJS.ErrnoException);
    }
    try {
      const stamp = stamped ? fstatSync(descriptor) : undefined;
      this.length = 0;
      for (;;) {
        const got = readSync(descriptor, this.buffer, this.length, this.buffer.length - this.length, null);
        this.length += got;
        if (this.length < this.buffer.length) break;
        if (this.length >= MAX_BYTES) return { state: 'too_large', reason: `more than ${MAX_BYTES} bytes` };
        const larger = Buffer.allocUnsafeSlow(this.buffer.length * 4);
        this.buffer.copy(larger);
        this.buffer = larger;
      }
      return { state: 'ok', length: this.length, stamp };
    } catch (error) {
      return refusal(error as NodeJS.ErrnoException);
    } finally {
      closeSync(descriptor);
    }
  }
}

function refusal(error: NodeJS.ErrnoException): FileContent {
  switch (error.code) {
    case 'ENOENT':
      return { state: 'vanished', reason: 'it vanished while the scan was running' };
    case 'EACCES':
    case 'EPERM':
      return { state: 'permission_denied', reason: 'permission denied' };
    case 'ELOOP':
      return { state: 'unreadable', reason: 'it is a symbolic link; links are not followed' };
    default:
      return { state: 'unreadable', reason: `the system says ${error.code ?? error.message}` };
  }
}
