import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const LIBRARIES = '/usr/lib';
const LIBRARY = 'faketime/libfaketimeMT.so.1';

/** Where libfaketime lies; undefined when it is not installed (Debian: apt-get install faketime). */
export function faketimeLibrary(): string | undefined {
  const folders = readdirSync(LIBRARIES, { withFileTypes: true }).filter((one) => one.isDirectory());
  return folders
    .filter(({ name }) => readdirSync(path.join(LIBRARIES, name)).includes('faketime'))
    .map(({ name }) => path.join(LIBRARIES, name, LIBRARY))[0];
}

/** The time of day of programs under test, each of which can be set while it runs. Their steady clocks stay as they are. */
export class SetClocks {
  private readonly dir = mkdtempSync(path.join(os.tmpdir(), 'asmp-clocks-'));

  /** @param noticedWithinSeconds programs look so seldom whether they were set; 0 = at every look at the time, which costs */
  constructor(
    private readonly library: string,
    private readonly noticedWithinSeconds = 0,
  ) {}

  /** Environment of a program that has a time of day of its own, which begins as that of the machine. */
  env(name: string): NodeJS.ProcessEnv {
    this.set(name, 0);
    return {
      LD_PRELOAD: this.library,
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      FAKETIME_DONT_RESET: '1',
      ...(this.noticedWithinSeconds > 0
        ? { FAKETIME_CACHE_DURATION: String(this.noticedWithinSeconds) }
        : { FAKETIME_NO_CACHE: '1' }),
      NO_FAKE_STAT: '1',
      FAKETIME_TIMESTAMP_FILE: this.file(name),
    };
  }

  /** From now on the program is so many seconds ahead of the machine. */
  set(name: string, aheadSeconds: number): void {
    writeFileSync(this.file(name), `${aheadSeconds < 0 ? '-' : '+'}${Math.abs(aheadSeconds)}s\n`);
  }

  close(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }

  private file(name: string): string {
    return path.join(this.dir, name);
  }
}
