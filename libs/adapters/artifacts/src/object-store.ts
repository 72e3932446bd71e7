import { Agent as HttpAgent, type OutgoingHttpHeaders } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Problem } from '@archivesmp/contracts/problem';
import { tlsOptionsOf } from '@archivesmp/contracts/tls-trust';
import { Client, type BucketItem } from 'minio';
import type { ArtifactsSettings } from './artifacts-settings.js';
import { withAttempts } from './attempts.js';
import { codedTransport } from './coded-transport.js';
import { BUCKETS, type BucketName } from './bucket-names.js';
import { sendRequest, type RawAnswer } from './send-request.js';
import { RevisionForm } from './revision-form.js';
import type { ObjectContent, ObjectInfo, Precondition } from './stored-object.js';
import { ServerClock } from './server-clock.js';
import {
  isAbsent,
  isBucketAbsent,
  isFailedPrecondition,
  storageProblem,
  StorageAnswer,
  TOO_SKEWED,
} from './storage-failure.js';

const DEFAULT_REGION = 'us-east-1';
const PRESIGNED_SECONDS = 300;
const PING_MS = 3_000;
const PAGE = 1_000;
const BUCKET_EXISTS = new Set(['BucketAlreadyOwnedByYou', 'BucketAlreadyExists']);

/** The few things that we ask of S3, in our words. Failures are Problem('artifacts.unavailable'). */
export class ObjectStore {
  private readonly client: Client;
  private readonly agent: HttpAgent;
  private readonly clock = new ServerClock();
  private readonly revisions = new RevisionForm();
  /** What the server was found to lack; undefined while nothing is known to be missing. */
  private lacking: Problem | undefined;
  private readonly region: string;
  private readonly prefix: string;

  constructor(settings: ArtifactsSettings) {
    const {
      endPoint,
      port,
      accessKey,
      secretKey,
      secure,
      trust = {},
      region = DEFAULT_REGION,
      bucketPrefix = '',
    } = settings;
    const agentOptions = { keepAlive: true, maxSockets: 64 };
    this.agent = secure
      ? new HttpsAgent({ ...agentOptions, ...tlsOptionsOf(trust) })
      : new HttpAgent(agentOptions);
    this.region = region;
    this.prefix = bucketPrefix;
    this.client = new Client({
      endPoint,
      port,
      useSSL: secure,
      accessKey,
      secretKey,
      region,
      transport: codedTransport(secure, this.clock, { accessKey, secretKey, region }),
      transportAgent: this.agent,
      retryOptions: { disableRetry: true }, // ours knows which failures pass
    });
  }

  /** Makes the product's buckets where they are missing. */
  async ensureBuckets(): Promise<void> {
    for (const name of BUCKETS)
      await this.attempt(`making the bucket ${name}`, () => this.ensureBucket(name));
  }

  /** Resolves when the server answers, accepts our key, and was not found to lack anything; one attempt. */
  async ping(): Promise<void> {
    await this.attempt('asking the server for our buckets', () => this.client.listBuckets(), PING_MS, 1);
    if (this.lacking !== undefined) throw this.lacking;
  }

  /** Notes what the server lacks: from then on conditional writes are refused with it instead of being tried. */
  refuse(lacking: Problem | undefined): void {
    this.lacking = lacking;
  }

  /** Begins an upload in parts and takes it back. */
  async tryParts(bucket: BucketName, key: string): Promise<void> {
    await this.attempt(`uploading ${key} in parts`, async () => {
      const bucketName = this.bucket(bucket);
      const id = await this.client.initiateNewMultipartUpload(bucketName, key, {});
      await this.client.abortMultipartUpload(bucketName, key, id);
    });
  }

  /** Content and revision, or undefined when there is no such object. */
  async readObject(bucket: BucketName, key: string): Promise<ObjectContent | undefined> {
    return this.attempt(`reading ${key}`, async () => {
      try {
        return await this.readObjectOnce(bucket, key);
      } catch (error) {
        if (isAbsent(error)) return undefined;
        throw error;
      }
    });
  }

  async objectExists(bucket: BucketName, key: string): Promise<boolean> {
    return this.attempt(`looking for ${key}`, async () => {
      try {
        await this.client.statObject(this.bucket(bucket), key);
        return true;
      } catch (error) {
        if (isAbsent(error)) return false;
        throw error;
      }
    });
  }

