import path from 'node:path';
import type { DamagedStateFile } from '@archivesmp/contracts/agent-state';
import { ApplyError } from './apply-order.js';
import { ApplyJournal } from './apply-journal.js';
import { damageText, moveAside } from './damaged-state.js';
import type { EndedOrders } from './ended-orders.js';
import type { InstanceQueues } from './instance-queues.js';
import type { MadeFolders } from './made-folders.js';
import { repairFence, type RepairedFence } from './repair-fence.js';
import { assertWritable } from './state-folder.js';

/** Parts of the state folder that may be missing, and so may be moved away. */
export type MovableStateFile = DamagedStateFile & { readonly kind: 'outcome' | 'journal' | 'made-folders' };

/** What of the state folder cannot be read, and how it becomes sound again. None of it keeps another instance from its orders. */
export class StateCare {
  constructor(
    private readonly stateFolder: string,
    private readonly queues: InstanceQueues,
    private readonly ended: EndedOrders,
    private readonly made: MadeFolders,
  ) {}

  /** @throws {ApplyError} `disk` or `damaged_state`: what keeps orders from being carried out, with the remedy */
  async assertSound(): Promise<void> {
    await assertWritable(this.stateFolder);
    const [first, ...others] = await this.listDamagedParts();
    if (first === undefined) return;
    const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
    throw new ApplyError('damaged_state', `${damageText(first)}${more}`);
  }

  /** Everything that is kept and cannot be read, journals first. */
  async listDamagedParts(): Promise<DamagedStateFile[]> {
    const journals = await ApplyJournal.listDamagedJournals(this.stateFolder);
    return [
      ...journals,
      ...(await this.ended.listDamagedOrders()),
      ...(await this.made.listDamagedRecords()),
    ];
  }

  /**
   * Writes a damaged fence anew while no order touches the instance; undefined when there is nothing to repair.
   * @param newest asks the hub for the highest fence that it has given out; what it throws leaves everything as it is
   */
  repairFence(instanceId: string, newest: () => Promise<number>): Promise<RepairedFence | undefined> {
    return this.queues.runInQueue(instanceId, () =>
      repairFence(this.stateFolder, this.ended, instanceId, newest),
    );
  }

  /**
   * Moves a damaged part aside while no order touches the instance, a journal with the contents it had stored.
   * @returns where it lies now; undefined when it can be read
   */
  setAside({ kind, file, instanceId = '' }: MovableStateFile): Promise<string | undefined> {
    return this.queues.runInQueue(instanceId, async () => {
      const damaged = await this.listDamagedParts();
      if (!damaged.some((part) => part.kind === kind && part.file === file)) return undefined;
      return moveAside(this.stateFolder, kind, kind === 'journal' ? path.dirname(file) : file);
    });
  }
}
