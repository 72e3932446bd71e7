import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Artifacts, StorageKeys } from '@archivesmp/artifacts';
import { mapBounded } from '@archivesmp/bounded-work';
import { sha256Hex } from '@archivesmp/digests';
import { freePort, startPrivateS3, stopProcess } from '@archivesmp/private-services';
import { median } from './median.js';
import type { BenchOptions } from './scan-speed.js';

/** What storing and reading contents costs in one form. Milliseconds a content. */
export interface StoreRow {
  readonly form: 'plain' | 'encrypted';
  readonly writeMs: number;
  readonly readMs: number;
  /** Time of the processor for both; what is left is the server and the network. */
  readonly processorMs: number;
  /** Of the same round with plain contents. */
  readonly writeRatio: number;
  readonly readRatio: number;
  readonly processorRatio: number;
}

const CONTENTS = 600;
const WORKERS = 8;
/** Most configuration files have about so many bytes. */
const BYTES = 4_000;

/** Stores as many contents as a small first scan, plain and encrypted in turns, and reads them back. */
export async function storeSpeed({ rounds }: BenchOptions): Promise<StoreRow[]> {
  const stateDir = mkdtempSync(path.join(os.tmpdir(), 'asmp-bench-'));
  try {
    const server = await startPrivateS3({
      stateDir,
      port: await freePort(),
      accessKey: 'bench',
      secretKey: randomBytes(16).toString('hex'),
      background: false,
    });
    const forms = [
      { form: 'plain', artifacts: new Artifacts({ ...server, bucketPrefix: 'plain-' }) },
      {
        form: 'encrypted',
        artifacts: new Artifacts({
          ...server,
          bucketPrefix: 'sealed-',
          keys: new StorageKeys(randomBytes(32).toString('hex')),
        }),
      },
    ] as const;
    const timings = new Map(
      forms.map(({ form }) => [form, { write: [], read: [], processor: [] } as Timings]),
    );
    for (const { artifacts } of forms) await artifacts.ensureBuckets();
    for (let round = 0; round <= rounds; round++)
      for (const { form, artifacts } of forms) {
        const once = await timed(artifacts);
        // the first round warms up
        if (round > 0) for (const what of WHATS) timings.get(form)![what].push(once[what]);
      }
    for (const { artifacts } of forms) artifacts.close();
    return forms.map(({ form }) => rowOf(form, timings.get(form)!, timings.get('plain')!));
  } finally {
    await stopProcess(stateDir, 's3');
    rmSync(stateDir, { recursive: true, force: true });
  }
}

const WHATS = ['write', 'read', 'processor'] as const;
type Timings = Record<(typeof WHATS)[number], number[]>;

async function timed({ snapshots }: Artifacts): Promise<Record<(typeof WHATS)[number], number>> {
  const contents = Array.from({ length: CONTENTS }, (_, n) => Buffer.from(aConfig(n)));
  const processor = process.cpuUsage();
  const start = performance.now();
  await mapBounded(WORKERS, contents, (content) => snapshots.storeSnapshot(content));
  const written = performance.now();
  await mapBounded(WORKERS, contents, (content) => snapshots.readSnapshot(sha256Hex(content)));
  const end = performance.now();
  const { user, system } = process.cpuUsage(processor);
  return {
    write: (written - start) / CONTENTS,
    read: (end - written) / CONTENTS,
    processor: (user + system) / 1000 / CONTENTS,
  };
}

/** Text like a configuration file, of which no two are the same. */
function aConfig(n: number): string {
  const lines = [`id: ${n}-${randomBytes(8).toString('hex')}`];
  for (let key = 0; lines.join('\n').length < BYTES; key++)
    lines.push(`section-${key}:`, `  enabled: ${key % 3 === 0}`, `  limit: ${(n * 31 + key * 17) % 1000}`);
  return lines.join('\n');
}

function rowOf(form: StoreRow['form'], own: Timings, plain: Timings): StoreRow {
  const [ms, ratio] = [
    (what: (typeof WHATS)[number]) => Number(median(own[what]).toFixed(3)),
    (what: (typeof WHATS)[number]) =>
      Number(median(own[what].map((value, round) => value / plain[what][round]!)).toFixed(3)),
  ];
  return {
    form,
    writeMs: ms('write'),
    readMs: ms('read'),
    processorMs: ms('processor'),
    writeRatio: ratio('write'),
    readRatio: ratio('read'),
    processorRatio: ratio('processor'),
  };
}
