import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { DamagedStateFile } from '@archivesmp/contracts/agent-state';
import type { ApplyOrder, ApplyOutcome } from './apply-order.js';
import { damageError, storedJson } from './damaged-state.js';
import { replaceDurably } from './durable-file.js';

/** An order and how it ended. */
export interface EndedOrder {
  readonly orderId: string;
  readonly instanceId: string;
  readonly fence: number;
  readonly outcome: ApplyOutcome;
  readonly at: string;
  /** When the hub took the outcome. */
  readonly deliveredAt?: string;
}

/** The highest fence of each instance and how orders ended, durably: a repeated order has one effect and the same answer. */
export class EndedOrders {
  constructor(private readonly stateFolder: string) {}

  /** 0 when no order of this instance was seen. @throws {ApplyError} `damaged_state` when it was seen but the number cannot be read */
  async highestFence(instanceId: string): Promise<number> {
    const fence = await this.fenceOf(instanceId);
    if (fence === 'damaged') throw damageError(this.damagedFence(instanceId));
    return fence;
  }

  /** Fences and outcomes that are kept but cannot be read. */
  async listDamagedOrders(): Promise<DamagedStateFile[]> {
    const damaged: DamagedStateFile[] = [];
    for (const name of await this.listNamesIn('fences'))
      if ((await this.fenceOf(name)) === 'damaged') damaged.push(this.damagedFence(name));
    for (const name of await this.listNamesIn('outcomes'))
      if ((await this.outcomeOf(name)) === 'damaged') damaged.push(this.damagedOutcome(name));
    return damaged;
  }

  /** Fences of the orders of an instance that ended here and are not forgotten yet. */
  async fencesOfEnded(instanceId: string): Promise<number[]> {
    return (await this.listEndedOrders())
      .filter((one) => one.instanceId === instanceId)
      .map(({ fence }) => fence);
  }

  private async fenceOf(instanceId: string): Promise<number | 'damaged'> {
    const text = await readFile(this.fencePath(instanceId), 'utf8').catch(unlessMissing);
    if (text === undefined) return 0;
    return /^\d{1,15}$/.test(text) ? Number(text) : 'damaged';
  }

  async raiseFence(instanceId: string, fence: number): Promise<void> {
    await mkdir(path.dirname(this.fencePath(instanceId)), { recursive: true, mode: 0o700 });
    await replaceDurably(this.fencePath(instanceId), Buffer.from(String(fence)));
  }

  /** undefined when the order did not end here. @throws {ApplyError} `damaged_state` when it did and the outcome cannot be read */
  async findEndedOrder(orderId: string): Promise<EndedOrder | undefined> {
    const ended = await this.outcomeOf(orderId);
    if (ended === 'damaged') throw damageError(this.damagedOutcome(orderId));
    return ended;
  }

  /** The outcome of an order, when it is kept and cannot be read. */
  async damageOf(orderId: string): Promise<DamagedStateFile | undefined> {
    return (await this.outcomeOf(orderId)) === 'damaged' ? this.damagedOutcome(orderId) : undefined;
  }

  private async outcomeOf(orderId: string): Promise<EndedOrder | 'damaged' | undefined> {
    const text = await readFile(this.outcomePath(orderId), 'utf8').catch(unlessMissing);
    return text === undefined ? undefined : (storedJson<EndedOrder>(text, isEnded) ?? 'damaged');
  }

  async recordEndedOrder({ orderId, instanceId, fence }: ApplyOrder, outcome: ApplyOutcome): Promise<void> {
    await this.writeEndedOrder({ orderId, instanceId, fence, outcome, at: new Date().toISOString() });
  }

  async markDelivered(ended: EndedOrder): Promise<void> {
    await this.writeEndedOrder({ ...ended, deliveredAt: new Date().toISOString() });
  }

  /** Outcomes the hub has not taken yet. */
  async listUndelivered(): Promise<EndedOrder[]> {
    return (await this.listEndedOrders()).filter((ended) => ended.deliveredAt === undefined);
  }

  /** Forgets delivered outcomes older than `days`; by then the fence refuses the order as well. */
  async forgetOlderThan(days: number): Promise<void> {
    const oldest = new Date(Date.now() - days * 86_400_000).toISOString();
    for (const ended of await this.listEndedOrders())
      if (ended.deliveredAt !== undefined && ended.at < oldest)
        await rm(this.outcomePath(ended.orderId), { force: true });
  }

  /** Every outcome that can be read; one that cannot does not hide the others. */
  private async listEndedOrders(): Promise<EndedOrder[]> {
    const ended: EndedOrder[] = [];
    for (const name of await this.listNamesIn('outcomes')) {
      const found = await this.outcomeOf(name);
      if (found !== undefined && found !== 'damaged') ended.push(found);
    }
    return ended;
  }

  private async listNamesIn(part: 'fences' | 'outcomes'): Promise<string[]> {
    const names = (await readdir(path.join(this.stateFolder, part)).catch(unlessMissing)) ?? [];
    return names.filter((one) => !one.endsWith('.next')).sort();
  }

  private async writeEndedOrder(ended: EndedOrder): Promise<void> {
    await mkdir(path.join(this.stateFolder, 'outcomes'), { recursive: true, mode: 0o700 });
    await replaceDurably(this.outcomePath(ended.orderId), Buffer.from(JSON.stringify(ended)));
  }

  /** The file that holds the highest fence of an instance. */
  fencePath(instanceId: string): string {
    return path.join(this.stateFolder, 'fences', instanceId);
  }

  private damagedFence(instanceId: string): DamagedStateFile {
    return { kind: 'fence', file: this.fencePath(instanceId), instanceId };
  }

  private damagedOutcome(orderId: string): DamagedStateFile {
    return { kind: 'outcome', file: this.outcomePath(orderId), orderId };
  }

  private outcomePath(orderId: string): string {
    return path.join(this.stateFolder, 'outcomes', orderId);
  }
}

const isEnded = ({ orderId, instanceId, fence, outcome, at }: Record<string, unknown>): boolean =>
  [orderId, instanceId, at].every((one) => typeof one === 'string') &&
  typeof fence === 'number' &&
  typeof (outcome as ApplyOutcome | null | undefined)?.state === 'string';

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}
