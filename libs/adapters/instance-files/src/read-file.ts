import { sha256Hex } from '@archivesmp/digests';
import type { Jail } from './jail.js';
import { FileRefusal } from './refusal.js';
import { unsettled } from './settled.js';
import type { FileStat } from './walk.js';

const TRIES = 3;

/** Content of one file, whole and from one moment. */
export interface ReadFile {
  readonly bytes: Buffer;
  readonly sha256: string;
  readonly stamp: FileStat;
}

/**
 * Reads a file of at most `maxBytes` and makes sure it did not change while it was read (three tries).
 * @throws {FileRefusal} too_large, unreadable, unsettled, permission_denied or vanished
 */
export async function readWhole(jail: Jail, relative: string, maxBytes: number): Promise<ReadFile> {
  for (let attempt = 1; ; attempt++) {
    const file = await jail.openFile(relative);
    try {
      const before = file.statFile();
      if (before.size > BigInt(maxBytes)) throw tooLarge(before.size, maxBytes);
      // One byte more than there should be shows that it grew.
      const bytes = file.readBytes(0, Number(before.size) + 1);
      const after = file.statFile();
      if (after.mtimeNs === before.mtimeNs && after.size === BigInt(bytes.length))
        return { bytes, sha256: sha256Hex(bytes), stamp: after };
      if (attempt === TRIES) throw unsettled();
    } finally {
      file.close();
    }
  }
}

/** The last bytes of a file that may be written to meanwhile. */
export interface FileTail {
  readonly bytes: Buffer;
  readonly modifiedAt: Date;
  /** Whether the bytes begin where the file begins. */
  readonly whole: boolean;
}

/** Reads at most the last `maxBytes` of a file. @throws {FileRefusal} */
export async function readTail(jail: Jail, relative: string, maxBytes: number): Promise<FileTail> {
  const file = await jail.openFile(relative);
  try {
    const { size, mtime } = file.statFile();
    const length = Math.min(Number(size), maxBytes);
    const bytes = file.readBytes(Number(size) - length, length);
    return { bytes, modifiedAt: mtime, whole: length === Number(size) };
  } finally {
    file.close();
  }
}

/** The refusal of a file with more bytes than are allowed. */
export const tooLarge = (size: bigint | number, maxBytes: number): FileRefusal =>
  new FileRefusal('too_large', `it has ${size} bytes, more than the ${maxBytes} that are read`);
