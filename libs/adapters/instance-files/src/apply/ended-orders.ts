import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { ApplyOrder, ApplyOutcome } from './apply-order.js';
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

  /** 0 when no order of this instance was seen. @throws when it was seen but the number cannot be read */
  async highestFence(instanceId: string): Promise<number> {
    const text = await readFile(this.fencePath(instanceId), 'utf8').catch(unlessMissing);
    if (text === undefined) return 0;
    if (!/^\d+$/.test(text)) throw new Error(`the fence of ${instanceId} in ${this.stateFolder} is damaged`);
    return Number(text);
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

  private fencePath(instanceId: string): string {
    return path.join(this.stateFolder, 'fences', instanceId);
  }

  private outcomePath(orderId: string): string {
    return path.join(this.stateFolder, 'outcomes', orderId);
  }
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}
