import path from 'node:path';
import { SimulatedProcess, type PanelDependencies } from './amp-process.js';
import { appMethods } from './app-methods.js';
import type { PublishedSpec } from './api-spec.js';
import { backupMethods } from './backup-methods.js';
import { coreMethods } from './core-methods.js';
import { fileMethods } from './file-methods.js';
import { instanceRecord, readInstanceRecords, type AmpInstanceRecord } from './instance-records.js';
import { LoginLimit } from './login-limit.js';
import type { PanelUser } from './login.js';
import { settingMethods } from './setting-methods.js';
import { SimulatedInstance } from './simulated-instance.js';
import type { Switches } from './switches.js';
import { uptimeText } from './uptime.js';

/** The controller (ADS) of one host and the instances it keeps. Its own ADS methods are in `controllerMethods`. */
export class Controller {
  readonly instances = new Map<string, SimulatedInstance>();
  readonly process: SimulatedProcess;
  readonly limit = new LoginLimit();
  /** How often the controller itself was stopped or restarted: no client of ours ever should. */
  hits = 0;
  private readonly parts: PanelDependencies;

  private constructor(
    readonly record: AmpInstanceRecord,
    private readonly hostDir: string,
    private readonly panel: string,
    users: readonly PanelUser[],
    readonly switches: Switches,
    private readonly published: PublishedSpec | undefined,
  ) {
    this.parts = { users, limit: this.limit, switches, visible: () => new Set(this.instances.keys()) };
    this.process = new SimulatedProcess(
      {
        id: record.InstanceID,
        name: record.InstanceName,
        friendlyName: record.FriendlyName,
        module: 'ADS',
      },
      this.parts,
    );
    const started = Date.now();
    const status = (): { State: number; Uptime: string; Metrics: Record<string, never> } => ({
      State: 20,
      Uptime: uptimeText(Date.now() - started),
      Metrics: {},
    });
    this.process.addMethods(...coreMethods(this.process, status, published));
  }

  /** Reads (or writes) `instances.json` of the host; every instance not named in `stopped` is up and ready. */
  static async open(
    panel: string,
    hostDir: string,
    users: readonly PanelUser[],
    switches: Switches,
    published: PublishedSpec | undefined,
    stopped: readonly string[] = [],
  ): Promise<Controller> {
    const records = await readInstanceRecords(hostDir, panel);
    const own = records.find(({ Module }) => Module === 'ADS') ?? instanceRecord(panel, 'ADS01', 'ADS', 8080);
    const controller = new Controller(own, hostDir, panel, users, switches, published);
    controller.takeRecords(records, stopped);
    return controller;
  }

  /** Reads `instances.json` again: new instances appear, vanished ones go; sessions see neither until a new login. */
  async reload(): Promise<void> {
    const records = await readInstanceRecords(this.hostDir, this.panel);
    const known = new Set(records.map(({ InstanceID }) => InstanceID));
    for (const [id, instance] of this.instances)
      if (!known.has(id)) {
        this.instances.delete(id);
        await instance.close();
      }
    this.takeRecords(records, []);
  }

  byName(name: string): SimulatedInstance | undefined {
    return [...this.instances.values()].find(({ record }) => record.InstanceName === name);
  }

  /** What `Core/Restart` and its kin do here: all sessions of the controller are lost. */
  restart(): void {
    this.hits += 1;
    this.process.sessions.clear();
  }

  async close(): Promise<void> {
    for (const instance of this.instances.values()) await instance.close();
  }

  private takeRecords(records: readonly AmpInstanceRecord[], stopped: readonly string[]): void {
    for (const record of records) {
      if (record.Module === 'ADS' || this.instances.has(record.InstanceID)) continue;
      const dir = path.join(this.hostDir, 'instances', record.InstanceName);
      const instance = new SimulatedInstance(record, dir, this.parts);
      instance.process.addMethods(
        ...coreMethods(
          instance.process,
          () => ({
            State: instance.app.current,
            Uptime: uptimeText(instance.app.uptimeMs),
            Metrics: instance.metrics(),
          }),
          this.published,
        ),
        ...appMethods(instance),
        ...settingMethods(),
        ...fileMethods(instance.files),
        ...backupMethods(instance.backups),
      );
      this.instances.set(record.InstanceID, instance);
      if (!stopped.includes(record.InstanceName)) instance.wakeReady();
    }
  }
}
