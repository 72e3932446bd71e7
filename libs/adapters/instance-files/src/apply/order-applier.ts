import { AppliedOrders, ApplyJournal } from './apply-journal.js';
import { ApplyError, type ApplyOrder, type ApplyOutcome, type OrderedFile } from './apply-order.js';
import { contentHash } from './content-hash.js';
import type { TargetFolders } from './target-folders.js';
import { swapFile } from './swap-file.js';

/** What applying needs from outside the host. */
export interface ApplySources {
  /** New content by its hash. @throws when it cannot be had */
  content(sha256: string): Promise<Uint8Array>;
  /** Stores the bytes that will be replaced and resolves only when they were read back and are the same. */
  backUp(sha256: string, bytes: Uint8Array, file: OrderedFile): Promise<void>;
}

/**
 * Applies orders to instances on this disk: check → fetch → back up → journal → swap → read back → done. Killed at any point,
 * `recover()` at the next start finishes or undoes what was under way: an instance is always wholly old or wholly new.
 */
export class OrderApplier {
  private readonly applied: AppliedOrders;

  constructor(
    private readonly stateFolder: string,
    private readonly folders: TargetFolders,
  ) {
    this.applied = new AppliedOrders(stateFolder);
  }

  /**
   * Runs one order on the instance whose server folder is `folder`. Repeating an order that has ended gives its outcome again
   * without touching anything.
   */
  async apply(folder: string, order: ApplyOrder, sources: ApplySources): Promise<ApplyOutcome> {
    const ended = await this.applied.outcomeOf(order.operationId);
    if (ended !== undefined) return ended;
    let journal: ApplyJournal;
    try {
      await this.claim(order);
      journal = await this.prepare(folder, order, sources);
    } catch (error) {
      const outcome = refusedBy(error);
      // Only what can never succeed is final; a missing content or a full disk may be tried again.
      if (outcome.state !== 'applied' && FINAL.has(outcome.code))
        await this.applied.record(order.operationId, outcome);
      return outcome;
    }
    await journal.beginSwapping();
    return this.finish(journal);
  }

  /** Ends every order that a kill interrupted. Call it before the first order is taken. */
  async recover(): Promise<ReadonlyMap<string, ApplyOutcome>> {
    const outcomes = new Map<string, ApplyOutcome>();
    for (const journal of await ApplyJournal.pending(this.stateFolder)) {
      if (journal.state === 'prepared') await journal.end();
      else outcomes.set(journal.order.operationId, await this.finish(journal));
    }
    return outcomes;
  }

  private async claim(order: ApplyOrder): Promise<void> {
    const highest = await this.applied.highestFence(order.instanceId);
    if (order.fence < highest)
      throw new ApplyError(
        'stale_fence',
        `this order has fence ${order.fence}, but ${highest} was seen already; a newer order has taken over`,
      );
    if (order.fence > highest) await this.applied.raiseFence(order.instanceId, order.fence);
  }

  /** Everything that can be refused is refused here, before the first byte changes. */
  private async prepare(folder: string, order: ApplyOrder, sources: ApplySources): Promise<ApplyJournal> {
    const contents = new Map<string, Uint8Array>();
    for (const file of order.files) {
      const bytes = await this.folders
        .within(folder, file.path, undefined, (writer, name) => writer.read(name))
        .catch(asApplyError(file));
      if (contentHash(bytes) !== file.before)
        throw new ApplyError('base_moved', 'it is not what the plan was made on; make a new plan', file.path);
      if (bytes !== undefined) {
        contents.set(file.before!, bytes);
        await sources.backUp(file.before!, bytes, file).catch((error: Error) => {
          throw new ApplyError('backup_failed', `no verified backup: ${error.message}`, file.path);
        });
      }
    }
    for (const file of order.files) {
      if (file.after === null || contents.has(file.after)) continue;
      const bytes = await sources.content(file.after).catch((error: Error) => {
        throw new ApplyError('content_unavailable', error.message, file.path);
      });
      if (contentHash(bytes) !== file.after)
        throw new ApplyError('content_unavailable', 'the new content is not what the plan names', file.path);
      contents.set(file.after, bytes);
    }
    return ApplyJournal.prepare(this.stateFolder, folder, order, contents);
  }

  private async finish(journal: ApplyJournal): Promise<ApplyOutcome> {
    let outcome: ApplyOutcome = { state: 'applied' };
    try {
      for (const file of journal.order.files) await this.swap(journal, file);
      for (const file of journal.order.files) await this.readBack(journal, file);
    } catch (error) {
      if (isKill(error)) throw error;
      const { code, reason, path } = toApplyError(error);
      await this.undo(journal);
      outcome = { state: 'undone', code, reason, ...(path !== undefined && { path }) };
    }
    await this.applied.record(journal.order.operationId, outcome);
    await journal.end();
    return outcome;
  }

  private async swap(journal: ApplyJournal, file: OrderedFile): Promise<void> {
    const content = file.after === null ? undefined : await journal.content(file.after);
    await this.folders
      .within(journal.folder, file.path, file.after === null ? undefined : 'create', (writer, name) =>
        swapFile(writer, name, journal.order.operationId, file, content),
      )
      .catch(asApplyError(file));
  }

  private async readBack(journal: ApplyJournal, file: OrderedFile): Promise<void> {
    const bytes = await this.folders
      .within(journal.folder, file.path, undefined, (writer, name) => writer.read(name))
      .catch(asApplyError(file));
    if (contentHash(bytes) !== file.after)
      throw new ApplyError(
        'changed_meanwhile',
        'it was changed right after it was written; theirs was kept',
        file.path,
      );
  }

  /** Puts back every file that is new; a file that somebody else changed meanwhile is left as it is. */
  private async undo(journal: ApplyJournal): Promise<void> {
    for (const file of journal.order.files) {
      const back: OrderedFile = { path: file.path, before: file.after, after: file.before };
      await this.swap(journal, back).catch((error: unknown) => {
        if (!(error instanceof ApplyError && error.code === 'changed_meanwhile')) throw error;
      });
    }
  }
}

const FINAL: ReadonlySet<string> = new Set(['stale_fence', 'base_moved', 'outside_instance']);

/** A test's stand-in for SIGKILL must not be handled, as the real one would not be. */
const isKill = (error: unknown): boolean => (error as { kill?: unknown } | null)?.kill === true;

function refusedBy(error: unknown): ApplyOutcome {
  if (isKill(error)) throw error;
  const { code, reason, path } = toApplyError(error);
  return { state: 'refused', code, reason, ...(path !== undefined && { path }) };
}

const asApplyError =
  (file: OrderedFile) =>
  (error: unknown): never => {
    if (isKill(error)) throw error;
    throw toApplyError(error, file.path);
  };

function toApplyError(error: unknown, path?: string): ApplyError {
  if (error instanceof ApplyError) return error;
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return new ApplyError(
    'disk',
    `the disk refused it (${code ?? (error instanceof Error ? error.message : 'unknown reason')})`,
    path,
  );
}
