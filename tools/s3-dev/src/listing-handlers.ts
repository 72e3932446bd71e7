import type { Bucket } from './bucket.js';
import { listKeys, type KeyListing } from './key-listing.js';
import { quoted, type S3Exchange } from './s3-exchange.js';
import { S3Error } from './s3-error.js';
import { uriEncode } from './signature.js';
import type { XmlChild } from './xml-writing.js';

const PAGE = 1_000;

/** ListObjects, the first version: pages by marker. */
export function listObjectsV1(exchange: S3Exchange): void {
  const marker = exchange.parameter('marker') ?? '';
  const { listing, common, encode } = listObjects(exchange, marker);
  exchange.xml('ListBucketResult', [
    ...common,
    ['Marker', encode(marker)],
    ['NextMarker', listing.next === undefined ? undefined : encode(listing.next)],
    ...contents(exchange.bucket(), listing, encode),
  ]);
}

/** ListObjectsV2: pages by an opaque token. */
export function listObjectsV2(exchange: S3Exchange): void {
  const token = exchange.parameter('continuation-token');
  const startAfter = exchange.parameter('start-after');
  const after = token === undefined ? (startAfter ?? '') : readToken(token);
  const { listing, common, encode } = listObjects(exchange, after);
  exchange.xml('ListBucketResult', [
    ...common,
    ['KeyCount', listing.keys.length + listing.commonPrefixes.length],
    ['ContinuationToken', token],
    ['NextContinuationToken', listing.next === undefined ? undefined : writeToken(listing.next)],
    ['StartAfter', startAfter === undefined ? undefined : encode(startAfter)],
    ...contents(exchange.bucket(), listing, encode),
  ]);
}

type Encoder = (text: string) => string;

function listObjects(exchange: S3Exchange, after: string) {
  const encoding = exchange.parameter('encoding-type');
  if (encoding !== undefined && encoding !== 'url')
    throw new S3Error('InvalidArgument', 'encoding-type can only be url.');
  const encode: Encoder =
    encoding === 'url' ? (text) => uriEncode(text).replaceAll('%2F', '/') : (text) => text;
  const [prefix, delimiter] = [exchange.parameter('prefix') ?? '', exchange.parameter('delimiter') ?? ''];
  const maxKeys = exchange.number('max-keys', PAGE, PAGE);
  const keys = exchange.bucket().keys();
  const listing: KeyListing =
    maxKeys === 0 ? { keys: [], commonPrefixes: [] } : listKeys(keys, { prefix, delimiter, after, maxKeys });
  const common: XmlChild[] = [
    ['Name', exchange.bucketName],
    ['Prefix', encode(prefix)],
    ['Delimiter', delimiter === '' ? undefined : encode(delimiter)],
    ['MaxKeys', maxKeys],
    ['EncodingType', encoding],
    ['IsTruncated', listing.next !== undefined],
  ];
  return { listing, common, encode };
}

function contents(bucket: Bucket, listing: KeyListing, encode: Encoder): XmlChild[] {
  const objects = listing.keys.map((key): XmlChild => {
    const object = bucket.getObject(key)!;
    return [
      'Contents',
      [
        ['Key', encode(key)],
        ['LastModified', object.modifiedAt],
        ['ETag', quoted(object.etag)],
        ['Size', object.size],
        ['StorageClass', 'STANDARD'],
      ],
    ];
  });
  const groups = listing.commonPrefixes.map((prefix): XmlChild => [
    'CommonPrefixes',
    [['Prefix', encode(prefix)]],
  ]);
  return [...objects, ...groups];
}

const writeToken = (last: string): string => Buffer.from(last).toString('base64url');
const readToken = (token: string): string => Buffer.from(token, 'base64url').toString('utf8');
