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

/** A bucket that belongs to one test (file) only, with the settings to reach it; on the server of the run unless another is given. */
export async function freshBucket(server: S3Settings = inject('services').s3): Promise<TestBucket> {
  const mark = randomBytes(6).toString('hex');
  const bucket = `test-${mark}`;
  const { endPoint, port, accessKey, secretKey, region } = server;
  await new Client({ endPoint, port, useSSL: server.secure, accessKey, secretKey, region }).makeBucket(
    bucket,
    region,
  );
  return { ...server, bucket, bucketPrefix: `t${mark}-` };
}
