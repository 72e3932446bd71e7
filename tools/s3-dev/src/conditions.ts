import type { IncomingHttpHeaders } from 'node:http';
import { S3Error } from './s3-error.js';
import type { StoredObject } from './stored-object.js';

/** If-Match and If-None-Match of a write. Throws PreconditionFailed, or NoSuchKey as S3 does for If-Match on nothing. */
export function checkWriteConditions(headers: IncomingHttpHeaders, existing: StoredObject | undefined): void {
  const [ifMatch, ifNoneMatch] = [headers['if-match'], headers['if-none-match']];
  if (ifMatch !== undefined) {
    if (existing === undefined) throw new S3Error('NoSuchKey', 'The specified key does not exist.');
    if (!matches(ifMatch, existing)) throw failed();
  }
  if (ifNoneMatch === undefined) return;
  if (ifNoneMatch.trim() !== '*')
    throw new S3Error('NotImplemented', 'A write understands If-None-Match with * only.');
  if (existing !== undefined) throw failed();
}

/** The four conditions of a read, in the order of RFC 9110. Throws PreconditionFailed or NotModified. */
export function checkReadConditions(headers: IncomingHttpHeaders, object: StoredObject): void {
  const modified = Math.floor(Date.parse(object.modifiedAt) / 1_000) * 1_000;
  if (headers['if-match'] !== undefined) {
    if (!matches(headers['if-match'], object)) throw failed();
  } else if (modified > time(headers['if-unmodified-since'], Infinity)) throw failed();
  if (headers['if-none-match'] !== undefined) {
    if (matches(headers['if-none-match'], object)) throw notModified();
  } else if (modified <= time(headers['if-modified-since'], -Infinity)) throw notModified();
}

/** The same conditions on the source of a copy; there "not modified" is a failed precondition as well. */
export function checkCopyConditions(headers: IncomingHttpHeaders, source: StoredObject): void {
  const prefix = 'x-amz-copy-source-';
  const renamed = Object.entries(headers)
    .filter(([name]) => name.startsWith(`${prefix}if-`))
    .map(([name, value]) => [name.slice(prefix.length), value]);
  try {
    checkReadConditions(Object.fromEntries(renamed) as IncomingHttpHeaders, source);
  } catch (error) {
    throw error instanceof S3Error && error.code === 'NotModified' ? failed() : error;
  }
}

function matches(header: string, object: StoredObject): boolean {
  if (header.trim() === '*') return true;
  return header.split(',').some((tag) => tag.trim().replace(/^W\//, '').replaceAll('"', '') === object.etag);
}

function time(header: string | undefined, otherwise: number): number {
  const parsed = header === undefined ? NaN : Date.parse(header);
  return Number.isNaN(parsed) ? otherwise : parsed;
}

const failed = () => new S3Error('PreconditionFailed', 'At least one of the preconditions did not hold.');
const notModified = () => new S3Error('NotModified', 'Not modified.');
