import type { IncomingHttpHeaders } from 'node:http';
import { S3Error } from './s3-error.js';
import { STORED_HEADERS, type StoredObject } from './stored-object.js';

const META = 'x-amz-meta-';
const MAX_KEY_BYTES = 1_024;
const DEFAULT_TYPE = 'binary/octet-stream';

/** The headers and metadata with which an object is to be stored. */
export function attributesOf(headers: IncomingHttpHeaders): Pick<StoredObject, 'headers' | 'metadata'> {
  const stored = STORED_HEADERS.flatMap((name) => {
    const value = name === 'content-encoding' ? plainEncoding(headers[name]) : headers[name];
    return typeof value === 'string' && value !== '' ? [[name, value] as const] : [];
  });
  const metadata = Object.entries(headers)
    .filter(([name]) => name.startsWith(META))
    .map(([name, value]) => [name.slice(META.length), String(value)] as const);
  return {
    headers: { 'content-type': DEFAULT_TYPE, ...Object.fromEntries(stored) },
    metadata: Object.fromEntries(metadata),
  };
}

/** `aws-chunked` describes the transfer and is not part of the object. */
function plainEncoding(encoding: string | undefined): string | undefined {
  return encoding
    ?.split(',')
    .map((part) => part.trim())
    .filter((part) => part !== 'aws-chunked')
    .join(', ');
}

/** What GET and HEAD say of an object. */
export function describeObject(object: StoredObject): Record<string, string> {
  const metadata = Object.entries(object.metadata).map(([name, value]) => [`${META}${name}`, value]);
  return {
    ...object.headers,
    ...Object.fromEntries(metadata),
    etag: `"${object.etag}"`,
    'last-modified': new Date(object.modifiedAt).toUTCString(),
    'accept-ranges': 'bytes',
  };
}

export function checkObjectKey(key: string): void {
  if (Buffer.byteLength(key) > MAX_KEY_BYTES)
    throw new S3Error('KeyTooLongError', `A key has at most ${MAX_KEY_BYTES} bytes.`);
}
