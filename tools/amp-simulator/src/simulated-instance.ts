import { existsSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { SimulatedProcess, type PanelDependencies } from './amp-process.js';
import { appFolderOf } from './app-folder.js';
import { APP_STATE, SimulatedAppState } from './app-state.js';
import { SimulatedBackups } from './backups.js';
import { derivedUuid } from './derived-uuid.js';
import { FileManager } from './file-manager.js';
import type { AmpInstanceRecord } from './instance-records.js';
import { ServerLog } from './server-log.js';
import { UnkindServer } from './unkind-server.js';
import { simulatedMetricsOf, type Load, type Metric } from './metrics.js';

const readIfThere = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');

/** Proxies have no `server.properties`; the slots stand in one file or the other. */
function loadOf(name: string, appDir: string): Load {
  const properties = readIfThere(path.join(appDir, 'server.properties'));
  const velocity = readIfThere(path.join(appDir, 'velocity.toml'));
  const slots =
    /^max-players\s*=\s*(\d+)/m.exec(properties) ?? /^show-max-players\s*=\s*(\d+)/m.exec(velocity);
  const letters = [...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
  return { slots: Number(slots?.[1] ?? 20), heapMb: 2048, proxy: properties === '', players: letters % 9 };
}

/** One instance: its process, its game server and its folder. */
export class SimulatedInstance {
  readonly process: SimulatedProcess;
  readonly app: SimulatedAppState;
  readonly appDir: string;
  readonly files: FileManager;
  readonly backups: SimulatedBackups;
  readonly load: Load;
  private readonly log: ServerLog;
  private readonly unkind: UnkindServer;
  private up = false;
  private isAnswering = false;
  private listed = { running: false, until: 0, before: false };
  private staleState: number = APP_STATE.stopped;
  private boot: NodeJS.Timeout | undefined;

  constructor(
    readonly record: AmpInstanceRecord,
    dir: string,
    private readonly parts: PanelDependencies,
  ) {
    const real = existsSync(dir) ? realpathSync(dir) : dir;
    this.appDir = appFolderOf(real);
    this.process = new SimulatedProcess(
      {
        id: record.InstanceID,
        name: record.InstanceName,
        friendlyName: record.FriendlyName,
        module: record.Module,
      },
      parts,
    );
    this.app = new SimulatedAppState(
      () => parts.switches.appStepMs,
      (state) => this.announce(state),
    );
    this.files = new FileManager(this.appDir, parts.switches);
    this.backups = new SimulatedBackups(
      real,
      this.appDir,
      parts.switches,
      this.process.tasks,
      this.process.console,
    );
    this.load = loadOf(record.InstanceName, this.appDir);
    this.unkind = new UnkindServer(this.appDir, () => parts.switches);
    this.log = new ServerLog(
      this.appDir,
      this.load.proxy,
      () => parts.switches.brokenPlugins,
      () => parts.switches.clockAheadMs,
    );
  }

  /** Up and ready at once: the state in which a panel is found. */
  wakeReady(): void {
    this.up = true;
    this.listed = { running: true, until: 0, before: true };
    this.app.jump(APP_STATE.ready);
    this.isAnswering = true; // last: a server that was found running has not just written its log
  }

  get isUp(): boolean {
    return this.up;
  }

  /** Whether proxied calls reach the process. */
  get answers(): boolean {
    return this.isAnswering;
  }

  startProcess(): void {
    if (this.up) return;
    this.up = true;
    this.list(true);
    this.boot = setTimeout(() => {
      this.isAnswering = true;
      if (this.parts.switches.startAppWithProcess) this.startApp();
    }, this.parts.switches.processStartMs);
  }

  /** The listing goes on showing the last state of the game server. */
  stopProcess(): void {
    if (!this.up) return;
    this.staleState = this.app.current;
    this.up = false;
    this.isAnswering = false;
    clearTimeout(this.boot);
    this.app.jump(APP_STATE.stopped);
    this.process.sessions.clear();
    this.process.tasks.clear();
    this.files.locks.clear();
    this.list(false);
  }

  restartProcess(): void {
    this.stopProcess();
    this.startProcess();
  }

  startApp(): void {
    this.app.startApplication(
      !/^\s*eula\s*=\s*false/im.test(readIfThere(path.join(this.appDir, 'eula.txt'))),
    );
  }

  /** `Running` as the listing shows it: late by `runningLagMs`. */
  get listedRunning(): boolean {
    return Date.now() < this.listed.until ? this.listed.before : this.listed.running;
  }

  get listedState(): number {
    return this.up ? this.app.current : this.staleState;
  }

  metrics(state = this.app.current): Record<string, Metric> {
    return simulatedMetricsOf(this.record.InstanceName, state, this.load);
  }

  /** Who is on the server: no player unless it is ready. */
  userList(): Record<string, string> {
    const count = this.app.current === APP_STATE.ready ? this.load.players : 0;
    const names = Array.from({ length: count }, (_, index) => `Player${index + 1}`);
    return Object.fromEntries(names.map((name) => [derivedUuid('player', name), name]));
  }

  async close(): Promise<void> {
    clearTimeout(this.boot);
    this.app.close();
    this.unkind.close();
    await this.backups.settled();
  }

  private list(running: boolean): void {
    this.listed = {
      running,
      before: this.listedRunning,
      until: Date.now() + this.parts.switches.runningLagMs,
    };
  }

  private announce(state: number): void {
    const { console } = this.process;
    if (state === APP_STATE.starting) {
      console.writeEntry('Starting minecraft server');
      this.unkind.starts(new Date());
    }
    if (state === APP_STATE.ready) {
      this.unkind.isUp();
      console.writeEntry('Done (2.718s)! For help, type "help"');
      if (this.isAnswering) this.log.writeLog(new Date());
    }
    if (state === APP_STATE.stopping) {
      console.writeEntry('Stopping the server');
      this.unkind.stops();
    }
    if (state === APP_STATE.awaitingUserInput)
      console.writeEntry('You need to agree to the EULA in order to run the server.');
    if (state === APP_STATE.failed || state === APP_STATE.stopped) this.unkind.close();
    if (state === APP_STATE.failed) console.writeEntry('The server stopped unexpectedly.', 'System Activity');
  }
}
