import { certificateFailure } from '@archivesmp/contracts/tls-trust';

const KEY = 'the server refuses our access key';
const OTHER_REGION = 'the server belongs to another region: set minio.region to the one that it names';
const NOT_FOUND = 'nothing answers there: compare minio.endpoint with host and port of the server';

/** What S3, or the way to it, says when a setting is wrong, by its code: what that means, and which setting it is. */
const REMEDIES: ReadonlyMap<string, string> = new Map([
  ['InvalidAccessKeyId', `${KEY}: it knows no such key; compare minio.access_key with the keys that it has`],
  [
    'SignatureDoesNotMatch',
    `${KEY}: minio.secret_key does not belong to it; compare both with what the server has`,
  ],
  [
    'AccessDenied',
    `${KEY} for this: give the key in minio.access_key all rights on the buckets that begin with minio.bucket_prefix, or set another prefix where a bucket of that name belongs to another account`,
  ],
  ['AllAccessDisabled', `${KEY}: the account of minio.access_key is closed there`],
  ['AuthorizationHeaderMalformed', OTHER_REGION],
  ['AuthorizationQueryParametersError', OTHER_REGION],
  ['InvalidRegion', OTHER_REGION],
  ['IllegalLocationConstraintException', OTHER_REGION],
  ['InvalidLocationConstraint', OTHER_REGION],
  ['PermanentRedirect', OTHER_REGION],
  [
    'NoSuchBucket',
    'the bucket does not exist: compare minio.bucket_prefix with how the names of the buckets begin there',
  ],
  [
    'InvalidBucketName',
    'the server takes no bucket of this name: set minio.bucket_prefix to lower-case letters, digits and -',
  ],
  ['ENOTFOUND', NOT_FOUND],
  ['ECONNREFUSED', NOT_FOUND],
  ['EHOSTUNREACH', NOT_FOUND],
  [
    'HTTP400',
    'it does not understand us: compare minio.endpoint and minio.secure with what the server listens on',
  ],
]);

/** Waiting does not help where these are wrong. */
const FINAL = new Set([
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'AllAccessDisabled',
  'AuthorizationHeaderMalformed',
  'AuthorizationQueryParametersError',
  'InvalidRegion',
  'InvalidBucketName',
]);

/** What to do about a failure that a setting causes, with its code; undefined for others. */
export function storageSettingsRemedy(error: unknown, code: string): string | undefined {
  const failure = certificateFailure(error);
  if (failure !== undefined) return `${failure} of minio`;
  const remedy = REMEDIES.get(code);
  return remedy === undefined ? undefined : `${remedy} (${code})`;
}

/** Whether it is of those that only another setting ends. */
export const isFinal = (code: string): boolean => FINAL.has(code);
