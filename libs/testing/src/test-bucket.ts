import { randomBytes } from 'node:crypto';
import type { S3Settings } from '@archivesmp/private-services';
import { Client } from 'minio';
import { inject } from 'vitest';
import './global-setup.js';

export interface TestBucket extends S3Settings {
  /** An empty bucket, already made. */
  bucket: string;
  /** Put before the product's own bucket names, so that two tests never meet in `configs`. */
  bucketPrefix: string;
}

/** The client of the vendor, which knows nothing of ours: for what others do to a bucket. */
export const vendorClient = ({ endPoint, port, accessKey, secretKey, region, secure }: S3Settings): Client =>
  new Client({ endPoint, port, useSSL: secure, accessKey, secretKey, region });

/** A bucket that belongs to one test (file) only, with the settings to reach it; on the server of the run unless another is given. */
export async function freshBucket(server: S3Settings = inject('services').s3): Promise<TestBucket> {
  const mark = randomBytes(6).toString('hex');
  const bucket = `test-${mark}`;
  await vendorClient(server).makeBucket(bucket, server.region);
  return { ...server, bucket, bucketPrefix: `t${mark}-` };
}
