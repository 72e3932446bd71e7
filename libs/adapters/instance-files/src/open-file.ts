import { closeSync, fstatSync, readSync, type BigIntStats } from 'node:fs';

/** A regular file held open for reading. The caller that opened it closes it. */
export class OpenFile {
  constructor(private readonly descriptor: number) {}

  /** Size and times as they are now. */
  statFile(): BigIntStats {
    return fstatSync(this.descriptor, { bigint: true });
  }

  /**
   * At most `length` bytes from `position` on; fewer only where the file ends.
   * @param length bytes
   */
  readBytes(position: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    let total = 0;
    while (total < length) {
      const read = readSync(this.descriptor, bytes, total, length - total, position + total);
      if (read === 0) break;
      total += read;
    }
    return bytes.subarray(0, total);
  }

  close(): void {
    closeSync(this.descriptor);
  }
}
