import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  portHolder,
  processRecord,
  startProcess,
  stopProcess,
  until,
  type PrivateServiceSettings,
} from '@archivesmp/private-services';

const APPS = fileURLToPath(new URL('../../', import.meta.url));
/** Programs run by root read every file; without these two powers permissions count for them as for any user. */
const POWERLESS = process.getuid?.() === 0 ? ['--bounding-set=-dac_override,-dac_read_search', '--'] : ['--'];
const GONE_WITHIN_MS = 60_000;

/** One program of the product under test. */
export interface ProgramPlan {
  /** Of its record, its log, and its settings file `<name>.yaml`. */
  readonly name: string;
  readonly app: 'hub' | 'client-agent';
  readonly port: number;
  /** The address whose first answer below 500 counts as started. */
  readonly probe: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** The processes of one product under test, with their settings and logs in one folder. */
export class ProductPrograms {
  private readonly ports: Map<string, number>;

  constructor(
    private readonly dir: string,
    { redis, mariadb, s3 }: PrivateServiceSettings,
  ) {
    this.ports = new Map([
      ['redis', redis.port],
      ['mariadb', mariadb.port],
      ['s3', s3.port],
    ]);
  }

  writeSettings(name: string, settings: object): void {
    writeFileSync(path.join(this.dir, `${name}.yaml`), JSON.stringify(settings), { mode: 0o600 });
  }

  readSettings<Settings>(name: string): Settings {
    return JSON.parse(readFileSync(path.join(this.dir, `${name}.yaml`), 'utf8')) as Settings;
  }

  /** Returns when it is ready. @throws with its last lines when it does not come up */
  async start({ name, app, port, probe, env }: ProgramPlan): Promise<void> {
    const program = path.join(APPS, app, 'dist/main.js');
    if (!existsSync(program)) throw new Error(`${program} is missing. Remedy: npm run build`);
    this.ports.set(name, port);
    await startProcess({
      name,
      command: 'setpriv',
      args: [...POWERLESS, process.execPath, program, '--config', path.join(this.dir, `${name}.yaml`)],
      stateDir: this.dir,
      port,
      background: false,
      ...(env && { env: { ...process.env, ...env } }),
      readyWithinMs: 90_000, // on a machine with many tests at once
      isReady: async () => {
        const answer = await fetch(`http://127.0.0.1:${port}${probe}`);
        // 401 and 404 come from the program itself; while it is being built it says 503
        if (answer.status >= 500) throw new Error(`${probe} says ${answer.status}: ${await answer.text()}`);
      },
    });
  }

  /** As a power cut would: no chance to say goodbye. Returns when it is gone. */
  async kill(name: string): Promise<void> {
    process.kill(processRecord(this.dir, name)!.pid, 'SIGKILL');
    await this.gone(name);
  }

  /** Clears up after a program that was killed, by whomever. Returns when its port is free. */
  async gone(name: string): Promise<void> {
    await stopProcess(this.dir, name);
    const port = this.ports.get(name)!;
    const free = await until(async () => (portHolder(port) ? undefined : true), GONE_WITHIN_MS);
    if (free === undefined) throw new Error(`port ${port} of ${name} did not become free`);
  }

  /** Asks it politely. Returns when it is gone. */
  stop(name: string): Promise<boolean> {
    return stopProcess(this.dir, name);
  }

  /** Lines of a program's log, as it wrote them. */
  lines(name: string): Record<string, unknown>[] {
    return readFileSync(path.join(this.dir, `${name}.log`), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }
}
