import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { isUuid } from '@archivesmp/contracts/uuid';
import { replaceDurably } from '@archivesmp/instance-files';

/** Power orders whose program was started, in the state folder: one that is found there at a start was interrupted. */
export class BegunOrders {
  private readonly folder: string;

  constructor(stateFolder: string) {
    this.folder = path.join(stateFolder, 'power');
  }

  /** Writes down that the program is started now. @returns false when it was started before */
  async recordBegunOrder(orderId: string): Promise<boolean> {
    const file = this.fileOfOrder(orderId);
    if ((await readFile(file).catch(unlessMissing)) !== undefined) return false;
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await replaceDurably(file, Buffer.from(new Date().toISOString()));
    return true;
  }

  /** How it ended is kept elsewhere by now. */
  async removeBegunOrder(orderId: string): Promise<void> {
    await rm(this.fileOfOrder(orderId), { force: true });
  }

  private fileOfOrder(orderId: string): string {
    if (!isUuid(orderId)) throw new Error('an order has a UUID');
    return path.join(this.folder, orderId);
  }
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
  return undefined;
}
