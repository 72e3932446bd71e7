import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';

/** A client-agent as it is started in production: its own process, from what was built. */
export class AgentProcess {
  output = '';
  private child: ChildProcess | undefined;
  private readonly lookers = new Set<() => void>();

  constructor(private readonly settingsFile: string) {}

  static with(folder: string, settings: Record<string, unknown>): AgentProcess {
    const file = path.join(folder, 'agent.yaml');
    writeFileSync(file, stringify(settings), { mode: 0o600 });
    return new AgentProcess(file);
  }

  get pid(): number {
    return this.child!.pid!;
  }

  /** Resolves when it waits for jobs. */
  async start(): Promise<void> {
    const from = this.output.length;
    const main = path.resolve(import.meta.dirname, '../dist/main.js');
    const child = spawn(process.execPath, [main, '--config', this.settingsFile], {
      stdio: ['ignore', 'pipe', 'pipe'],
      // As its unit does: without it the C library keeps freed buffers of each thread.
      env: { ...process.env, MALLOC_ARENA_MAX: '1' },
    });
    this.child = child;
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        this.output += chunk.toString();
        for (const check of this.lookers) check();
      });
    child.on('exit', () => this.lookers.forEach((check) => check()));
    await this.prints('waiting for jobs', from);
  }

  /** Resolves when the log contains the text; fails when the process ends first. */
  async prints(text: string, from = 0): Promise<void> {
    while (!this.output.includes(text, from)) {
      if (this.child?.exitCode != null || this.child?.signalCode != null)
        throw new Error(`the agent ended before it said "${text}":\n${this.output.slice(-2_000)}`);
      await new Promise<void>((resolve) => {
        const check = (): void => {
          this.lookers.delete(check);
          resolve();
        };
        this.lookers.add(check);
      });
    }
  }

  /** @returns its exit code; 1 when something in it did not stop by itself, null when the signal ended it */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    if (!this.child) return null;
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const gone = once(this.child, 'exit');
      this.child.kill(signal);
      await gone;
    }
    return this.child.exitCode;
  }

  /** Address of the status API. */
  get url(): string {
    return [...this.output.matchAll(/"url":"([^"]+)"/g)].at(-1)![1]!;
  }

  /** Resident memory now and at its highest, bytes. */
  memory(): { rss: number; peak: number } {
    const status = readFileSync(`/proc/${this.pid}/status`, 'utf8');
    const bytes = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)![1]) * 1024;
    return { rss: bytes('VmRSS'), peak: bytes('VmHWM') };
  }
}
