import type { CountedAs } from '@archivesmp/drift';
import type { RememberedStamp } from './file-stamp.js';
import { NO_STAMP, STAMP_NUMBERS } from './file-stamp.js';

/** How a file compared, as one byte. `unknown`: it is not there. */
export const FILE_STATUSES = [
  'unknown',
  'equal',
  'cosmetic',
  'differing',
  'unreadable',
  'notUnderstood',
  'partlyJudged',
  'unsettled',
  'skipped',
] as const satisfies readonly ('unknown' | CountedAs | 'skipped')[];
/** How a file of an instance compared. */
export type ScannedFileStatus = (typeof FILE_STATUSES)[number];

/** Number of the row that belongs to the baseline. */
export const BASELINE_ROW = 0;

/** What the content of a file led to; only kept where there is something to keep. */
interface LocatedRemark<T> {
  readonly row: number;
  readonly file: number;
  readonly what: T;
}

interface SliceFacts<T> {
  readonly files: readonly string[];
  readonly rows: number;
  readonly remarks: readonly LocatedRemark<T>[];
}

/**
 * What a scan saw of one slice: a stamp and a status per file and row, and remarks. Row 0 is the baseline, the others
 * are the instances in their order. Kept as plain numbers so that fifty thousand files load in a millisecond.
 */
export class SliceMemory<T> {
  /** Whether anything was recorded since it was loaded. */
  isDirty = false;
  private readonly remarks = new Map<number, T>();

  private constructor(
    private readonly facts: SliceFacts<T>,
    private readonly stamps: Float64Array,
    private readonly fileStatuses: Uint8Array,
  ) {
    for (const { row, file, what } of facts.remarks) this.remarks.set(this.cell(row, file), what);
  }

  static empty<T>(files: readonly string[], instances: number): SliceMemory<T> {
    const cells = files.length * (instances + 1);
    const stamps = new Float64Array(cells * STAMP_NUMBERS).fill(Number.NaN);
    const memory = new SliceMemory<T>(
      { files, rows: instances + 1, remarks: [] },
      stamps,
      new Uint8Array(cells),
    );
    memory.isDirty = true;
    return memory;
  }

  /** @throws when the bytes are not what `toBytes` wrote */
  static fromBytes<T>(bytes: Uint8Array): SliceMemory<T> {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const jsonLength = view.getUint32(0, true);
    const facts = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + jsonLength))) as SliceFacts<T>;
    const cells = facts.files.length * facts.rows;
    const stampBytes = cells * STAMP_NUMBERS * 8;
    if (bytes.length !== 4 + jsonLength + stampBytes + cells)
      throw new Error('a part of the index is damaged');
    // copied: the numbers must start at a multiple of 8
    const rest = bytes.slice(4 + jsonLength);
    const stamps = new Float64Array(rest.buffer, 0, cells * STAMP_NUMBERS);
    return new SliceMemory(facts, stamps, rest.subarray(stampBytes));
  }

  toBytes(): Uint8Array<ArrayBuffer> {
    const width = this.facts.files.length;
    const remarks = [...this.remarks].map(([cell, what]): LocatedRemark<T> => {
      return { row: Math.floor(cell / width), file: cell % width, what };
    });
    const json = new TextEncoder().encode(JSON.stringify({ ...this.facts, remarks }));
    const stamps = new Uint8Array(this.stamps.buffer, this.stamps.byteOffset, this.stamps.byteLength);
    const bytes = new Uint8Array(4 + json.length + stamps.length + this.fileStatuses.length);
    new DataView(bytes.buffer).setUint32(0, json.length, true);
    bytes.set(json, 4);
    bytes.set(stamps, 4 + json.length);
    bytes.set(this.fileStatuses, 4 + json.length + stamps.length);
    return bytes;
  }

  /** Same files in the same order and as many instances: numbers mean the same. */
  hasFiles(files: readonly string[], instances: number): boolean {
    const known = this.facts.files;
    return (
      this.facts.rows === instances + 1 &&
      known.length === files.length &&
      known.every((file, index) => file === files[index])
    );
  }

  /** Names of the columns. */
  get files(): readonly string[] {
    return this.facts.files;
  }

  isUnchanged(row: number, file: number, stamp: RememberedStamp): boolean {
    const index = this.cell(row, file) * STAMP_NUMBERS;
    return (
      this.stamps[index] === stamp.size &&
      this.stamps[index + 1] === stamp.mtimeMs &&
      this.stamps[index + 2] === stamp.ctimeMs
    );
  }

  fileStatus(row: number, file: number): ScannedFileStatus {
    return FILE_STATUSES[this.fileStatuses[this.cell(row, file)]!] ?? 'unknown';
  }

  /** undefined: the file is not there, or nothing is known about it. */
  stampAt(row: number, file: number): RememberedStamp | undefined {
    const index = this.cell(row, file) * STAMP_NUMBERS;
    const size = this.stamps[index]!;
    if (Number.isNaN(size)) return undefined;
    return { size, mtimeMs: this.stamps[index + 1]!, ctimeMs: this.stamps[index + 2]! };
  }

  remark(row: number, file: number): T | undefined {
    return this.remarks.get(this.cell(row, file));
  }

  /** @param stamp undefined: the file is not there, or its stamp is not to be trusted */
  recordFile(
    row: number,
    file: number,
    stamp: RememberedStamp | undefined,
    status: ScannedFileStatus,
    remark?: T,
  ): void {
    const cell = this.cell(row, file);
    const { size, mtimeMs, ctimeMs } = stamp ?? NO_STAMP;
    this.stamps[cell * STAMP_NUMBERS] = size;
    this.stamps[cell * STAMP_NUMBERS + 1] = mtimeMs;
    this.stamps[cell * STAMP_NUMBERS + 2] = ctimeMs;
    this.fileStatuses[cell] = FILE_STATUSES.indexOf(status);
    if (remark === undefined) this.remarks.delete(cell);
    else this.remarks.set(cell, remark);
    this.isDirty = true;
  }

  private cell(row: number, file: number): number {
    return row * this.facts.files.length + file;
  }
}
