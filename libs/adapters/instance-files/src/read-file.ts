import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { Jail } from './jail.js';
import { Refusal } from './refusal.js';
import type { FileLook } from './walk.js';

const CHUNK = 128 * 1024;
const TRIES = 3;

/** Content of one file, whole and from one moment. */
export interface ReadFile {
  readonly bytes: Buffer;
  readonly sha256: string;
  readonly stamp: FileLook;
}

/**
 * Reads a file of at most `maxBytes` and makes sure it did not change while it was read (three tries).
 * @throws {Refusal} too_large, unreadable, permission_denied or vanished
 */
export async function readWhole(jail: Jail, relative: string, maxBytes: number): Promise<ReadFile> {
  for (let attempt = 1; ; attempt++) {
    const handle = await jail.openFile(relative);
    try {
      const before = await handle.stat({ bigint: true });
      if (before.size > BigInt(maxBytes)) throw tooLarge(before.size, maxBytes);
      const bytes = await readUpTo(handle, maxBytes);
      const after = await handle.stat({ bigint: true });
      if (after.mtimeNs === before.mtimeNs && after.size === BigInt(bytes.length))
        return { bytes, sha256: createHash('sha256').update(bytes).digest('hex'), stamp: after };
      if (attempt === TRIES) throw new Refusal('unreadable', 'it changed each time while it was read');
    } finally {
      await handle.close();
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

/** Reads at most the last `maxBytes` of a file. @throws {Refusal} */
export async function readTail(jail: Jail, relative: string, maxBytes: number): Promise<FileTail> {
  const handle = await jail.openFile(relative);
  try {
    const { size, mtime } = await handle.stat();
    const length = Math.min(size, maxBytes);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    return { bytes: buffer.subarray(0, bytesRead), modifiedAt: mtime, whole: length === size };
  } finally {
    await handle.close();
  }
}

export const tooLarge = (size: bigint | number, maxBytes: number): Refusal =>
  new Refusal('too_large', `it has ${size} bytes, more than the ${maxBytes} that are read`);

async function readUpTo(handle: FileHandle, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for (let total = 0; ;) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(CHUNK), 0, CHUNK, total);
    if (bytesRead === 0) return Buffer.concat(chunks, total);
    total += bytesRead;
    if (total > maxBytes) throw tooLarge(total, maxBytes);
    chunks.push(buffer.subarray(0, bytesRead));
  }
}
