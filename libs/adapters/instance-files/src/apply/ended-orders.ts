import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { ApplyError, type ApplyOrder, type ApplyOutcome } from './apply-order.js';
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
    if (fence === 'damaged') throw new ApplyError('damaged_state', damagedFence(this.fencePath(instanceId)));
    return fence;
  }

  /** @throws {ApplyError} `damaged_state` naming the first fence that cannot be read and what to do */
  async assertFences(): Promise<void> {
    const [damaged] = await this.damagedFences();
    if (damaged !== undefined) await this.highestFence(damaged);
  }

  /** Instances whose fence is kept but cannot be read. */
  async damagedFences(): Promise<string[]> {
    const names = (await readdir(path.join(this.stateFolder, 'fences')).catch(unlessMissing)) ?? [];
    const damaged: string[] = [];
    for (const name of names.filter((one) => !one.endsWith('.next')).sort())
      if ((await this.fenceOf(name)) === 'damaged') damaged.push(name);
    return damaged;
  }

  /** Fences of the orders of an instance that ended here and are not forgotten yet. */
  async fencesOfEnded(instanceId: string): Promise<number[]> {
    return (await this.all()).filter((one) => one.instanceId === instanceId).map(({ fence }) => fence);
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

  async find(orderId: string): Promise<EndedOrder | undefined> {
    const text = await readFile(this.outcomePath(orderId), 'utf8').catch(unlessMissing);
    return text === undefined ? undefined : (JSON.parse(text) as EndedOrder);
  }

  async record({ orderId, instanceId, fence }: ApplyOrder, outcome: ApplyOutcome): Promise<void> {
    await this.write({ orderId, instanceId, fence, outcome, at: new Date().toISOString() });
  }

  async markDelivered(ended: EndedOrder): Promise<void> {
    await this.write({ ...ended, deliveredAt: new Date().toISOString() });
  }

  /** Outcomes the hub has not taken yet. */
  async undelivered(): Promise<EndedOrder[]> {
    return (await this.all()).filter((ended) => ended.deliveredAt === undefined);
  }

  /** Forgets delivered outcomes older than `days`; by then the fence refuses the order as well. */
  async forgetOlderThan(days: number): Promise<void> {
    const oldest = new Date(Date.now() - days * 86_400_000).toISOString();
    for (const ended of await this.all())
      if (ended.deliveredAt !== undefined && ended.at < oldest)
        await rm(this.outcomePath(ended.orderId), { force: true });
  }

  private async all(): Promise<EndedOrder[]> {
    const names = (await readdir(path.join(this.stateFolder, 'outcomes')).catch(unlessMissing)) ?? [];
    const ended: EndedOrder[] = [];
    for (const name of names.filter((one) => !one.endsWith('.next')).sort()) {
      const found = await this.find(name);
      if (found !== undefined) ended.push(found);
    }
    return ended;
  }

  private async write(ended: EndedOrder): Promise<void> {
    await mkdir(path.join(this.stateFolder, 'outcomes'), { recursive: true, mode: 0o700 });
    await replaceDurably(this.outcomePath(ended.orderId), Buffer.from(JSON.stringify(ended)));
  }

  /** The file that holds the highest fence of an instance. */
  fencePath(instanceId: string): string {
    return path.join(this.stateFolder, 'fences', instanceId);
  }

  private outcomePath(orderId: string): string {
    return path.join(this.stateFolder, 'outcomes', orderId);
  }
}

/** A lower number than before would let an old order through, so the agent does not guess. */
const damagedFence = (file: string): string =>
  `${file} should hold the number of the newest order and holds none, so no order of this instance is carried out. ` +
  'Remedy: POST /api/agent/repair-fences on this host asks the hub for the number and keeps the damaged file aside; operations.md has the whole line';

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}
