import { rmSync } from 'node:fs';
import { checkWriteConditions } from './conditions.js';
import type { MultipartUpload, NamedPart } from './multipart-upload.js';
import { attributesOf, checkObjectKey } from './object-attributes.js';
import { receiveFile, receiveText } from './received-body.js';
import { S3Error } from './s3-error.js';
import { quoted, type S3Exchange } from './s3-exchange.js';
import { childText, readXml } from './xml-reading.js';
import type { XmlChild } from './xml-writing.js';

const PAGE = 1_000;

export async function startUpload(exchange: S3Exchange): Promise<void> {
  checkObjectKey(exchange.key);
  exchange.bucket();
  await receiveText(exchange.request, exchange.proof);
  const upload = exchange.disk.uploads.startUpload({
    bucket: exchange.bucketName,
    key: exchange.key,
    ...attributesOf(exchange.request.headers),
  });
  exchange.xml('InitiateMultipartUploadResult', [...names(exchange), ['UploadId', upload.id]]);
}

export async function uploadPart(exchange: S3Exchange): Promise<void> {
  if (exchange.header('x-amz-copy-source') !== undefined)
    throw new S3Error('NotImplemented', 'A part can be uploaded, not copied.');
  namedUpload(exchange);
  const number = Number(exchange.parameter('partNumber'));
  const file = exchange.disk.arrivingFile();
  try {
    const body = await receiveFile(exchange.request, exchange.proof, file);
    const part = exchange.disk.uploads.addPart(namedUpload(exchange), number, body, file);
    const { checksum } = body;
    const proof = checksum && { [`x-amz-checksum-${checksum.algorithm}`]: checksum.value };
    exchange.empty(200, { etag: quoted(part.etag), ...proof });
  } finally {
    rmSync(file, { force: true });
  }
}

export async function completeUpload(exchange: S3Exchange): Promise<void> {
  const upload = namedUpload(exchange);
  const parts = readParts(await receiveText(exchange.request, exchange.proof));
  const file = exchange.disk.arrivingFile();
  try {
    const joined = await exchange.disk.uploads.join(upload, parts, file);
    const bucket = exchange.bucket();
    namedUpload(exchange); // another request may have finished or aborted it meanwhile
    checkWriteConditions(exchange.request.headers, bucket.getObject(upload.key));
    const { key, headers, metadata } = upload;
    bucket.putObject({ key, headers, metadata, ...joined }, file);
    exchange.disk.uploads.removeUpload(upload);
    exchange.xml('CompleteMultipartUploadResult', [
      ['Location', exchange.address.rawPath],
      ...names(exchange),
      ['ETag', quoted(joined.etag)],
    ]);
  } finally {
    rmSync(file, { force: true });
  }
}

export function abortUpload(exchange: S3Exchange): void {
  exchange.disk.uploads.removeUpload(namedUpload(exchange));
  exchange.empty(204);
}

export function listParts(exchange: S3Exchange): void {
  const upload = namedUpload(exchange);
  const after = exchange.number('part-number-marker', 0, 10_000);
  const max = exchange.number('max-parts', PAGE, PAGE);
  const rest = exchange.disk.uploads.parts(upload).filter((part) => part.number > after);
  const page = rest.slice(0, max);
  exchange.xml('ListPartsResult', [
    ...names(exchange),
    ['UploadId', upload.id],
    ['PartNumberMarker', after],
    ['NextPartNumberMarker', page.at(-1)?.number ?? after],
    ['MaxParts', max],
    ['IsTruncated', rest.length > page.length],
    ...page.map((part): XmlChild => [
      'Part',
      [
        ['PartNumber', part.number],
        ['LastModified', part.modifiedAt],
        ['ETag', quoted(part.etag)],
        ['Size', part.size],
      ],
    ]),
  ]);
}

/** All unfinished uploads of a bucket in one page: there are never many. */
export function listUploads(exchange: S3Exchange): void {
  exchange.bucket();
  const prefix = exchange.parameter('prefix') ?? '';
  const uploads = exchange.disk.uploads
    .ofBucket(exchange.bucketName)
    .filter((upload) => upload.key.startsWith(prefix))
    .sort((a, b) => (a.key === b.key ? (a.startedAt < b.startedAt ? -1 : 1) : a.key < b.key ? -1 : 1));
  exchange.xml('ListMultipartUploadsResult', [
    ['Bucket', exchange.bucketName],
    ['Prefix', prefix],
    ['MaxUploads', uploads.length],
    ['IsTruncated', false],
    ...uploads.map((upload): XmlChild => [
      'Upload',
      [
        ['Key', upload.key],
        ['UploadId', upload.id],
        ['Initiated', upload.startedAt],
        ['StorageClass', 'STANDARD'],
      ],
    ]),
  ]);
}

function namedUpload(exchange: S3Exchange): MultipartUpload {
  exchange.bucket();
  return exchange.disk.uploads.getUpload(
    exchange.bucketName,
    exchange.key,
    exchange.parameter('uploadId') ?? '',
  );
}

function readParts(source: string): NamedPart[] {
  const document = readXml(source);
  return document.children
    .filter((child) => child.name === 'Part')
    .map((child) => ({
      number: Number(childText(child, 'PartNumber')),
      etag: childText(child, 'ETag') ?? '',
    }));
}

const names = (exchange: S3Exchange): XmlChild[] => [
  ['Bucket', exchange.bucketName],
  ['Key', exchange.key],
];
