import { receiveText } from './received-body.js';
import type { S3Exchange } from './s3-exchange.js';

export function listBuckets(exchange: S3Exchange): void {
  exchange.xml('ListAllMyBucketsResult', [
    ['Owner', [['ID', 's3-dev']]],
    [
      'Buckets',
      exchange.disk.buckets().map((bucket) => [
        'Bucket',
        [
          ['Name', bucket.name],
          ['CreationDate', bucket.createdAt],
        ],
      ]),
    ],
  ]);
}

export async function makeBucket(exchange: S3Exchange): Promise<void> {
  await receiveText(exchange.request, exchange.proof); // the location constraint: there is one region only
  exchange.disk.make(exchange.bucketName);
  exchange.empty(200, { location: `/${exchange.bucketName}` });
}

export function headBucket(exchange: S3Exchange): void {
  exchange.bucket();
  exchange.empty(200, { 'x-amz-bucket-region': exchange.proof.scope.region });
}

export function removeBucket(exchange: S3Exchange): void {
  exchange.disk.removeFile(exchange.bucketName);
  exchange.empty(204);
}

export function bucketLocation(exchange: S3Exchange): void {
  exchange.bucket();
  exchange.xml('LocationConstraint', []);
}

/** There is no versioning; an empty answer is how S3 says so. */
export function bucketVersioning(exchange: S3Exchange): void {
  exchange.bucket();
  exchange.xml('VersioningConfiguration', []);
}
