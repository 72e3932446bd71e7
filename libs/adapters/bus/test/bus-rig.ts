import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { freePort, startPrivateRedis, stopProcess } from '@archivesmp/private-services';
import { defineJob, Done } from '@archivesmp/contracts/jobs';
import { IsInt, IsOptional, IsString } from 'class-validator';
import type { RedisConnectionSettings } from '../src/index.js';

/** A Redis of one's own that a test may stop and start again; its data is on disk. */
export interface OwnRedis {
  readonly settings: RedisConnectionSettings;
  stop(): Promise<void>;
  start(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function ownRedis(): Promise<OwnRedis> {
  const stateDir = mkdtempSync(path.join(os.tmpdir(), 'asmp-redis-'));
  const port = await freePort();
  const plan = { stateDir, port, password: 'only-for-this-test', background: false };
  const start = async () => void (await startPrivateRedis(plan));
  const stop = async () => void (await stopProcess(stateDir, 'redis'));
  await start();
  return {
    settings: { host: '127.0.0.1', port, username: 'default', password: plan.password },
    stop,
    start,
    [Symbol.asyncDispose]: async () => {
      await stop();
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
}

export class CountData {
  @IsInt() number!: number;
  @IsOptional() @IsString() note?: string;
}

export const CountJob = defineJob({
  name: 'test.count',
  version: 1,
  queue: 'counting',
  data: CountData,
  result: Done,
  jobId: (data) => `test.count-${data.number}`,
  attempts: 3,
  backoffMs: 5,
});

export const HostJob = defineJob({
  ...CountJob,
  name: 'test.on-host',
  queue: (host: string) => `counting.${host}`,
  jobId: (data: CountData) => `test.on-host-${data.number}`,
});
