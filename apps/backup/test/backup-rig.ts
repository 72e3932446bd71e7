import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Artifacts } from '@archivesmp/artifacts';
import { TakeBackupJob } from '@archivesmp/contracts/deployment-jobs';
import { sha256Hex } from '@archivesmp/digests';
import {
  migrate,
  openHistory,
  outboxJob,
  type History,
  type HistorySettings,
  type ObservedFile,
  type Operation,
  type OutboxJob,
} from '@archivesmp/history';
import { artifactsOf } from '@archivesmp/hub-wiring';
import { storeSettings, until } from '@archivesmp/private-services';
import { bootService, createLog, parseSettings, type RunningService } from '@archivesmp/service-kit';
import {
  freshBucket,
  freshDatabase,
  freshRedisPrefix,
  vendorClient,
  type TestBucket,
} from '@archivesmp/testing';
import { Redis } from 'ioredis';
import { backup } from '../src/index.js';
import { FaultyStorage } from './faulty-storage.js';
import { BackupHostSettings } from '../src/settings/backup-settings.js';

export interface RigInstance {
  readonly id: string;
  readonly name: string;
  readonly host: string;
}

/** Plugin to file (relative to its folder) to content. */
export type Contents = Readonly<Record<string, Readonly<Record<string, string>>>>;

const SELECT = { extensions: ['yml'], maxBytes: 1_000_000, unmanaged: [] };
const STORAGE_KEY = 'the key of what rests in the bucket';
const LATER = 3_600_000;
const NO_SCHEDULES = { every_hours: 0, verify_every_hours: 0, drill_every_hours: 0 };

/** The real service on real stores of its own; scans are played by the test. */
export class BackupRig {
  service!: RunningService;
  history!: History;
  readonly lines: Record<string, unknown>[] = [];

  private constructor(
    readonly settings: BackupHostSettings,
    readonly database: HistorySettings,
    readonly artifacts: Artifacts,
    readonly storage: FaultyStorage,
    private readonly bucket: TestBucket,
    private readonly drop: () => Promise<void>,
  ) {}

  /** @param wanted settings of backup that differ from "nothing by the clock" */
  static async start(wanted: Record<string, unknown> = {}): Promise<BackupRig> {
    const [database, redis, bucket] = [await freshDatabase(), await freshRedisPrefix(), await freshBucket()];
    const storage = await FaultyStorage.before(bucket);
    const settings = parseSettings(
      BackupHostSettings,
      JSON.stringify({
        physical_server: 'hetzner',
        ...storeSettings(
          { redis, mariadb: database.settings, s3: { ...bucket, endPoint: '127.0.0.1', port: storage.port } },
          {
            database: database.settings.database,
            redisDatabase: redis.db,
            bucketPrefix: bucket.bucketPrefix,
          },
        ),
        storage: { key: STORAGE_KEY },
        backup: { port: 0, ...NO_SCHEDULES, ...wanted },
      }),
      'test.yaml',
      {},
    );
    const artifacts = artifactsOf(settings);
    await artifacts.ensureBuckets();
    await migrate(database.settings);
    const rig = new BackupRig(settings, database.settings, artifacts, storage, bucket, database.drop);
    rig.history = await openHistory(database.settings);
    await rig.boot();
    return rig;
  }

  /** @param settings other ones than it was made with */
  async boot(settings = this.settings): Promise<void> {
    const to = { write: (line: string) => void this.lines.push(JSON.parse(line) as Record<string, unknown>) };
    const log = createLog({ app: 'backup', settings: { level: 'info' }, to });
    this.service = await bootService(backup, settings, { log });
  }

  async close(): Promise<void> {
    await this.service.close();
    await this.history.close();
    this.artifacts.close();
    await this.storage.close();
    await this.drop();
  }

  /** Instances as discovery writes them. */
  async discover(...named: readonly [name: string, host: string][]): Promise<RigInstance[]> {
    const instances = named.map(([name, host]) => ({ id: randomUUID(), name, host }));
    await this.history.discovery.recordDiscovery(
      {
        instances: instances.map((one) => ({
          ...one,
          friendlyName: one.name,
          platform: 'paper' as const,
          folder: one.name,
        })),
        completeHosts: [...new Set(named.map(([, host]) => host))],
      },
      new Date(),
    );
    return instances;
  }

  /** A whole scan of one instance that sees exactly this; with `scanId`, the part of that scan. */
  async scanned(
    instance: RigInstance,
    contents: Contents,
    more: { readonly at?: Date; readonly unreadable?: readonly [plugin: string, file: string][] } = {},
  ): Promise<void> {
    this.onHosts.set(instance.id, { instance, contents, more });
    const now = more.at ?? new Date();
    const { id: scanId } = await this.history.scanRequests.recordScanRequest(
      { instance: instance.id },
      'test',
      now,
    );
    await this.answerScan(scanId, instance, contents, more);
    await this.history.scanResults.completeScan(scanId, [], {}, now);
  }

  /** What is on each instance, as the last scan of a test said. */
  private readonly onHosts = new Map<
    string,
    {
      instance: RigInstance;
      contents: Contents;
      more: { readonly unreadable?: readonly [string, string][] };
    }
  >();

