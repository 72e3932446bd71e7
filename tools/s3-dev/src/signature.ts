import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { S3Address } from './s3-address.js';

/** AWS Signature Version 4: the pure computation, as published by AWS. */
export const ALGORITHM = 'AWS4-HMAC-SHA256';

export const payloadHash = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();

/** Everything but the unreserved characters as %XX, upper case. */
export function uriEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

export interface SigningScope {
  date: string;
  region: string;
  service: string;
}

export const scopeText = (scope: SigningScope): string =>
  `${scope.date}/${scope.region}/${scope.service}/aws4_request`;

export function signingKey(secret: string, scope: SigningScope): Buffer {
  return hmac(hmac(hmac(hmac(`AWS4${secret}`, scope.date), scope.region), scope.service), 'aws4_request');
}

export const signText = (key: Buffer, text: string): string => hmac(key, text).toString('hex');

export interface CanonicalParts {
  method: string;
  address: S3Address;
  headers: IncomingHttpHeaders;
  signedHeaders: readonly string[];
  payloadHash: string;
}

/** The request as one text that both sides can compute. `X-Amz-Signature` itself is never part of it. */
export function canonicalRequest(parts: CanonicalParts): string {
  const path = parts.address.rawPath.split('/').map(reencode).join('/');
  const query = parts.address.query.pairs
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [uriEncode(name), uriEncode(value)] as const)
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const headers = parts.signedHeaders.map((name) => `${name}:${headerText(parts.headers[name])}\n`).join('');
  return [parts.method, path, query, headers, parts.signedHeaders.join(';'), parts.payloadHash].join('\n');
}

export function stringToSign(timestamp: string, scope: SigningScope, canonical: string): string {
  return [ALGORITHM, timestamp, scopeText(scope), payloadHash(canonical)].join('\n');
}

/** Compares two signatures in a time that does not depend on where they differ. */
export function sameSignature(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

const reencode = (segment: string): string => uriEncode(decodeURIComponent(segment));
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function headerText(value: string | string[] | undefined): string {
  return [value ?? ''].flat().join(',').trim().replace(/ +/g, ' ');
}
