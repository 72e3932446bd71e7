import type { FileStamp } from './file-stamp.js';
import { NO_STAMP, STAMP_NUMBERS } from './file-stamp.js';

/** How a file compared, as one byte. */
export const STANDINGS = ['unknown', 'equal', 'cosmetic', 'differing', 'unreadable'] as const;
export type Standing = (typeof STANDINGS)[number];

/** What the content of a file led to; only kept where there is something to keep. */
export interface Remark<T> {
  readonly instance: number;
  readonly file: number;
  readonly what: T;
}

interface SliceFacts<T> {
  readonly files: readonly string[];
  readonly instances: readonly string[];
  readonly remarks: readonly Remark<T>[];
}

/**
 * What a scan saw of one slice: a stamp and a standing per instance and file, and remarks. Row 0 is the baseline.
 * Kept as plain numbers so that fifty thousand files load in a millisecond.
 */
export class SliceMemory<T> {
  private readonly fileAt: ReadonlyMap<string, number>;
  private readonly rowAt: ReadonlyMap<string, number>;
  private readonly remarkAt = new Map<number, T>();

  private constructor(
    private readonly facts: SliceFacts<T>,
    private readonly stamps: Float64Array,
    private readonly standings: Uint8Array,
  ) {
    this.fileAt = new Map(facts.files.map((file, at) => [file, at]));
    this.rowAt = new Map(facts.instances.map((instance, at) => [instance, at + 1]));
    for (const { instance, file, what } of facts.remarks) this.remarkAt.set(this.cell(instance, file), what);
  }

  static empty<T>(files: readonly string[], instances: readonly string[]): SliceMemory<T> {
    const cells = files.length * (instances.length + 1);
    const stamps = new Float64Array(cells * STAMP_NUMBERS).fill(Number.NaN);
    return new SliceMemory({ files, instances, remarks: [] }, stamps, new Uint8Array(cells));
  }

  /** @throws when the bytes are not what `toBytes` wrote */
  static fromBytes<T>(bytes: Uint8Array): SliceMemory<T> {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const jsonLength = view.getUint32(0, true);
    const facts = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + jsonLength))) as SliceFacts<T>;
    const cells = facts.files.length * (facts.instances.length + 1);
    const stampBytes = cells * STAMP_NUMBERS * 8;
    if (bytes.length !== 4 + jsonLength + stampBytes + cells)
      throw new Error('a part of the index is damaged');
    // copied: the numbers must start at a multiple of 8
    const rest = bytes.slice(4 + jsonLength);
    return new SliceMemory(
      facts,
      new Float64Array(rest.buffer, 0, cells * STAMP_NUMBERS),
      rest.subarray(stampBytes),
    );
  }

  toBytes(): Uint8Array<ArrayBuffer> {
    const remarks: Remark<T>[] = [];
    for (const [cell, what] of this.remarkAt) {
      const row = Math.floor(cell / this.facts.files.length);
      remarks.push({ instance: row, file: cell % this.facts.files.length, what });
    }
    const json = new TextEncoder().encode(JSON.stringify({ ...this.facts, remarks }));
    const stamps = new Uint8Array(this.stamps.buffer, this.stamps.byteOffset, this.stamps.byteLength);
    const bytes = new Uint8Array(4 + json.length + stamps.length + this.standings.length);
    new DataView(bytes.buffer).setUint32(0, json.length, true);
    bytes.set(json, 4);
    bytes.set(stamps, 4 + json.length);
    bytes.set(this.standings, 4 + json.length + stamps.length);
    return bytes;
  }

  /** Same files and instances in the same order: numbers may be used for both memories. */
  hasShapeOf(files: readonly string[], instances: readonly string[]): boolean {
    return sameTexts(this.facts.files, files) && sameTexts(this.facts.instances, instances);
  }

  fileNumber(file: string): number | undefined {
    return this.fileAt.get(file);
  }

  /** Row of an instance; the baseline has row 0. */
  rowOf(instance: string): number | undefined {
    return this.rowAt.get(instance);
  }

  isUnchanged(row: number, file: number, stamp: FileStamp): boolean {
    const at = this.cell(row, file) * STAMP_NUMBERS;
    return (
      this.stamps[at] === stamp.size &&
      this.stamps[at + 1] === stamp.mtimeMs &&
      this.stamps[at + 2] === stamp.ctimeMs
    );
  }

  standing(row: number, file: number): Standing {
    return STANDINGS[this.standings[this.cell(row, file)]!] ?? 'unknown';
  }

  remark(row: number, file: number): T | undefined {
    return this.remarkAt.get(this.cell(row, file));
  }

  record(row: number, file: number, stamp: FileStamp | undefined, standing: Standing, remark?: T): void {
    const cell = this.cell(row, file);
    const { size, mtimeMs, ctimeMs } = stamp ?? NO_STAMP;
    this.stamps[cell * STAMP_NUMBERS] = size;
    this.stamps[cell * STAMP_NUMBERS + 1] = mtimeMs;
    this.stamps[cell * STAMP_NUMBERS + 2] = ctimeMs;
    this.standings[cell] = STANDINGS.indexOf(standing);
    if (remark !== undefined) this.remarkAt.set(cell, remark);
  }

  private cell(row: number, file: number): number {
    return row * this.facts.files.length + file;
  }
}

function sameTexts(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((text, at) => text === right[at]);
}
