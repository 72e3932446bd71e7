import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CHECKOUT } from './checkout.js';

/** Everything that ./dev writes lies below one folder that only its owner may enter. */
export class StateFolder {
  constructor(readonly dir: string) {}

  /** `.archivesmp` of the checkout, or the folder that ARCHIVESMP_STATE names. */
  static ofEnvironment(env: NodeJS.ProcessEnv = process.env): StateFolder {
    return new StateFolder(path.resolve(CHECKOUT, env['ARCHIVESMP_STATE'] ?? '.archivesmp'));
  }

  /** The world of `--hard`, a folder of its own within this one. */
  get hard(): StateFolder {
    return new StateFolder(this.filePath('hard'));
  }

  /** Redis, MariaDB and S3: data, records, logs. */
  get services(): string {
    return this.filePath('services');
  }

  /** Records and logs of panels, agents and hub. */
  get run(): string {
    return this.filePath('run');
  }

  get devFile(): string {
    return this.filePath('dev.json');
  }

  filePath(...parts: string[]): string {
    return path.join(this.dir, ...parts);
  }

  make(): void {
    mkdirSync(this.dir, { recursive: true });
    chmodSync(this.dir, 0o700);
  }

  /** The content of a JSON file; undefined when it is not there or was not written to its end. */
  readJson<T>(name: string): T | undefined {
    try {
      return JSON.parse(readFileSync(this.filePath(name), 'utf8')) as T;
    } catch {
      return undefined;
    }
  }

  writeJson(name: string, value: unknown): void {
    this.writeText(name, `${JSON.stringify(value, null, 2)}\n`);
  }

  /** Wholly or not at all, readable by the owner only: most of what is written here holds passwords. */
  writeText(name: string, text: string): string {
    const file = this.filePath(name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, text, { mode: 0o600 });
    renameSync(`${file}.new`, file);
    return file;
  }
}
