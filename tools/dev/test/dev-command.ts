import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { freePort } from '@archivesmp/private-services';

const CHECKOUT = path.resolve(import.meta.dirname, '../../..');

export interface DevEnd {
  code: number | null;
  /** stdout and stderr as they came. */
  output: string;
}

export interface DevFile {
  url: string;
  docs: string;
  users: { name: string; password: string; role: string }[];
  token: string;
  fleet: { id: string; hosts: { name: string; dataDir: string }[] };
  agents: Record<string, string>;
  summary: {
    instances: number;
    files: number;
    unreadable: number;
    notUnderstood: number;
    otherFiles: { instance: string; file: string; state: string; reason: string }[];
    outliers: number;
    state: string;
  };
}

/** ./dev as a user types it, with a state folder and a port of its own. */
export class DevCommand {
  readonly stateDir = mkdtempSync(path.join(os.tmpdir(), 'asmp-dev-'));

  private constructor(readonly port: number) {}

  static async make(): Promise<DevCommand> {
    return new DevCommand(await freePort());
  }

  start(...args: string[]): { child: ChildProcess; end: Promise<DevEnd>; output(): string } {
    const child = spawn(path.join(CHECKOUT, 'dev'), args, {
      env: {
        ...process.env,
        ARCHIVESMP_STATE: this.stateDir,
        ARCHIVESMP_PORT: String(this.port),
        NO_COLOR: '1',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output: string[] = [];
    child.stdout.on('data', (text: Buffer) => output.push(text.toString()));
    child.stderr.on('data', (text: Buffer) => output.push(text.toString()));
    const end = once(child, 'close').then(([code]) => ({
      code: code as number | null,
      output: output.join(''),
    }));
    return { child, end, output: () => output.join('') };
  }

  run(...args: string[]): Promise<DevEnd> {
    return this.start(...args).end;
  }

  devFile(): DevFile {
    return JSON.parse(readFileSync(path.join(this.stateDir, 'dev.json'), 'utf8')) as DevFile;
  }

  /** A GET below the hub's address, as the token of dev.json. */
  async get<T>(address: string): Promise<T> {
    const { url, token } = this.devFile();
    const answer = await fetch(url + address, { headers: { authorization: `Bearer ${token}` } });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${address}: ${answer.status} ${text}`);
    return JSON.parse(text) as T;
  }

  /** Process ids of everything that was started with this state folder, by name of its record. */
  running(): Map<string, number> {
    const commands = processCommands();
    const found = new Map<string, number>();
    for (const folder of ['run', 'services'])
      for (const file of filesOf(path.join(this.stateDir, folder))) {
        if (!file.endsWith('.json') || file.endsWith('.mark.json')) continue;
        const text = readFileSync(path.join(this.stateDir, folder, file), 'utf8');
        const { pid } = JSON.parse(text) as { pid?: number };
        if (pid !== undefined && commands.has(pid)) found.set(file.replace('.json', ''), pid);
      }
    return found;
  }

  /** Process ids whose command line names the state folder: also those that were not recorded. */
  leftBehind(): number[] {
    return [...processCommands()]
      .filter(([, command]) => command.includes(this.stateDir))
      .map(([pid]) => pid);
  }

  async end(): Promise<void> {
    await this.run('down');
    rmSync(this.stateDir, { recursive: true, force: true });
  }
}

function processCommands(): Map<number, string> {
  const found = new Map<number, string>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const zombie = /^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
      if (!zombie)
        found.set(Number(name), readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' '));
    } catch {
      // It ended while we looked
    }
  }
  return found;
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
