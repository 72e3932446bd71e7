import { createHash, randomUUID } from 'node:crypto';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ReceivedBody } from './received-body.js';
import { readJsonFile, writeJsonFile } from './json-file.js';
import { S3Error } from './s3-error.js';
import type { StoredObject } from './stored-object.js';

export interface UploadedPart {
  number: number;
  etag: string;
  size: number;
  modifiedAt: string;
}

export interface MultipartUpload extends Pick<StoredObject, 'key' | 'headers' | 'metadata'> {
  id: string;
  bucket: string;
  startedAt: string;
}

export interface NamedPart {
  number: number;
  etag: string;
}

const MAX_PARTS = 10_000;
/** All parts but the last must have this many bytes. */
const MIN_PART = 5 * 1024 * 1024;

/** Unfinished multipart uploads on disk: `uploads/<id>/upload.json`, and `<number>.json` + `<number>.part` a part. */
export class MultipartUploads {
  constructor(private readonly dir: string) {
    mkdirSync(dir, { recursive: true });
  }

  startUpload(upload: Omit<MultipartUpload, 'id' | 'startedAt'>): MultipartUpload {
    const started = { ...upload, id: randomUUID(), startedAt: new Date().toISOString() };
    writeJsonFile(path.join(this.dir, started.id, 'upload.json'), started);
    return started;
  }

  /** Throws NoSuchUpload, also for an id of another object. */
  getUpload(bucket: string, key: string, id: string): MultipartUpload {
    const file = path.join(this.dir, id, 'upload.json');
    const upload =
      /^[0-9a-f-]{36}$/.test(id) && existsSync(file) ? readJsonFile<MultipartUpload>(file) : undefined;
    if (upload?.bucket !== bucket || upload.key !== key)
      throw new S3Error(
        'NoSuchUpload',
        'This multipart upload does not exist; it may be finished or aborted.',
      );
    return upload;
  }

  ofBucket(bucket: string): MultipartUpload[] {
    return readdirSync(this.dir)
      .map((id) => path.join(this.dir, id, 'upload.json'))
      .filter((file) => existsSync(file))
      .map((file) => readJsonFile<MultipartUpload>(file))
      .filter((upload) => upload.bucket === bucket);
  }

  /** Takes over the received file as a part; sending a part again replaces it. */
  addPart(upload: MultipartUpload, number: number, body: ReceivedBody, file: string): UploadedPart {
    if (!Number.isInteger(number) || number < 1 || number > MAX_PARTS)
      throw new S3Error('InvalidArgument', `A part number is between 1 and ${MAX_PARTS}.`);
    const part = {
      number,
      etag: body.md5.toString('hex'),
      size: body.size,
      modifiedAt: new Date().toISOString(),
    };
    renameSync(file, this.partFile(upload, number));
    writeJsonFile(path.join(this.dir, upload.id, `${number}.json`), part);
    return part;
  }

  parts(upload: MultipartUpload): UploadedPart[] {
    return readdirSync(path.join(this.dir, upload.id))
      .filter((name) => /^\d+\.json$/.test(name))
      .map((name) => readJsonFile<UploadedPart>(path.join(this.dir, upload.id, name)))
      .sort((a, b) => a.number - b.number);
  }

  /** Joins the named parts into `file`. The etag is S3's: md5 of the md5s, and how many there were. */
  async join(
    upload: MultipartUpload,
    named: readonly NamedPart[],
    file: string,
  ): Promise<{ size: number; etag: string }> {
    const parts = this.choose(upload, named);
    const output = createWriteStream(file, { flags: 'wx', mode: 0o600 });
    for (const part of parts)
      await pipeline(createReadStream(this.partFile(upload, part.number)), output, { end: false });
    await new Promise<void>((resolve, reject) => output.once('error', reject).end(resolve));
    const digest = createHash('md5').update(
      Buffer.concat(parts.map((part) => Buffer.from(part.etag, 'hex'))),
    );
    return {
      size: parts.reduce((sum, part) => sum + part.size, 0),
      etag: `${digest.digest('hex')}-${parts.length}`,
    };
  }

  removeUpload(upload: MultipartUpload): void {
    rmSync(path.join(this.dir, upload.id), { recursive: true, force: true });
  }

  private choose(upload: MultipartUpload, named: readonly NamedPart[]): UploadedPart[] {
    if (named.length === 0) throw new S3Error('MalformedXML', 'A multipart upload has at least one part.');
    if (named.some(({ number }, index) => index > 0 && named[index - 1]!.number >= number))
      throw new S3Error('InvalidPartOrder', 'The parts are not in ascending order.');
    const known = new Map(this.parts(upload).map((part) => [part.number, part]));
    return named.map(({ number, etag }, index) => {
      const part = known.get(number);
      if (part === undefined || part.etag !== etag.replaceAll('"', ''))
        throw new S3Error('InvalidPart', `Part ${number} was not uploaded, or not with this etag.`);
      if (index < named.length - 1 && part.size < MIN_PART)
        throw new S3Error(
          'EntityTooSmall',
          `Part ${number} is smaller than ${MIN_PART} bytes and not the last.`,
        );
      return part;
    });
  }

  private partFile(upload: MultipartUpload, number: number): string {
    return path.join(this.dir, upload.id, `${number}.part`);
  }
}
