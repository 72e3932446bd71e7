import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Bucket } from './bucket.js';
import { readJsonFile, writeJsonFile } from './json-file.js';
import { MultipartUploads } from './multipart-upload.js';
import { S3Error } from './s3-error.js';

const BUCKET_NAME = /^(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** Everything the server keeps, below one folder. */
export class S3Disk {
  readonly uploads: MultipartUploads;
  private readonly known = new Map<string, Bucket>();

  constructor(private readonly dir: string) {
    for (const folder of ['buckets', 'uploads'])
      mkdirSync(path.join(dir, folder), { recursive: true, mode: 0o700 });
    // Bodies that were still arriving when the server was killed.
    rmSync(path.join(dir, 'arriving'), { recursive: true, force: true });
    mkdirSync(path.join(dir, 'arriving'), { mode: 0o700 });
    this.uploads = new MultipartUploads(path.join(dir, 'uploads'));
    for (const name of readdirSync(path.join(dir, 'buckets'))) {
      const file = this.bucketFile(name);
      if (existsSync(file)) this.open(name, readJsonFile<{ createdAt: string }>(file).createdAt);
    }
  }

  buckets(): Bucket[] {
    return [...this.known.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  bucket(name: string): Bucket {
    const bucket = this.known.get(name);
    if (bucket === undefined) throw new S3Error('NoSuchBucket', 'The specified bucket does not exist.');
    return bucket;
  }

  make(name: string): void {
    if (!BUCKET_NAME.test(name) || name.includes('..'))
      throw new S3Error(
        'InvalidBucketName',
        'A bucket name has 3 to 63 lower-case letters, digits, dots, hyphens.',
      );
    if (this.known.has(name)) throw new S3Error('BucketAlreadyOwnedByYou', 'You own this bucket already.');
    const createdAt = new Date().toISOString();
    writeJsonFile(this.bucketFile(name), { createdAt });
    this.open(name, createdAt);
  }

  removeFile(name: string): void {
    if (this.bucket(name).size > 0) throw new S3Error('BucketNotEmpty', 'The bucket is not empty.');
    rmSync(path.join(this.dir, 'buckets', name), { recursive: true, force: true });
    this.known.delete(name);
    for (const upload of this.uploads.ofBucket(name)) this.uploads.removeUpload(upload);
  }

  /** A file name for a body that is about to arrive, on the same disk so that it can be renamed into place. */
  arrivingFile(): string {
    return path.join(this.dir, 'arriving', randomUUID());
  }

  private open(name: string, createdAt: string): void {
    this.known.set(name, new Bucket(name, createdAt, path.join(this.dir, 'buckets', name)));
  }

  private bucketFile(name: string): string {
    return path.join(this.dir, 'buckets', name, 'bucket.json');
  }
}
