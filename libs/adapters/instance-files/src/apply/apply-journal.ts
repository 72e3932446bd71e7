import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { ApplyError, type ApplyOrder, type ApplyOutcome } from './apply-order.js';
import { contentHash } from './content-hash.js';

/** `prepared`: everything is at hand, nothing was touched. `swapping`: some files may be new already. */
export type JournalState = 'prepared' | 'swapping';

interface JournalRecord {
  readonly state: JournalState;
  readonly folder: string;
  readonly order: ApplyOrder;
}

/**
 * What is needed to finish or undo an order after a kill, on the agent's own disk: the order, the new and the old contents and
 * how far it was. Written before the first file is touched and gone when the order has ended; it is not a cache.
 */
export class ApplyJournal {
  private constructor(
    private readonly place: string,
    readonly folder: string,
    readonly order: ApplyOrder,
    private current: JournalState,
  ) {}

  get state(): JournalState {
    return this.current;
  }

  /** Stores order and contents durably. `contents` by sha256 must hold every `before` and `after` of the order. */
  static async prepare(
    stateFolder: string,
    folder: string,
    order: ApplyOrder,
    contents: ReadonlyMap<string, Uint8Array>,
  ): Promise<ApplyJournal> {
    const place = path.join(stateFolder, 'apply', order.operationId);
    await rm(place, { recursive: true, force: true });
    await mkdir(place, { recursive: true, mode: 0o700 });
    for (const [sha256, bytes] of contents) await writeDurably(path.join(place, sha256), bytes);
    await syncFolder(place);
    const journal = new ApplyJournal(place, folder, order, 'prepared');
    await journal.write();
    await syncFolder(path.dirname(place));
    return journal;
  }

  /** Every order that was under way when the process ended. One without a journal file never touched anything and is dropped. */
  static async pending(stateFolder: string): Promise<ApplyJournal[]> {
    const root = path.join(stateFolder, 'apply');
    const names = await readdir(root).catch(() => []);
    const journals: ApplyJournal[] = [];
    for (const name of names.sort()) {
      const place = path.join(root, name);
      const text = await readFile(path.join(place, 'journal.json'), 'utf8').catch(() => undefined);
      if (text === undefined) {
        await rm(place, { recursive: true, force: true });
        continue;
      }
      const record = JSON.parse(text) as JournalRecord;
      journals.push(new ApplyJournal(place, record.folder, record.order, record.state));
    }
    return journals;
  }

  async beginSwapping(): Promise<void> {
    this.current = 'swapping';
    await this.write();
  }

  /** @throws {ApplyError} when the stored content is damaged: then neither finishing nor undoing may use it */
  async content(sha256: string): Promise<Buffer> {
    const bytes = await readFile(path.join(this.place, sha256));
    if (contentHash(bytes) !== sha256)
      throw new ApplyError('disk', `the journal of ${this.order.operationId} is damaged`);
    return bytes;
  }

  async end(): Promise<void> {
    await rm(path.join(this.place, 'journal.json'), { force: true });
    await syncFolder(this.place);
    await rm(this.place, { recursive: true, force: true });
  }

  private async write(): Promise<void> {
    const record: JournalRecord = { state: this.current, folder: this.folder, order: this.order };
    await replaceDurably(path.join(this.place, 'journal.json'), Buffer.from(JSON.stringify(record)));
  }
}

/** The highest fence of each instance and how finished orders ended, so that a repeated order has one effect. */
export class AppliedOrders {
  constructor(private readonly stateFolder: string) {}

  async highestFence(instanceId: string): Promise<number> {
    const text = await readFile(this.fencePath(instanceId), 'utf8').catch(() => '0');
    return Number(text) || 0;
  }

  async raiseFence(instanceId: string, fence: number): Promise<void> {
    await mkdir(path.dirname(this.fencePath(instanceId)), { recursive: true, mode: 0o700 });
    await replaceDurably(this.fencePath(instanceId), Buffer.from(String(fence)));
  }

  async outcomeOf(operationId: string): Promise<ApplyOutcome | undefined> {
    const text = await readFile(this.outcomePath(operationId), 'utf8').catch(() => undefined);
    return text === undefined ? undefined : (JSON.parse(text) as ApplyOutcome);
  }

  async record(operationId: string, outcome: ApplyOutcome): Promise<void> {
    await mkdir(path.dirname(this.outcomePath(operationId)), { recursive: true, mode: 0o700 });
    await replaceDurably(this.outcomePath(operationId), Buffer.from(JSON.stringify(outcome)));
  }

  private fencePath(instanceId: string): string {
    return path.join(this.stateFolder, 'fences', instanceId);
  }

  private outcomePath(operationId: string): string {
    return path.join(this.stateFolder, 'outcomes', operationId);
  }
}

async function writeDurably(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'w', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Temp file, fsync, rename, fsync of the folder: the last step is the one that is forgotten elsewhere. */
async function replaceDurably(file: string, bytes: Uint8Array): Promise<void> {
  await writeDurably(`${file}.next`, bytes);
  await rename(`${file}.next`, file);
  await syncFolder(path.dirname(file));
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
