import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { ORDER_FAILURES } from '@archivesmp/contracts/order-facts';
import { isUuid } from '@archivesmp/contracts/uuid';
import {
  ApplyError,
  failureOf,
  toApplyError,
  type ApplyOrder,
  type ApplyOutcome,
  type OrderedFile,
} from './apply-order.js';
import { ApplyJournal } from './apply-journal.js';
import type { ApplySources } from './apply-sources.js';
import { damageError, unknownEnd } from './damaged-state.js';
import { replaceDurably } from './durable-file.js';
import { EndedOrders, type EndedOrder } from './ended-orders.js';
import { MadeFolders } from './made-folders.js';
import { InstanceQueues } from './instance-queues.js';
import { stageOrder } from './stage-order.js';
import { StateCare } from './state-care.js';
import { assertWritable } from './state-folder.js';
import { cleanUp, putBack, readBack, stageFresh, swapIn, swapNames, type SwapNames } from './swap-file.js';
import type { FolderWriter } from './folder-writer.js';
import type { TargetFolders } from './target-folders.js';

/** Said with every order that went through a file manager. */
const NOT_ALIKE =
  'mode, owner, access lists and attributes are what the file manager of the panel gives files; it cannot keep them';

/**
 * Applies orders to instances: check → stage → back up → journal → swap → read back → done. Killed at any point, `recover()` at
 * the next start finishes or undoes what was under way: an instance is always wholly old or wholly new.
 */
export class OrderApplier {
  readonly ended: EndedOrders;
  /** What of the state folder cannot be read, and its repair. */
  readonly care: StateCare;
  private readonly queues = new InstanceQueues();
  private readonly made: MadeFolders;

  constructor(
    private readonly stateFolder: string,
    private readonly folders: TargetFolders,
  ) {
    this.ended = new EndedOrders(stateFolder);
    this.made = new MadeFolders(stateFolder);
    this.care = new StateCare(stateFolder, this.queues, this.ended, this.made);
  }

  /**
   * Runs one order on the instance whose server folder is `folder`. Repeating an order that has ended gives its outcome again
   * without touching anything. Orders of one instance wait for each other.
   */
  apply(folder: string, order: ApplyOrder, sources: ApplySources): Promise<ApplyOutcome> {
    return this.queues.runInQueue(order.instanceId, () => this.applyNow(folder, order, sources));
  }

  /** How an order stands that ended or was under way before; undefined when it is new here. */
  findOrderStatus(
    instanceId: string,
    orderId: string,
  ): Promise<Pick<EndedOrder, 'orderId' | 'instanceId' | 'fence' | 'outcome'> | undefined> {
    return this.queues.runInQueue(instanceId, async () => {
      const unknown = await this.endUnknown(orderId);
      if (unknown) return { orderId, instanceId, fence: 0, outcome: unknown };
      const journal = await this.pendingOf(instanceId, orderId);
      if (!journal) return this.ended.findEndedOrder(orderId);
      const { fence } = journal.order;
      return { orderId, instanceId, fence, outcome: await this.finish(journal) };
    });
  }

  /** Runs `work` while no order touches the instance, so that it does not see what is only there for the swap. */
  whileQuiet<T>(instanceId: string, work: () => Promise<T>): Promise<T> {
    return this.queues.runInQueue(instanceId, work);
  }

  /** Makes the state folder and its parts. @throws when it cannot be written */
  async prepareState(): Promise<void> {
    for (const part of ['apply', 'outcomes', 'fences'])
      await mkdir(path.join(this.stateFolder, part), { recursive: true, mode: 0o700 });
    await replaceDurably(path.join(this.stateFolder, 'last-start'), Buffer.from(new Date().toISOString()));
  }

  /** @throws {ApplyError} `disk` with the reason when nothing can be written into the state folder */
  assertStateWritable(): Promise<void> {
    return assertWritable(this.stateFolder);
  }

  /** Call once at the start, before the first order: ends every order that a kill interrupted. */
  async recover(): Promise<void> {
    await ApplyJournal.sweepJournals(this.stateFolder);
    await this.finishPending();
  }

