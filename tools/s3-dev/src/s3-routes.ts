import * as buckets from './bucket-handlers.js';
import { copyObject } from './copy-handler.js';
import * as listings from './listing-handlers.js';
import { removeObjects } from './multi-delete-handler.js';
import * as multipart from './multipart-handlers.js';
import * as objects from './object-handlers.js';
import { S3Error } from './s3-error.js';
import type { S3Exchange, S3Handler } from './s3-exchange.js';

/** Parameters that ask for something else than the object or the bucket itself, and that are not served here. */
const UNSERVED = [
  'accelerate acl analytics attributes cors encryption intelligent-tiering inventory legal-hold lifecycle logging',
  'metrics notification object-lock ownershipControls policy policyStatus publicAccessBlock replication',
  'requestPayment restore retention select tagging torrent versionId versions website',
]
  .join(' ')
  .split(' ');

/** Finds who answers a request. Throws NotImplemented or MethodNotAllowed. */
export function routeOf(exchange: S3Exchange): S3Handler {
  const asked = UNSERVED.find((name) => exchange.address.query.has(name));
  if (asked !== undefined)
    throw new S3Error('NotImplemented', `This development server does not know ?${asked}.`);
  const handler = handlerOf(exchange);
  if (handler === undefined)
    throw new S3Error('MethodNotAllowed', 'The specified method is not allowed against this resource.');
  return handler;
}

function handlerOf(exchange: S3Exchange): S3Handler | undefined {
  if (exchange.address.bucket === undefined)
    return exchange.request.method === 'GET' ? buckets.listBuckets : undefined;
  return exchange.address.key === undefined ? bucketHandler(exchange) : objectHandler(exchange);
}

function bucketHandler({ request, address: { query } }: S3Exchange): S3Handler | undefined {
  switch (request.method) {
    case 'GET':
      if (query.has('location')) return buckets.bucketLocation;
      if (query.has('versioning')) return buckets.bucketVersioning;
      if (query.has('uploads')) return multipart.listUploads;
      return query.get('list-type') === '2' ? listings.listObjectsV2 : listings.listObjectsV1;
    case 'HEAD':
      return buckets.headBucket;
    case 'PUT':
      return query.has('versioning') ? undefined : buckets.makeBucket;
    case 'DELETE':
      return buckets.removeBucket;
    case 'POST':
      return query.has('delete') ? removeObjects : undefined;
    default:
      return undefined;
  }
}

function objectHandler({ request, address: { query } }: S3Exchange): S3Handler | undefined {
  const isUpload = query.has('uploadId');
  switch (request.method) {
    case 'GET':
      return isUpload ? multipart.listParts : objects.getObject;
    case 'HEAD':
      return objects.headObject;
    case 'PUT':
      if (isUpload) return multipart.uploadPart;
      return request.headers['x-amz-copy-source'] === undefined ? objects.putObject : copyObject;
    case 'DELETE':
      return isUpload ? multipart.abortUpload : objects.removeObject;
    case 'POST':
      if (query.has('uploads')) return multipart.startUpload;
      return isUpload ? multipart.completeUpload : undefined;
    default:
      return undefined;
  }
}
