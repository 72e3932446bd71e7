import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { Client } from 'minio';
import { startS3Dev, type S3DevServer } from '../src/s3-server.js';

export const ACCOUNT = { accessKey: 'asmp-test', secretKey: 'not-a-real-secret' };

/** A server on a free port with a folder of its own, and both clients that prove it. */
export class ScratchServer {
  readonly dir = mkdtempSync(path.join(os.tmpdir(), 's3-dev-'));
  server!: S3DevServer;

  async start(): Promise<this> {
    this.server = await startS3Dev({ dir: this.dir, ...ACCOUNT, port: this.server?.port });
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${this.server.port}`;
  }

  minio(account = ACCOUNT): Client {
    return new Client({
      endPoint: '127.0.0.1',
      port: this.server.port,
      useSSL: false,
      transportAgent: new Agent(),
      ...account,
    });
  }

  aws(account = ACCOUNT): S3Client {
    return new S3Client({
      endpoint: this.url,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId: account.accessKey, secretAccessKey: account.secretKey },
    });
  }

  async end(): Promise<void> {
    await this.server.close();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

export async function bodyBytesOf(stream: AsyncIterable<Buffer | Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}
