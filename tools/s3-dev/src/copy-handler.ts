import { createReadStream, createWriteStream, rmSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { checkCopyConditions, checkWriteConditions } from './conditions.js';
import { attributesOf, checkObjectKey } from './object-attributes.js';
import { S3Error } from './s3-error.js';
import { quoted, type S3Exchange } from './s3-exchange.js';
import type { StoredObject } from './stored-object.js';

/** CopyObject: the bytes of another object, with its metadata or with that of this request. */
export async function copyObject(exchange: S3Exchange): Promise<void> {
  const { key, request } = exchange;
  checkObjectKey(key);
  exchange.bucket();
  const [bucketName, sourceKey] = sourceOf(exchange.header('x-amz-copy-source') ?? '');
  const sourceBucket = exchange.disk.bucket(bucketName);
  const source = sourceBucket.getObject(sourceKey);
  if (source === undefined) throw new S3Error('NoSuchKey', 'The source of the copy does not exist.');
  checkCopyConditions(request.headers, source);
  const replaces = exchange.header('x-amz-metadata-directive')?.toUpperCase() === 'REPLACE';
  if (!replaces && bucketName === exchange.bucketName && sourceKey === key)
    throw new S3Error('InvalidRequest', 'An object can be copied onto itself only to replace its metadata.');
  const file = exchange.disk.arrivingFile();
  try {
    const from = createReadStream('', { fd: sourceBucket.open(source) });
    await pipeline(from, createWriteStream(file, { flags: 'wx', mode: 0o600 }));
    const bucket = exchange.bucket();
    checkWriteConditions(request.headers, bucket.getObject(key));
    const copy = bucket.putObject(
      copied(source, key, replaces ? attributesOf(request.headers) : source),
      file,
    );
    exchange.xml('CopyObjectResult', [
      ['LastModified', copy.modifiedAt],
      ['ETag', quoted(copy.etag)],
    ]);
  } finally {
    rmSync(file, { force: true });
  }
}

function copied(
  source: StoredObject,
  key: string,
  { headers, metadata }: Pick<StoredObject, 'headers' | 'metadata'>,
) {
  const { size, etag, checksum } = source;
  return { key, size, etag, checksum, headers, metadata };
}

function sourceOf(header: string): [bucket: string, key: string] {
  let text: string;
  try {
    text = decodeURIComponent(header.replace(/^\//, '').replace(/\?versionId=.*$/, ''));
  } catch {
    throw new S3Error('InvalidArgument', 'x-amz-copy-source is not valid percent-encoding.');
  }
  const slash = text.indexOf('/');
  if (slash < 1) throw new S3Error('InvalidArgument', 'x-amz-copy-source is not bucket/key.');
  return [text.slice(0, slash), text.slice(slash + 1)];
}
