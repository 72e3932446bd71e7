import { mkdir, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** An empty folder that goes when it is no longer used: `await using scratch = await ScratchFolder.make()`. */
export class ScratchFolder {
  private constructor(readonly root: string) {}

  static async make(below: string = tmpdir()): Promise<ScratchFolder> {
    return new ScratchFolder(await mkdtemp(path.join(below, 'archivesmp-drill-')));
  }

  /** Writes a file as a restore does: made new, on the disk before it returns. @throws Error when it lies outside */
  async writeRestored(file: string, content: Buffer): Promise<void> {
    const filePath = this.pathOf(file);
    await mkdir(path.dirname(filePath), { recursive: true });
    const handle = await open(filePath, 'wx', 0o600);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  async readRestored(file: string): Promise<Buffer> {
    return readFile(this.pathOf(file));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }

  private pathOf(file: string): string {
    const filePath = path.resolve(this.root, file);
    if (file.includes('\0') || !filePath.startsWith(this.root + path.sep))
      throw new Error(`The path ${JSON.stringify(file)} leads out of the scratch folder.`);
    return filePath;
  }
}