  /**
   * Tries to end orders that are neither finished nor undone, such as after a full disk.
   * @returns how those that still are stand
   */
  async finishPending(): Promise<ReadonlyMap<ApplyOrder, ApplyOutcome>> {
    const stuck = new Map<ApplyOrder, ApplyOutcome>();
    for (const { order } of await ApplyJournal.listPendingJournals(this.stateFolder))
      await this.queues.runInQueue(order.instanceId, async () => {
        const journal = await this.pendingOf(order.instanceId, order.orderId);
        const outcome = journal && (await this.finish(journal));
        if (outcome?.state === 'stuck') stuck.set(order, outcome);
      });
    return stuck;
  }

  private async applyNow(folder: string, order: ApplyOrder, sources: ApplySources): Promise<ApplyOutcome> {
    // Both become names in the state folder
    if (!isUuid(order.orderId) || !isUuid(order.instanceId))
      return { state: 'refused', code: 'invalid_order', reason: 'order and instance are named by UUIDs' };
    const unknown = await this.endUnknown(order.orderId);
    if (unknown) return unknown;
    const interrupted = await this.pendingOf(order.instanceId, order.orderId);
    if (interrupted) return this.finish(interrupted);
    const ended = await this.ended.findEndedOrder(order.orderId);
    if (ended) return ended.outcome;
    let journal: ApplyJournal;
    try {
      await this.refuseWhileStuck(order);
      await this.claim(order);
      journal = await stageOrder(this.stateFolder, this.folders, folder, order, sources);
    } catch (error) {
      const failure = failureOf(toApplyError(error));
      const outcome: ApplyOutcome = { state: 'refused', ...failure };
      if (ORDER_FAILURES[failure.code].policy === 'final') await this.ended.recordEndedOrder(order, outcome);
      return outcome;
    }
    return this.finish(journal);
  }

  private async pendingOf(instanceId: string, orderId: string): Promise<ApplyJournal | undefined> {
    const pending = await ApplyJournal.listPendingJournals(this.stateFolder);
    return pending.find(({ order }) => order.instanceId === instanceId && order.orderId === orderId);
  }

  /** Of an order whose own journal or outcome cannot be read: it is not begun again. */
  private async endUnknown(orderId: string): Promise<ApplyOutcome | undefined> {
    const journals = await ApplyJournal.listDamagedJournals(this.stateFolder);
    const part =
      journals.find((journal) => journal.orderId === orderId) ?? (await this.ended.damageOf(orderId));
    return part && unknownEnd(part);
  }

  /** @throws {ApplyError} `unfinished_order` or `damaged_state`: an earlier order of the instance may have left it in between */
  private async refuseWhileStuck(order: ApplyOrder): Promise<void> {
    for (const journal of await ApplyJournal.listPendingJournals(this.stateFolder)) {
      if (journal.order.instanceId !== order.instanceId) continue;
      const outcome = await this.finish(journal);
      if (outcome.state === 'stuck')
        throw new ApplyError(
          'unfinished_order',
          `order ${journal.order.orderId} could neither be finished nor undone: ${outcome.reason}`,
        );
    }
    for (const part of await ApplyJournal.listDamagedJournals(this.stateFolder))
      if (part.instanceId === order.instanceId) throw damageError(part);
  }

  private async claim(order: ApplyOrder): Promise<void> {
    const highest = await this.ended.highestFence(order.instanceId);
    if (order.fence < highest)
      throw new ApplyError(
        'stale_fence',
        `this order has fence ${order.fence}, but ${highest} was seen already; a newer order has taken over`,
      );
    if (order.fence > highest) await this.ended.raiseFence(order.instanceId, order.fence);
  }

