import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { datedProperties, migratedYaml, savedYaml } from './rewritten-text.js';
import type { Switches } from './switches.js';

type Habits = Pick<
  Switches,
  'datesProperties' | 'savesOnStop' | 'savesOnStart' | 'migratesOnStart' | 'savesEveryMs'
>;

/**
 * What a game server and its plugins do to their own files, as real ones do: nothing that is not switched on. A plugin that saves
 * on stop keeps in memory what it read when the server started, and writes that.
 */
export class UnkindServer {
  private readonly memory = new Map<string, Buffer>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly appDir: string,
    private readonly habits: () => Habits,
  ) {}

  /** Before it reads its files. */
  starts(now: Date): void {
    const { datesProperties, savesOnStart, migratesOnStart } = this.habits();
    if (datesProperties) this.rewrite('server.properties', (text) => datedProperties(text, now));
    for (const plugin of migratesOnStart) this.rewrite(configOf(plugin), migratedYaml);
    for (const plugin of savesOnStart) this.rewrite(configOf(plugin), (text) => savedYaml(text, now));
  }

  /** It has read its files. */
  isUp(): void {
    this.close();
    this.memory.clear();
    for (const plugin of this.habits().savesOnStop) {
      const bytes = this.readBytes(configOf(plugin));
      if (bytes !== undefined) this.memory.set(plugin, bytes);
    }
    const { savesEveryMs } = this.habits();
    if (savesEveryMs > 0) this.timer = setInterval(() => this.saves(new Date()), savesEveryMs);
  }

  /** Its plugins are disabled, and save. */
  stops(): void {
    this.close();
    for (const plugin of this.habits().savesOnStop) {
      const bytes = this.memory.get(plugin);
      if (bytes !== undefined) this.writeBytes(configOf(plugin), bytes);
    }
  }

  /** While it runs: the same values, another text. */
  saves(now: Date): void {
    for (const plugin of this.habits().savesOnStart)
      this.rewrite(configOf(plugin), (text) => savedYaml(text, now));
  }

  close(): void {
    clearInterval(this.timer);
  }

  private rewrite(file: string, how: (text: string) => string): void {
    const bytes = this.readBytes(file);
    if (bytes === undefined) return;
    const text = bytes.toString('utf8');
    // What is no UTF-8 a real plugin would spoil, and no test is about that
    if (Buffer.from(text).equals(bytes)) this.writeBytes(file, Buffer.from(how(text)));
  }

  private readBytes(file: string): Buffer | undefined {
    const filePath = path.join(this.appDir, file);
    return existsSync(filePath) ? readFileSync(filePath) : undefined;
  }

  private writeBytes(file: string, bytes: Buffer): void {
    try {
      writeFileSync(path.join(this.appDir, file), bytes);
    } catch {
      // Fleets of one's own may be served from read-only folders
    }
  }
}

const configOf = (plugin: string): string => path.join('plugins', plugin, 'config.yml');
