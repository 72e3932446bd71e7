import { closeSync, createReadStream, rmSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { readRange, type ByteRange } from './byte-range.js';
import { checkReadConditions, checkWriteConditions } from './conditions.js';
import { attributesOf, checkObjectKey, describeObject } from './object-attributes.js';
import { receiveFile } from './received-body.js';
import { S3Error } from './s3-error.js';
import { quoted, type S3Exchange } from './s3-exchange.js';
import type { StoredObject } from './stored-object.js';

export async function putObject(exchange: S3Exchange): Promise<void> {
  const { key, request } = exchange;
  checkObjectKey(key);
  checkWriteConditions(request.headers, exchange.bucket().getObject(key)); // early: do not take a body in vain
  const file = exchange.disk.arrivingFile();
  try {
    const body = await receiveFile(request, exchange.proof, file);
    const bucket = exchange.bucket();
    checkWriteConditions(request.headers, bucket.getObject(key));
    const { size, checksum } = body;
    const etag = body.md5.toString('hex');
    bucket.putObject({ key, size, etag, checksum, ...attributesOf(request.headers) }, file);
    exchange.empty(200, { etag: quoted(etag), ...checksumHeader({ checksum }) });
  } finally {
    rmSync(file, { force: true });
  }
}

export async function getObject(exchange: S3Exchange): Promise<void> {
  const { object, range, headers } = prepareRead(exchange);
  const handle = exchange.bucket().open(object);
  exchange.response.writeHead(range === undefined ? 200 : 206, headers);
  if (object.size === 0) {
    closeSync(handle);
    exchange.response.end();
    return;
  }
  const stream = createReadStream('', { fd: handle, start: range?.first, end: range?.last });
  await pipeline(stream, exchange.response);
}

export function headObject(exchange: S3Exchange): void {
  const { range, headers } = prepareRead(exchange);
  exchange.empty(range === undefined ? 200 : 206, headers);
}

/** Deleting what is not there succeeds, as in S3. */
export function removeObject(exchange: S3Exchange): void {
  const bucket = exchange.bucket();
  if (exchange.header('if-match') !== undefined)
    checkWriteConditions(exchange.request.headers, bucket.getObject(exchange.key));
  bucket.removeObject(exchange.key);
  exchange.empty(204);
}

export function existingObject(exchange: S3Exchange): StoredObject {
  const object = exchange.bucket().getObject(exchange.key);
  if (object === undefined) throw new S3Error('NoSuchKey', 'The specified key does not exist.');
  return object;
}

function prepareRead(exchange: S3Exchange) {
  const object = existingObject(exchange);
  checkReadConditions(exchange.request.headers, object);
  const range = readRange(exchange.header('range'), object.size);
  const wantsChecksum =
    exchange.header('x-amz-checksum-mode')?.toUpperCase() === 'ENABLED' && range === undefined;
  const headers = {
    ...describeObject(object),
    ...overriddenHeaders(exchange),
    ...(wantsChecksum ? checksumHeader(object) : {}),
    ...lengthHeaders(object.size, range),
  };
  return { object, range, headers };
}

function lengthHeaders(size: number, range: ByteRange | undefined): Record<string, string> {
  if (range === undefined) return { 'content-length': String(size) };
  return {
    'content-length': String(range.last - range.first + 1),
    'content-range': `bytes ${range.first}-${range.last}/${size}`,
  };
}

/** A presigned address may say with which headers the object is to be served (a file name for a download). */
function overriddenHeaders(exchange: S3Exchange): Record<string, string> {
  const pairs = exchange.address.query.pairs.filter(([name]) => /^response-[a-z-]+$/.test(name));
  return Object.fromEntries(pairs.map(([name, value]) => [name.slice('response-'.length), value]));
}

function checksumHeader({ checksum }: Pick<StoredObject, 'checksum'>): Record<string, string> {
  if (checksum === undefined) return {};
  return { [`x-amz-checksum-${checksum.algorithm}`]: checksum.value, 'x-amz-checksum-type': 'FULL_OBJECT' };
}