  private async finish(journal: ApplyJournal): Promise<ApplyOutcome> {
    const unknown = await this.endUnknown(journal.order.orderId);
    if (unknown) return unknown;
    const known = (await this.ended.findEndedOrder(journal.order.orderId))?.outcome;
    const outcome = known ?? (await this.swapAll(journal));
    if (outcome.state === 'stuck') return outcome;
    if (!known) await this.ended.recordEndedOrder(journal.order, outcome);
    if (outcome.state === 'applied') {
      await this.each(journal, (folder, names) => cleanUp(folder, names));
      await this.settleFolders(journal);
    }
    await journal.endJournal();
    return outcome;
  }

  private async swapAll(journal: ApplyJournal): Promise<ApplyOutcome> {
    try {
      await this.each(journal, async (folder, names, file) => {
        const { after } = file;
        if (after !== null) await stageFresh(folder, names, file, () => journal.openVerified(after));
      });
      await this.each(journal, swapIn);
      await this.each(journal, readBack);
      return this.folders.promises.preservesLikeness
        ? { state: 'applied' }
        : { state: 'applied', reason: NOT_ALIKE };
    } catch (error) {
      const failure = failureOf(toApplyError(error));
      const undoError = await this.undo(journal);
      if (!undoError) return { state: 'undone', ...failure };
      return {
        state: 'stuck',
        ...failure,
        reason: `${failure.reason}; it cannot be undone either: ${undoError.message}`,
      };
    }
  }

  /**
   * Remembers the folders that the order made, and removes those that earlier orders made and that it has emptied. One in which
   * something was put meanwhile stays.
   */
  private async settleFolders({ folder, order, madeFolders }: ApplyJournal): Promise<void> {
    const removed = order.files.filter((file) => file.after === null);
    if (madeFolders.length === 0 && removed.length === 0) return;
    const folders = new Set([...(await this.made.listMadeFolders(order.instanceId)), ...madeFolders]);
    for (const made of [...folders].sort().toReversed()) {
      if (!removed.some((file) => file.path.startsWith(`${made}/`))) continue;
      await this.folders.workInFolder(folder, made, undefined, async (writer, name) => {
        await writer.removeFolder(name);
        await writer.syncFolder();
      });
      if ((await this.folders.missingFolders(folder, `${made}/x`)).includes(made)) folders.delete(made);
    }
    await this.made.recordMadeFolders(order.instanceId, folders);
  }

  /** Puts back every file it can. @returns the first reason why one could not be */
  private async undo(journal: ApplyJournal): Promise<ApplyError | undefined> {
    let undoError: ApplyError | undefined;
    for (const file of journal.order.files)
      await this.workOnFile(journal, file, undefined, (folder, names) =>
        putBack(folder, names, file, () => journal.openVerified(file.before!)),
      ).catch((error: ApplyError) => {
        undoError ??= error;
      });
    for (const made of journal.madeFolders.toReversed())
      await this.folders
        .workInFolder(journal.folder, made, undefined, (folder, name) => folder.removeFolder(name))
        .catch((error: unknown) => {
          undoError ??= toApplyError(error, made);
        });
    return undoError;
  }

  private async each(
    journal: ApplyJournal,
    work: (folder: FolderWriter, names: SwapNames, file: OrderedFile) => Promise<void>,
  ): Promise<void> {
    for (const file of journal.order.files)
      // A folder that held the file and is gone now was removed by another program: it is not made again.
      await this.workOnFile(
        journal,
        file,
        file.before === null && file.after !== null ? 'create' : undefined,
        (folder, names) => work(folder, names, file),
      );
  }

  private async workOnFile(
    journal: ApplyJournal,
    file: OrderedFile,
    missing: 'create' | undefined,
    work: (folder: FolderWriter, names: SwapNames) => Promise<void>,
  ): Promise<void> {
    const { preservesExtension } = this.folders.promises;
    try {
      await this.folders.workInFolder(journal.folder, file.path, missing, (folder, name) =>
        work(folder, swapNames(name, journal.order.orderId, preservesExtension)),
      );
    } catch (error) {
      const known = toApplyError(error, file.path);
      throw known.path === undefined ? new ApplyError(known.code, known.reason, file.path) : known;
    }
  }
}