  /** All objects below a prefix in key order. */
  async listObjects(bucket: BucketName, prefix: string): Promise<ObjectInfo[]> {
    return this.attempt(`listing ${prefix}`, async () => {
      const found: ObjectInfo[] = [];
      for await (const item of this.client.listObjectsV2(this.bucket(bucket), prefix, true))
        found.push(...infoOf(item));
      return found;
    });
  }

  /** The same, a page at a time: each is one request, and what is removed or added meanwhile does not disturb the next. */
  async *listObjectPages(bucket: BucketName, prefix: string): AsyncGenerator<readonly ObjectInfo[]> {
    for (let last = ''; ;) {
      const { objects, isTruncated } = await this.attempt(`listing ${prefix}`, () =>
        this.client.listObjectsV2Query(this.bucket(bucket), prefix, '', '', PAGE, last),
      );
      const found = objects.flatMap(infoOf);
      yield found;
      if (isTruncated !== true || found.length === 0) return;
      last = found.at(-1)!.key;
    }
  }

  /** Names of the folders right below a prefix. */
  async listFolders(bucket: BucketName, prefix: string): Promise<string[]> {
    return this.attempt(`listing ${prefix}`, async () => {
      const found: string[] = [];
      for await (const item of this.client.listObjectsV2(this.bucket(bucket), prefix, false))
        if (item.prefix !== undefined) found.push(item.prefix.slice(prefix.length, -1));
      return found;
    });
  }

  /** Whether there is no object below a prefix. */
  async isEmpty(bucket: BucketName, prefix: string): Promise<boolean> {
    return this.attempt(`looking below ${prefix}`, async () => {
      for await (const _first of this.client.listObjectsV2(this.bucket(bucket), prefix, true)) return false;
      return true;
    });
  }

  /**
   * Writes an object and gives its revision. With a precondition that does not hold it gives undefined
   * and nothing was written.
   */
  async writeObject(
    bucket: BucketName,
    key: string,
    content: Buffer,
    options: { contentType: string; contentEncoding?: string; when?: Precondition },
  ): Promise<string | undefined> {
    if (options.when !== undefined && this.lacking !== undefined) throw this.lacking;
    return this.attempt(`writing ${key}`, async (attempt) => {
      try {
        return await this.putInBucket(bucket, key, content, options);
      } catch (error) {
        const refused = isFailedPrecondition(error) || (options.when !== undefined && isAbsent(error));
        if (!refused) throw error;
        return attempt === 1 ? undefined : await this.ownEarlierWrite(bucket, key, content);
      }
    });
  }

  async removeObjects(bucket: BucketName, keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    await this.attempt(`removing ${keys[0]}`, () =>
      this.client.removeObjects(this.bucket(bucket), [...keys]),
    );
  }

  /**
   * Removes an object that is still at this revision. false: it is at another one, or gone, and nothing was removed. Servers that
   * do not know conditions of a removal check nothing by themselves; for those the revision is looked at right before.
   */
  async removeRevision(bucket: BucketName, key: string, revision: string): Promise<boolean> {
    return this.attempt(`removing ${key}`, async (attempt) => {
      try {
        const { etag } = await this.client.statObject(this.bucket(bucket), key);
        if (unquoted(etag) !== unquoted(revision)) return false;
        await this.removeRevisionOnce(bucket, key, revision);
        return true;
      } catch (error) {
        // After a lost answer the repeated removal finds nothing, which is our own doing
        if (isAbsent(error)) return attempt > 1;
        if (isFailedPrecondition(error)) return false;
        throw error;
      }
    });
  }

  /** Ends the connections that are kept open. */
  close(): void {
    this.agent.destroy();
  }

  private readonly bucket = (name: BucketName): string => `${this.prefix}${name}`;

  private async ensureBucket(name: BucketName): Promise<void> {
    const bucket = this.bucket(name);
    if (await this.client.bucketExists(bucket)) return;
    await this.client.makeBucket(bucket, this.region).catch((error: { code?: string }) => {
      if (!BUCKET_EXISTS.has(error.code ?? '')) throw error; // another process was faster
    });
  }

