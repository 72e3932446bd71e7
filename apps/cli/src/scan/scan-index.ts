import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { sha256Hex, sha256OfParts } from '@archivesmp/digests';
import type { ScanTask } from './scan-task.js';

/**
 * What an earlier scan saw, in one file: a line of JSON that says where each slice's memory lies, then the memories.
 * It only saves work: a missing, damaged or outdated index costs time and nothing else. Plain data, so that threads can
 * share it.
 */
export interface ScanIndex {
  /** Slice -> offset and length in `body`. */
  readonly slices: Readonly<Record<string, readonly [number, number]>>;
  /** Over shared memory; empty when nothing is known. */
  readonly body: Uint8Array;
}

interface IndexHeader extends Pick<ScanIndex, 'slices'> {
  /** Everything besides files that findings depend on. */
  readonly fingerprint: string;
  /** Of the body: a damaged index must not hide a finding. */
  readonly sha256: string;
}

const MAGIC = 'asmp scan index 3 ';
const NOTHING: ScanIndex = { slices: {}, body: new Uint8Array() };

/** The index in a file, or an empty one when there is none that still applies. */
export function readIndex(file: string, fingerprint: string): ScanIndex {
  try {
    const bytes = readFileSync(file);
    const end = bytes.indexOf(0x0a);
    const line = bytes.toString('utf8', 0, end);
    if (!line.startsWith(MAGIC)) return NOTHING;
    const header = JSON.parse(line.slice(MAGIC.length)) as IndexHeader;
    const body = bytes.subarray(end + 1);
    if (header.fingerprint !== fingerprint || sha256OfParts([body]) !== header.sha256) return NOTHING;
    const shared = new Uint8Array(new SharedArrayBuffer(body.length));
    shared.set(body);
    return { slices: header.slices, body: shared };
  } catch {
    // The first scan with this index, or one that cannot be used
    return NOTHING;
  }
}

/** The memory of one slice, or undefined when the index does not have it. */
export function sliceOf(index: ScanIndex, slice: string): Uint8Array<ArrayBuffer> | undefined {
  if (!Object.hasOwn(index.slices, slice)) return undefined;
  const [offset, length] = index.slices[slice]!;
  const bytes = new Uint8Array(length);
  bytes.set(index.body.subarray(offset, offset + length));
  return bytes;
}

/**
 * Replaces the index in one step, so that a scan that is killed leaves the old one.
 * @throws when the file cannot be written
 */
export function writeIndex(file: string, fingerprint: string, slices: ReadonlyMap<string, Uint8Array>): void {
  const ranges = new Map<string, [number, number]>();
  let offset = 0;
  for (const [slice, bytes] of slices) {
    ranges.set(slice, [offset, bytes.length]);
    offset += bytes.length;
  }
  const body = [...slices.values()];
  const header: IndexHeader = {
    fingerprint,
    sha256: sha256OfParts(body),
    slices: Object.fromEntries(ranges),
  };
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    // Findings hold values of configuration files
    const bytes = Buffer.concat([Buffer.from(`${MAGIC}${JSON.stringify(header)}\n`), ...body]);
    writeFileSync(temporary, bytes, { mode: 0o600 });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`the index ${file} (--index) cannot be written (${code})`, { cause: error });
  }
}

/** Name of a slice within the index. What is extra depends on every file of the baseline, also of those in other slices. */
export function sliceName({ plugin, files, all }: ScanTask): string {
  return `${plugin} ${all ? sha256Hex(all.join('\0')) : (files[0] ?? '')}`;
}
