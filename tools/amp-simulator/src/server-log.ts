import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readConfig } from '@archivesmp/config-text';

/** What the log says of one plugin when the server starts. */
interface LoggedPlugin {
  readonly name: string;
  readonly version: string;
}

/** How many bytes of a JAR are searched for its description: those of placeholder JARs are stored, not packed. */
const SEARCHED = 65_536;
const two = (value: number): string => String(value).padStart(2, '0');

/**
 * `logs/latest.log` of a game server, written anew at each start as Paper and Velocity write it: every JAR is enabled, a plugin
 * whose `config.yml` cannot be read complains. Folders that cannot be written have no log.
 */
export class ServerLog {
  constructor(
    private readonly appDir: string,
    private readonly isProxy: boolean,
    /** Plugins that fail to enable. */
    private readonly broken: () => readonly string[],
    /** Milliseconds that the clock of the host is ahead. */
    private readonly clockAheadMs: () => number = () => 0,
  ) {}

  /** The server has started: what a log says from the first line to `Done`. */
  writeLog(at: Date): void {
    const now = new Date(at.getTime() + this.clockAheadMs());
    const clock = `${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}`;
    const lines = this.plugins().flatMap((plugin) => this.linesOf(plugin, clock));
    const done = this.isProxy
      ? `[${clock} INFO]: Done (2.71s)!`
      : `[${clock}] [Server thread/INFO]: Done (2.718s)! For help, type "help"`;
    this.saveLog([...lines, done].join('\n'), now);
  }

  private linesOf({ name, version }: LoggedPlugin, clock: string): string[] {
    if (this.isProxy) return [`[${clock} INFO]: Loaded plugin ${name} ${version} by its authors`];
    const lines = [`[${clock}] [Server thread/INFO]: [${name}] Enabling ${name} v${version}`];
    if (this.broken().includes(name))
      lines.push(
        `[${clock}] [Server thread/ERROR]: Error occurred while enabling ${name} v${version} (Is it up to date?)`,
      );
    const mistake = this.unreadableConfig(name);
    if (mistake !== undefined)
      lines.push(
        `[${clock}] [Server thread/ERROR]: [${name}] Cannot load plugins/${name}/config.yml: ${mistake}`,
      );
    return lines;
  }

  private unreadableConfig(plugin: string): string | undefined {
    const file = path.join(this.appDir, 'plugins', plugin, 'config.yml');
    try {
      const reading = readConfig(readFileSync(file), 'yaml');
      return reading.state === 'ok' ? undefined : reading.error.message;
    } catch {
      // A plugin without a readable config.yml writes one or does without
      return undefined;
    }
  }

  private plugins(): LoggedPlugin[] {
    const folder = path.join(this.appDir, 'plugins');
    const jars = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.jar')) : [];
    return jars.sort().map((jar) => describedIn(path.join(folder, jar)));
  }

  private saveLog(text: string, now: Date): void {
    const file = path.join(this.appDir, 'logs/latest.log');
    try {
      mkdirSync(path.join(this.appDir, 'logs'), { recursive: true });
      writeFileSync(file, `${text}\n`);
      if (this.clockAheadMs() !== 0) utimesSync(file, now, now);
    } catch {
      // Fleets of one's own may be served from read-only folders
    }
  }
}

/** Name and version as the JAR says, or as its file name says. */
function describedIn(jar: string): LoggedPlugin {
  const stem = path.basename(jar, '.jar');
  let text = '';
  try {
    text = readFileSync(jar).subarray(0, SEARCHED).toString('latin1');
  } catch {
    // Then the file name has to do
  }
  const name = /^name: (\S+)$/m.exec(text)?.[1] ?? /"id":"([^"]+)"/.exec(text)?.[1];
  const version = /^version: '([^']+)'$/m.exec(text)?.[1] ?? /"version":"([^"]+)"/.exec(text)?.[1];
  const [guessed = stem, number = '1.0'] = stem.split(/[-_ ](?=v?\d)/);
  return { name: name ?? guessed, version: version ?? number };
}
