import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';

const CHECK_EVERY_MS = 20;

/** A program outside of the product that watches one file: as soon as it is another, it is written anew, in place, once. */
export class Meddler {
  private readonly stopping = new AbortController();
  private readonly work: Promise<boolean>;

  private constructor(file: string, first: string, afterMs: number, write: (now: string) => string) {
    this.work = this.watch(file, first, afterMs, write);
  }

  /**
   * @param afterMs how long after the change it writes
   * @param write what it makes of what the file holds then
   */
  static async start(file: string, afterMs: number, write: (now: string) => string): Promise<Meddler> {
    return new Meddler(file, await readFile(file, 'utf8'), afterMs, write);
  }

  /** Ends the watch. @returns whether it wrote */
  done(): Promise<boolean> {
    this.stopping.abort();
    return this.work;
  }

  private async watch(
    file: string,
    first: string,
    afterMs: number,
    write: (now: string) => string,
  ): Promise<boolean> {
    while (!this.stopping.signal.aborted) {
      if ((await readFile(file, 'utf8').catch(() => first)) !== first) {
        await wait(afterMs);
        await writeFile(file, write(await readFile(file, 'utf8')));
        return true;
      }
      await wait(CHECK_EVERY_MS);
    }
    return false;
  }
}

/** The same values with another date, in another order: what a server makes of its `server.properties`. */
export function rewritten(properties: string): string {
  const values = properties.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return `${['#Minecraft server properties', `#${new Date().toUTCString()}`, ...values.sort()].join('\n')}\n`;
}
