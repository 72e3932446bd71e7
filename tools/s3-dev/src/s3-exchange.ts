import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authentication } from './authentication.js';
import type { Bucket } from './bucket.js';
import type { S3Address } from './s3-address.js';
import type { S3Disk } from './s3-disk.js';
import { S3Error } from './s3-error.js';
import { xmlDocument, type XmlChild } from './xml-writing.js';

/** One authenticated request and its answer. */
export class S3Exchange {
  constructor(
    readonly request: IncomingMessage,
    readonly response: ServerResponse,
    readonly address: S3Address,
    readonly proof: Authentication,
    readonly disk: S3Disk,
  ) {}

  get bucketName(): string {
    return this.address.bucket ?? '';
  }

  get key(): string {
    return this.address.key ?? '';
  }

  bucket(): Bucket {
    return this.disk.bucket(this.bucketName);
  }

  header(name: string): string | undefined {
    return this.request.headers[name]?.toString();
  }

  parameter(name: string): string | undefined {
    return this.address.query.get(name);
  }

  /** A whole number from the query within its limits. */
  number(name: string, otherwise: number, max: number): number {
    const text = this.parameter(name);
    if (text === undefined) return otherwise;
    const value = Number(text);
    if (!/^\d+$/.test(text) || value > 2 ** 31)
      throw new S3Error('InvalidArgument', `${name} is not a whole number.`);
    return Math.min(value, max);
  }

  empty(status: number, headers: Record<string, string> = {}): void {
    this.response.writeHead(status, headers).end();
  }

  xml(root: string, children: readonly XmlChild[], headers: Record<string, string> = {}): void {
    const body = xmlDocument(root, children);
    this.response
      .writeHead(200, {
        'content-type': 'application/xml',
        'content-length': String(Buffer.byteLength(body)),
        ...headers,
      })
      .end(body);
  }
}

export type S3Handler = (exchange: S3Exchange) => void | Promise<void>;
export const quoted = (etag: string): string => `"${etag}"`;
