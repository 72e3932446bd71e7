import type { IncomingHttpHeaders } from 'node:http';
import type { S3Address } from './s3-address.js';
import { S3Error } from './s3-error.js';
import {
  ALGORITHM,
  canonicalRequest,
  sameSignature,
  signText,
  signingKey,
  stringToSign,
  type SigningScope,
} from './signature.js';

export interface S3Credentials {
  accessKey: string;
  secretKey: string;
}

export interface SignedRequest {
  method: string;
  address: S3Address;
  headers: IncomingHttpHeaders;
}

/** What the body's own checks need to know of the proven signature. */
export interface Authentication {
  /** Value of x-amz-content-sha256, or UNSIGNED-PAYLOAD for presigned addresses. */
  payload: string;
  signature: string;
  timestamp: string;
  scope: SigningScope;
  key: Buffer;
}

interface Claim {
  accessKey: string;
  scope: SigningScope;
  signedHeaders: string[];
  signature: string;
  timestamp: string;
  payload: string;
  expiresSeconds?: number;
}

const MAX_SKEW_MS = 15 * 60_000;
const WEEK_SECONDS = 604_800;

/** Proves who sent a request, by header or presigned address. Throws S3Error; nothing is answered without it. */
export function authenticate(request: SignedRequest, credentials: S3Credentials, now: Date): Authentication {
  const claim = readClaim(request);
  if (claim.accessKey !== credentials.accessKey)
    throw new S3Error('InvalidAccessKeyId', 'The access key you provided does not exist in our records.');
  checkTime(claim, now);
  checkSignedHeaders(claim, request.headers);
  const key = signingKey(credentials.secretKey, claim.scope);
  const canonical = canonicalRequest({
    ...request,
    signedHeaders: claim.signedHeaders,
    payloadHash: claim.payload,
  });
  const expected = signText(key, stringToSign(claim.timestamp, claim.scope, canonical));
  if (!sameSignature(expected, claim.signature))
    throw new S3Error('SignatureDoesNotMatch', 'The request signature we calculated does not match yours.');
  return { ...claim, key };
}

function readClaim({ address, headers }: SignedRequest): Claim {
  if (address.query.has('X-Amz-Signature')) return presignedClaim(address);
  const authorization = headers.authorization;
  if (authorization === undefined) throw new S3Error('AccessDenied', 'Anonymous access is not allowed.');
  if (!authorization.startsWith(`${ALGORITHM} `))
    throw new S3Error('InvalidRequest', `Only ${ALGORITHM} signatures are understood.`);
  const part = (name: string) => new RegExp(`[ ,]${name}=([^, ]+)`).exec(authorization)?.[1] ?? '';
  const payload = headers['x-amz-content-sha256'];
  if (typeof payload !== 'string')
    throw new S3Error('InvalidRequest', 'Missing required header x-amz-content-sha256.');
  const timestamp = headers['x-amz-date'];
  return {
    ...readCredential(part('Credential')),
    signedHeaders: part('SignedHeaders').split(';'),
    signature: part('Signature'),
    timestamp: typeof timestamp === 'string' ? timestamp : '',
    payload,
  };
}

function presignedClaim({ query }: S3Address): Claim {
  const text = (name: string) => query.get(name) ?? '';
  const expiresSeconds = Number(text('X-Amz-Expires'));
  if (text('X-Amz-Algorithm') !== ALGORITHM)
    throw new S3Error('InvalidRequest', `Only ${ALGORITHM} signatures are understood.`);
  if (!Number.isInteger(expiresSeconds) || expiresSeconds < 1 || expiresSeconds > WEEK_SECONDS)
    throw new S3Error('InvalidArgument', 'X-Amz-Expires must be between 1 second and a week.');
  return {
    ...readCredential(text('X-Amz-Credential')),
    signedHeaders: text('X-Amz-SignedHeaders').split(';'),
    signature: text('X-Amz-Signature'),
    timestamp: text('X-Amz-Date'),
    payload: query.get('X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD',
    expiresSeconds,
  };
}

function readCredential(credential: string): Pick<Claim, 'accessKey' | 'scope'> {
  const [accessKey, date, region, service, terminal] = credential.split('/');
  if (!accessKey || !date || !region || service !== 's3' || terminal !== 'aws4_request')
    throw new S3Error(
      'AuthorizationHeaderMalformed',
      'The credential is not key/date/region/s3/aws4_request.',
    );
  return { accessKey, scope: { date, region, service } };
}

function checkTime(claim: Claim, now: Date): void {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(claim.timestamp);
  if (match === null || !claim.timestamp.startsWith(claim.scope.date))
    throw new S3Error('AccessDenied', 'The request carries no valid date.');
  const [, year, month, day, hour, minute, second] = match.map(Number) as [number, ...number[]];
  const signedAt = Date.UTC(year!, month! - 1, day, hour, minute, second);
  const age = now.getTime() - signedAt;
  if (claim.expiresSeconds !== undefined && age > claim.expiresSeconds * 1_000)
    throw new S3Error('AccessDenied', 'Request has expired.');
  if (age < -MAX_SKEW_MS || (claim.expiresSeconds === undefined && age > MAX_SKEW_MS))
    throw new S3Error('RequestTimeTooSkewed', 'The clocks of client and server differ too much.');
}

/** A header that means something to S3 but is not signed could have been added by any program on the way. */
function checkSignedHeaders(claim: Claim, headers: IncomingHttpHeaders): void {
  const signed = new Set(claim.signedHeaders);
  const unsigned = Object.keys(headers).find((name) => name.startsWith('x-amz-') && !signed.has(name));
  if (!signed.has('host') || unsigned !== undefined)
    throw new S3Error('AccessDenied', `The header ${unsigned ?? 'host'} is not part of the signature.`);
}
