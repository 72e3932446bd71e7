import {
  closeSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { ScanContext } from './scan-context.js';
import type { ScanTask } from './scan-task.js';

/**
 * What an earlier scan saw, in one file: a line of JSON that says where each slice's memory lies, then the memories.
 * It only saves work; a missing, damaged or outdated index costs time and nothing else.
 */
export interface IndexHeader {
  /** Everything besides files that findings depend on. */
  readonly fingerprint: string;
  /** Slice -> offset and length, counted from the end of the header's line. */
  readonly slices: Readonly<Record<string, readonly [number, number]>>;
  readonly start: number;
}

const MAGIC = 'asmp scan index 1';
const MAX_HEADER = 16 * 1024 * 1024;

/** The header of an index that still applies, or undefined. */
export function openIndex(file: string, fingerprint: string): IndexHeader | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch {
    // because: the first scan with this index
    return undefined;
  }
  try {
    const buffer = Buffer.alloc(256 * 1024);
    let text = '';
    for (let at = 0; at < MAX_HEADER && !text.includes('\n');) {
      const got = readSync(descriptor, buffer, 0, buffer.length, at);
      if (got === 0) return undefined;
      text += buffer.toString('latin1', 0, got);
      at += got;
    }
    const line = text.slice(0, text.indexOf('\n'));
    if (!line.startsWith(MAGIC)) return undefined;
    const header = JSON.parse(line.slice(MAGIC.length)) as Omit<IndexHeader, 'start'>;
    return header.fingerprint === fingerprint ? { ...header, start: line.length + 1 } : undefined;
  } catch {
    // because: a damaged index is as good as none
    return undefined;
  } finally {
    closeSync(descriptor);
  }
}

/** The bytes of one slice's memory, or undefined when the index does not have it. */
export function readSlice(file: string, header: IndexHeader, slice: string): Uint8Array | undefined {
  const place = header.slices[slice];
  if (place === undefined) return undefined;
  const [offset, length] = place;
  const bytes = new Uint8Array(length);
  const descriptor = openSync(file, 'r');
  try {
    return readSync(descriptor, bytes, 0, length, header.start + offset) === length ? bytes : undefined;
  } finally {
    closeSync(descriptor);
  }
}

/** Replaces the index in one step, so that a scan that is killed leaves the old one. */
export function writeIndex(file: string, fingerprint: string, slices: ReadonlyMap<string, Uint8Array>): void {
  const places: Record<string, [number, number]> = {};
  let offset = 0;
  for (const [slice, bytes] of slices) {
    places[slice] = [offset, bytes.length];
    offset += bytes.length;
  }
  const header = Buffer.from(`${MAGIC}${asciiJson({ fingerprint, slices: places })}\n`, 'latin1');
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, Buffer.concat([header, ...slices.values()]), { mode: 0o600 });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`the index ${file} cannot be written (${code})`, { cause: error });
  }
}

/** Names of plugins may hold any character; the header is read byte by byte. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^ -~]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Name of a slice within the index. */
export function sliceName({ mode, plugin, files }: ScanTask): string {
  return `${mode} ${plugin} ${files[0] ?? ''}`;
}

/** Changes when findings might, although no file did: other deviations, other expiries, another build of the engines. */
export function fingerprintOf(context: ScanContext): string {
  const hash = createHash('sha256');
  hash.update(MAGIC).update(context.setup.deviations ?? '');
  const now = Date.parse(context.setup.now);
  const expired = context.document.deviations.map(({ expires }) =>
    expires && Date.parse(expires) <= now ? '1' : '0',
  );
  hash.update(expired.join(''));
  for (const engine of ['config-text', 'baseline', 'drift']) hash.update(buildOf(`@archivesmp/${engine}`));
  return hash.digest('hex');
}

/** When a library was built: its build record, or its version where there is none. */
function buildOf(library: string): string {
  const entry = import.meta.resolve(library);
  try {
    return String(statSync(fileURLToPath(new URL('./.tsbuildinfo', entry))).mtimeMs);
  } catch {
    // because: an installed package has no build record
    return readFileSync(fileURLToPath(new URL('../package.json', entry)), 'utf8');
  }
}
