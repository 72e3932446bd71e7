import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { DamagedStateFile } from '@archivesmp/contracts/agent-state';
import { isUuid } from '@archivesmp/contracts/uuid';
import { RunningSha256 } from '@archivesmp/digests';
import { ApplyError, type ApplyOrder } from './apply-order.js';
import { contentHash, type ContentStream } from './content-hash.js';
import { storedJson } from './damaged-state.js';
import { replaceDurably, syncFolder, writeDurably } from './durable-file.js';

/** What is written when the first file is about to be touched. */
interface JournalRecord {
  /** Where the instance's server folder is. */
  readonly folder: string;
  readonly order: ApplyOrder;
  /** Folders that did not exist before, outermost first. */
  readonly madeFolders: readonly string[];
}

/**
 * What is needed to finish or undo an order after a kill, on the agent's own disk: the order, the new and the old contents.
 * It counts from `commitJournal` on, which happens before the first file is touched, until `endJournal`; it is not a cache.
 */
export class ApplyJournal {
  private constructor(
    private readonly journalFolder: string,
    private record: JournalRecord,
  ) {}

  /** An empty journal of this order; what an earlier try left is dropped. */
  static async beginJournal(stateFolder: string, folder: string, order: ApplyOrder): Promise<ApplyJournal> {
    const journalFolder = journalFolderOf(stateFolder, order.orderId);
    await rm(journalFolder, { recursive: true, force: true });
    await mkdir(journalFolder, { recursive: true, mode: 0o700 });
    // A journal that cannot be read any more must still say whose orders have to wait
    await writeDurably(path.join(journalFolder, INSTANCE), Buffer.from(order.instanceId));
    return new ApplyJournal(journalFolder, { folder, order, madeFolders: [] });
  }

  /** Every order that may have touched something, has not ended, and whose journal can be read. */
  static async listPendingJournals(stateFolder: string): Promise<ApplyJournal[]> {
    const journals: ApplyJournal[] = [];
    for (const [journalFolder, record] of await readJournalRecords(stateFolder))
      if (record !== 'damaged') journals.push(new ApplyJournal(journalFolder, record));
    return journals;
  }

  /** Journals that are there and cannot be read: what their orders touched is not known. */
  static async listDamagedJournals(stateFolder: string): Promise<DamagedStateFile[]> {
    const damaged: DamagedStateFile[] = [];
    for (const [journalFolder, record] of await readJournalRecords(stateFolder)) {
      if (record !== 'damaged') continue;
      const instanceId = await readFile(path.join(journalFolder, INSTANCE), 'utf8').catch(unlessMissing);
      const known = instanceId !== undefined && isUuid(instanceId);
      const part = {
        kind: 'journal',
        file: path.join(journalFolder, JOURNAL),
        orderId: path.basename(journalFolder),
      } as const;
      damaged.push({ ...part, ...(known && { instanceId }) });
    }
    return damaged;
  }

  /** Drops what never touched anything. Only while no order is being applied. */
  static async sweepJournals(stateFolder: string): Promise<void> {
    const live = new Set((await readJournalRecords(stateFolder)).map(([journalFolder]) => journalFolder));
    for (const name of await namesIn(path.join(stateFolder, 'apply'))) {
      const journalFolder = journalFolderOf(stateFolder, name);
      if (!live.has(journalFolder)) await rm(journalFolder, { recursive: true, force: true });
    }
  }

  get folder(): string {
    return this.record.folder;
  }

  get order(): ApplyOrder {
    return this.record.order;
  }

  get madeFolders(): readonly string[] {
    return this.record.madeFolders;
  }

  /** Stores a content durably under its own hash, which is the answer. */
  async stageContent(content: ContentStream): Promise<string> {
    const incoming = path.join(this.journalFolder, 'incoming');
    const hash = new RunningSha256();
    const file = await open(incoming, 'w', 0o600);
    try {
      for await (const piece of content) {
        hash.add(piece);
        await file.writeFile(piece);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    const sha256 = hash.hex();
    await rename(incoming, path.join(this.journalFolder, sha256));
    return sha256;
  }

  /** From here on the order is finished or undone, whatever happens. */
  async commitJournal(madeFolders: readonly string[]): Promise<void> {
    this.record = { ...this.record, madeFolders };
    await syncFolder(this.journalFolder);
    await replaceDurably(path.join(this.journalFolder, JOURNAL), Buffer.from(JSON.stringify(this.record)));
    await syncFolder(path.dirname(this.journalFolder));
  }

  async sizeOfStaged(sha256: string): Promise<number> {
    return (await stat(path.join(this.journalFolder, sha256))).size;
  }

  /**
   * A stored content. The file is opened only when it is read: a stream that was made and never read would fail without a handler once the
   * journal is gone, and such an error ends the process.
   */
  async *readStaged(sha256: string): AsyncGenerator<Uint8Array> {
    yield* createReadStream(path.join(this.journalFolder, sha256)) as AsyncIterable<Uint8Array>;
  }

  /** @throws {ApplyError} when the stored content is damaged: then neither finishing nor undoing may use it */
  async openVerified(sha256: string): Promise<ContentStream> {
    if ((await contentHash(this.readStaged(sha256))) !== sha256)
      throw new ApplyError('disk', `the journal of ${this.order.orderId} is damaged`);
    return this.readStaged(sha256);
  }

  /** The order has ended and its outcome is recorded, or nothing was touched. */
  async endJournal(): Promise<void> {
    await rm(path.join(this.journalFolder, JOURNAL), { force: true });
    await syncFolder(this.journalFolder);
    await rm(this.journalFolder, { recursive: true, force: true });
  }
}

const JOURNAL = 'journal.json';
const INSTANCE = 'instance';

/** The folder of every order that may have touched something, with its record. */
async function readJournalRecords(stateFolder: string): Promise<[string, JournalRecord | 'damaged'][]> {
  const found: [string, JournalRecord | 'damaged'][] = [];
  for (const name of await namesIn(path.join(stateFolder, 'apply'))) {
    const journalFolder = journalFolderOf(stateFolder, name);
    const text = await readFile(path.join(journalFolder, JOURNAL), 'utf8').catch(unlessMissing);
    if (text !== undefined)
      found.push([journalFolder, storedJson<JournalRecord>(text, isRecord) ?? 'damaged']);
  }
  return found;
}

const isRecord = ({ folder, order, madeFolders }: Record<string, unknown>): boolean =>
  typeof folder === 'string' &&
  Array.isArray(madeFolders) &&
  Array.isArray((order as ApplyOrder | null | undefined)?.files);

const journalFolderOf = (stateFolder: string, orderId: string): string =>
  path.join(stateFolder, 'apply', orderId);

const namesIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder).catch(unlessMissing))?.sort() ?? [];

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}