  private async readObjectOnce(bucket: BucketName, key: string): Promise<ObjectContent> {
    const stream = await this.client.getObject(this.bucket(bucket), key);
    const parts: Buffer[] = [];
    for await (const part of stream) parts.push(part as Buffer);
    const { headers } = stream as unknown as { headers: Record<string, string | undefined> };
    return { content: Buffer.concat(parts), revision: unquoted(headers.etag ?? '') };
  }

  /** Creates a missing bucket: the first writer need not wait for a start-up. */
  private async putInBucket(
    bucket: BucketName,
    key: string,
    content: Buffer,
    options: { contentType: string; contentEncoding?: string; when?: Precondition },
  ): Promise<string> {
    try {
      return await this.putObject(bucket, key, content, options);
    } catch (error) {
      if (!isBucketAbsent(error)) throw error;
      await this.ensureBucket(bucket);
      return this.putObject(bucket, key, content, options);
    }
  }

  /** The vendor's client cannot send If-Match with a write, but a presigned address of its can be used with it. */
  private async putObject(
    bucket: BucketName,
    key: string,
    content: Buffer,
    options: { contentType: string; contentEncoding?: string; when?: Precondition },
  ): Promise<string> {
    const { contentType, contentEncoding, when } = options;
    const headers: OutgoingHttpHeaders = { 'content-type': contentType };
    if (contentEncoding !== undefined) headers['content-encoding'] = contentEncoding;
    if (when !== undefined && 'ifAbsent' in when) headers['if-none-match'] = '*';
    const send = async (match?: string): Promise<string> => {
      const matched = match === undefined ? headers : { ...headers, 'if-match': match };
      const answer = await this.presigned('PUT', bucket, key, matched, content);
      return unquoted(answer.headers.etag ?? '');
    };
    if (when === undefined || 'ifAbsent' in when) return send();
    const revision = unquoted(when.ifRevision);
    const isStill = async (): Promise<boolean> =>
      unquoted((await this.client.statObject(this.bucket(bucket), key)).etag) === revision;
    return this.revisions.replace(revision, send, isStill);
  }

  private async removeRevisionOnce(bucket: BucketName, key: string, revision: string): Promise<void> {
    await this.presigned('DELETE', bucket, key, { 'if-match': `"${unquoted(revision)}"` });
  }

  /** A request to a presigned address. @throws StorageAnswer when it is refused */
  private async presigned(
    method: 'PUT' | 'DELETE',
    bucket: BucketName,
    key: string,
    headers: OutgoingHttpHeaders,
    body?: Buffer,
  ): Promise<RawAnswer> {
    const signedAt = this.clock.now();
    const bucketName = this.bucket(bucket);
    const address = await this.client.presignedUrl(method, bucketName, key, PRESIGNED_SECONDS, {}, signedAt);
    const answer = await sendRequest(address, { method, headers, agent: this.agent, body });
    const isSkewed = this.clock.adjustTo(answer.headers.date, signedAt);
    if (answer.status === 403 && isSkewed) throw new StorageAnswer(answer.status, TOO_SKEWED);
    if (answer.status >= 300) throw new StorageAnswer(answer.status, answer.text);
    return answer;
  }

  /** After a lost answer the repeated write meets the first one, which is no conflict. */
  private async ownEarlierWrite(
    bucket: BucketName,
    key: string,
    content: Buffer,
  ): Promise<string | undefined> {
    const stored = await this.readObjectOnce(bucket, key).catch(() => undefined);
    return stored?.content.equals(content) ? stored.revision : undefined;
  }

  private async attempt<T>(
    doing: string,
    work: (attempt: number) => Promise<T>,
    limitMs?: number,
    attempts?: number,
  ): Promise<T> {
    try {
      return await withAttempts(work, limitMs, attempts);
    } catch (error) {
      throw storageProblem(error, doing);
    }
  }
}

function infoOf({ name: key, size, etag: revision, lastModified }: BucketItem): ObjectInfo[] {
  return key === undefined ? [] : [{ key, size, revision, modifiedAt: lastModified?.toISOString() }];
}

const unquoted = (etag: string): string => etag.trim().replace(/^W\//, '').replaceAll('"', '');