  /** Answers every scan that is asked for, of instances whose content is known, until it is told to stop. */
  private async answerScans(stopping: AbortSignal): Promise<void> {
    while (!stopping.aborted) {
      for (const { id, scope } of await this.history.scans.runningScans()) {
        const chosen = [...this.onHosts.values()].filter(
          ({ instance }) => scope.instance === undefined || scope.instance === instance.id,
        );
        for (const { instance, contents, more } of chosen)
          await this.answerScan(id, instance, contents, {
            ...(more.unreadable && { unreadable: more.unreadable }),
          });
        if (chosen.length > 0) await this.history.scanResults.completeScan(id, [], {}, new Date());
      }
      await wait(100, undefined, { signal: stopping }).catch(() => undefined);
    }
  }

  /** Plays agent and drift-analysis for a scan that was requested. */
  async answerScan(
    scanId: string,
    { id: instanceId, host, name }: RigInstance,
    contents: Contents,
    { at: now = new Date(), unreadable = [] }: Parameters<BackupRig['scanned']>[2] & object = {},
  ): Promise<void> {
    const { scanProgress, scanResults } = this.history;
    const answerBy = new Date(now.getTime() + LATER);
    const targets = [{ instanceId, host, folder: name }];
    await scanProgress.startScan(scanId, { targets, answerBy, select: SELECT }, now);
    const files = await this.stored(contents, now);
    for (const [plugin, path] of unreadable)
      files.push({ plugin, path, format: 'yaml', size: 0, modifiedAt: now, state: 'permission_denied' });
    await scanProgress.acceptManifest(scanId, instanceId, { host, files: files.length, unreadable: 0 }, now);
    await scanProgress.markAnswered(scanId, instanceId, answerBy, now);
    await scanResults.recordInstanceResult(
      { scanId, instanceId, findings: [], files, plugins: [], unknownFiles: [] },
      now,
    );
  }

  private readonly written = new Set<string>();

  private async stored(contents: Contents, modifiedAt: Date): Promise<ObservedFile[]> {
    const files: ObservedFile[] = [];
    for (const [plugin, ofPlugin] of Object.entries(contents))
      for (const [path, content] of Object.entries(ofPlugin)) {
        const hash = sha256Hex(content);
        // What a test has taken away stays unavailable
        if (!this.written.has(hash)) await this.artifacts.snapshots.storeSnapshot(Buffer.from(content));
        this.written.add(hash);
        const size = Buffer.byteLength(content);
        files.push({ plugin, path, format: 'yaml', size, modifiedAt, state: 'readable', sha256: hash });
      }
    return files;
  }

  /** Asks for a backup of these instances and waits until the operation has ended. */
  async taken(
    instances: readonly RigInstance[],
    { by = 'mia', ...data }: { by?: string; plugin?: string; reason?: string; look?: 'fleet' } = {},
  ): Promise<Operation> {
    const stop = new AbortController();
    const answering = this.answerScans(stop.signal);
    try {
      return await this.ended(
        await this.ask(TakeBackupJob.name, by, (operationId) =>
          instances.map(({ id: instanceId }) =>
            outboxJob(TakeBackupJob, { operationId, instanceId, ...data }),
          ),
        ),
      );
    } finally {
      stop.abort();
      await answering;
    }
  }

  ask(kind: string, requestedBy: string, jobs: (operationId: string) => OutboxJob[]): Promise<string> {
    return this.history.operations.requestOperation({ kind, requestedBy, jobs }, new Date());
  }

  /** An operation of one job, carried out to its end. */
  async did(definition: { readonly name: string }, data: object = {}): Promise<Operation> {
    const id = await this.ask(definition.name, 'mia', (operationId) => [
      { ...outboxJob(definition as never, { operationId, ...data } as never) },
    ]);
    return this.ended(id);
  }

  async ended(id: string): Promise<Operation> {
    const operation = await until(async () => {
      const found = await this.history.operations.getOperation(id);
      return found?.finishedAt === undefined ? undefined : found;
    }, 50_000);
    if (operation === undefined)
      throw new Error(`The operation did not end: ${JSON.stringify(this.lines.slice(-5))}`);
    return operation;
  }

  /** Everything in Redis is gone, as after an accident. */
  async wipeQueue(): Promise<void> {
    const { host, port, username, password, database: db } = this.settings.redis;
    const redis = new Redis({ host, port, username, db, ...(password && { password: password.reveal() }) });
    await redis.flushdb();
    redis.disconnect();
  }

  /** What Prometheus reads. */
  async metrics(): Promise<string> {
    return (await fetch(`${this.service.url}/metrics`)).text();
  }

  /** The vendor's own client, past every check of ours. */
  async overwrite(key: string, bytes: string | Buffer): Promise<void> {
    await this.vendor().putObject(
      this.bucketName,
      key,
      typeof bytes === 'string' ? Buffer.from(bytes) : bytes,
    );
  }

  /** An object of the bucket of backups as it lies there. */
  async object(key: string): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of await this.vendor().getObject(this.bucketName, key))
      chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  }

  async removeObject(key: string): Promise<void> {
    await this.vendor().removeObject(this.bucketName, key);
  }

  /** The same for the bucket of configurations. */
  async putConfig(key: string, text: string): Promise<void> {
    await this.vendor().putObject(`${this.bucket.bucketPrefix}configs`, key, text);
  }

  async removeSnapshot(key: string): Promise<void> {
    await this.vendor().removeObject(`${this.bucket.bucketPrefix}configs`, key);
  }

  private get bucketName(): string {
    return `${this.bucket.bucketPrefix}backups`;
  }

  private vendor() {
    return vendorClient(this.bucket);
  }
}
