import { lstat, realpath } from 'node:fs/promises';
import path from 'node:path';
import { failed, SimulatedRefusal } from './refusals.js';

const refuse = (virtual: string): never => {
  throw new SimulatedRefusal(failed(`The path ${JSON.stringify(virtual)} is not within this instance.`));
};

/** Keeps every path of the simulated file manager inside one folder of the real disk. */
export class FileJail {
  constructor(private readonly root: string) {}

  /**
   * The real path of a virtual one (`/` separators, `""` is the root). The target may be missing, what is above it may
   * not lead outside: `..`, absolute paths, backslashes, NUL and links to elsewhere are refused with `Status: false`.
   */
  async resolve(virtual: string): Promise<string> {
    const parts = virtual.split('/').filter((part) => part !== '');
    if (/[\\\0]/.test(virtual) || path.isAbsolute(virtual) || parts.includes('..')) refuse(virtual);
    const root = await realpath(this.root);
    let real = root;
    for (const part of parts) {
      real = path.join(real, part);
      const stat = await lstat(real).catch(() => undefined);
      if (stat === undefined) continue;
      if (stat.isSymbolicLink()) real = await realpath(real).catch(() => refuse(virtual));
      else if (!stat.isFile() && !stat.isDirectory()) refuse(virtual);
      if (real !== root && !real.startsWith(root + path.sep)) refuse(virtual);
    }
    return real;
  }

  /** Like `resolve`, for something that has a name of its own: never the root itself. */
  async resolveInside(virtual: string): Promise<string> {
    const real = await this.resolve(virtual);
    if (real === (await realpath(this.root))) refuse(virtual);
    return real;
  }

  /** A bare name, as RenameFile takes it. */
  static plainName(name: string): string {
    if (name === '' || name === '.' || name === '..' || /[/\\\0]/.test(name))
      throw new SimulatedRefusal(failed(`${JSON.stringify(name)} is not a plain name.`));
    return name;
  }
}
