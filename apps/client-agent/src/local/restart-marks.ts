import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { RestartMark } from '@archivesmp/contracts/agent';
import { replaceDurably } from '@archivesmp/instance-files';

/** Instances that somebody marked as needing a restart, in the state folder. */
export class RestartMarks {
  private marks: Promise<Map<string, RestartMark>> | undefined;

  constructor(private readonly stateFolder: string) {}

  async all(): Promise<RestartMark[]> {
    return [...(await this.load()).values()];
  }

  /** Marks again what is marked already: the newest reason counts. */
  async set(instanceIds: readonly string[], reason: string): Promise<void> {
    const since = new Date().toISOString();
    const marks = await this.load();
    for (const instanceId of instanceIds) marks.set(instanceId, { instanceId, reason, since });
    await this.write();
  }

  async clear(instanceId: string): Promise<void> {
    if ((await this.load()).delete(instanceId)) await this.write();
  }

  /** What was marked before this start is read once. */
  private load(): Promise<Map<string, RestartMark>> {
    this.marks ??= readMarks(this.file).catch((error: unknown) => {
      this.marks = undefined;
      throw error;
    });
    return this.marks;
  }

  private get file(): string {
    return path.join(this.stateFolder, 'restart-needed.json');
  }

  private async write(): Promise<void> {
    await mkdir(this.stateFolder, { recursive: true, mode: 0o700 });
    await replaceDurably(this.file, Buffer.from(JSON.stringify(await this.all())));
  }
}

async function readMarks(file: string): Promise<Map<string, RestartMark>> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return '[]';
  });
  return new Map((JSON.parse(text) as RestartMark[]).map((mark) => [mark.instanceId, mark]));
}
