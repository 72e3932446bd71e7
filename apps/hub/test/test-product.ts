import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Artifacts, StorageKeys } from '@archivesmp/artifacts';
import { startAmpPanel, type RunningPanel } from '@archivesmp/amp-simulator';
import { writeDemoFleet, type DemoFleet, type DemoTruth } from '@archivesmp/demo-fleet';
import type { History, ScanRecord } from '@archivesmp/history';
import {
  freePort,
  startPrivateServices,
  stopPrivateServices,
  type PrivateServiceSettings,
} from '@archivesmp/private-services';
import { createConnection } from 'mysql2/promise';
import { Gate } from './gate.js';
import { HubCaller } from './hub-caller.js';
import { DATABASE, newHistory, newToken } from './product-database.js';
import { ProductPrograms } from './product-programs.js';
import { agentSettings, hubSettings, PANEL_USER, STORAGE_KEY } from './product-settings.js';
import { recordAdopted } from './record-adopted.js';

const FINAL = new Set(['completed', 'partial', 'failed']);

/** How one product differs from what most tests need. */
export interface ProductVariant {
  /** Settings of the topic `deployment`, beside those that make changes quick. */
  readonly deployment?: object;
  /** Settings of the topic `backup`, beside those that keep its schedules quiet. */
  readonly backup?: object;
  /** Variables of the hub's environment, beside those of this process. */
  readonly hubEnv?: NodeJS.ProcessEnv;
  /** The same of one agent. */
  readonly envOf?: (host: string) => NodeJS.ProcessEnv;
  /** The same of S3. */
  readonly s3Env?: NodeJS.ProcessEnv;
  /** Variables of the agents' environment, beside those of this process. */
  readonly agentEnv?: NodeJS.ProcessEnv;
  /** true: MariaDB loses nothing when it is killed. */
  readonly durable?: boolean;
  /** Puts something between the hub and S3: given the port of S3 it gives the port that the hub is told. */
  readonly s3Port?: (port: number) => Promise<number>;
}

/**
 * The whole product on real parts, for one test file: Redis, MariaDB and S3 of its own, the demo fleet on disk behind two
 * simulated panels, one agent process per host, and the hub as a process. Needs the workspace to be built.
 */
export class TestProduct extends HubCaller {
  private constructor(
    readonly dir: string,
    readonly fleet: DemoFleet,
    readonly panels: ReadonlyMap<string, RunningPanel>,
    readonly gate: Gate,
    readonly history: History,
    readonly services: PrivateServiceSettings,
    private readonly hubPort: number,
    token: string,
    colleague: string,
    private readonly variant: ProductVariant,
  ) {
    super(token, colleague);
    this.programs = new ProductPrograms(dir, services);
    this.requestCount = hubPort;
  }

  private readonly programs: ProductPrograms;

  private hubS3Port = 0;

  /** Whatever was started is ended again when something does not start. */
  static async start(variant: ProductVariant = {}): Promise<TestProduct> {
    const dir = mkdtempSync(path.join(os.tmpdir(), 'asmp-product-'));
    const services = await startPrivateServices(servicesOf(dir, variant));
    const history = await newHistory(services);
    const fleet = await writeDemoFleet(path.join(dir, 'fleet'));
    const panels = new Map<string, RunningPanel>();
    for (const host of fleet.hosts) {
      const hostDir = path.join(dir, 'fleet', host, '.ampdata');
      panels.set(
        host,
        await startAmpPanel({ port: 0, name: host, hostDir, users: [PANEL_USER], ownSpec: true }),
      );
    }
    const hubPort = await freePort();
    const gate = await Gate.open(hubPort);
    const token = await newToken(history, ['admin']);
    const colleague = await newToken(history, ['write']);
    const parts = [dir, fleet, panels, gate, history, services, hubPort, token, colleague] as const;
    const product = new TestProduct(...parts, variant);
    try {
      await product.begin();
    } catch (error) {
      await product.close();
      throw error;
    }
    return product;
  }

  private async begin(): Promise<void> {
    const { port } = this.services.s3;
    this.hubS3Port = (await this.variant.s3Port?.(port)) ?? port;
    this.writeHubSettings(ANSWER_WITHIN_SECONDS);
    await this.writeAgentSettings();
    await this.startHub();
    for (const host of this.fleet.hosts) await this.startAgent(host);
    await this.saveBaselines();
  }

  get truth(): DemoTruth {
    return JSON.parse(readFileSync(this.fleet.truthFile, 'utf8')) as DemoTruth;
  }

  /** Everything that hosts keep on disk, and the baselines. */
  get fleetDir(): string {
    return path.join(this.dir, 'fleet');
  }

  /** Where the hub listens. */
  override get url(): string {
    return `http://127.0.0.1:${this.requestCount}`;
  }

  /** Folder of an instance's server. */
  serverDir(host: string, instance: string): string {
    return path.join(this.fleetDir, host, '.ampdata/instances', instance, 'Minecraft');
  }

  /** @param probe the address whose first answer below 500 counts as started */
  startHub(probe = '/health/ready'): Promise<unknown> {
    const { hubEnv: env = {} } = this.variant;
    return this.programs.start({ name: 'hub', app: 'hub', port: this.hubPort, probe, env });
  }

  /** A second hub on the same stores, behind a port of its own. Its name is `hub-2`. */
  async startSecondHub(): Promise<void> {
    this.secondPort = await freePort();
    const settings = this.programs.readSettings<{ http: object }>('hub');
    const port = this.secondPort;
    this.programs.writeSettings('hub-2', { ...settings, http: { ...settings.http, port } });
    await this.programs.start({ name: 'hub-2', app: 'hub', port, probe: '/health/ready' });
  }

  /** From now on agents and callers talk to the first or to the second hub, as behind a balancer. */
  talkTo(name: 'hub' | 'hub-2'): void {
    this.requestCount = name === 'hub' ? this.hubPort : this.secondPort;
    this.gate.leadTo(this.requestCount);
  }

  private secondPort = 0;
  private requestCount: number;

  startAgent(host: string): Promise<unknown> {
    const port = this.agentPorts.get(host)!;
    const env = { ...this.variant.agentEnv, ...this.variant.envOf?.(host) };
    return this.programs.start({
      name: `agent-${host}`,
      app: 'client-agent',
      port,
      probe: '/api/agent/status',
      env,
    });
  }

  private readonly agentPorts = new Map<string, number>();

  /** As a power cut would: no chance to say goodbye. Returns when it is gone. */
  kill(name: string): Promise<void> {
    return this.programs.kill(name);
  }

  /** Clears up after a program that was killed, by whomever. Returns when its port is free. */
  gone(name: string): Promise<void> {
    return this.programs.gone(name);
  }

  /** Asks it politely. Returns when it is gone. */
  stop(name: string): Promise<boolean> {
    return this.programs.stop(name);
  }

  /** Lines of a program's log, as it wrote them. */
  lines(name: string): Record<string, unknown>[] {
    return this.programs.lines(name);
  }

  /** Starts again whichever of Redis, MariaDB and S3 is down. */
  async startServices(): Promise<void> {
    const { redis, mariadb, s3 } = this.services;
    const ports = { redis: redis.port, mariadb: mariadb.port, s3: s3.port };
    await startPrivateServices({ ...servicesOf(this.dir, this.variant), ports });
  }

  /** The token of a person of their own. */
  newPerson(scopes: string[], name?: string): Promise<string> {
    return newToken(this.history, scopes, name);
  }

  /** A text that stands once in a file of an instance's server becomes another. */
  async edit(file: string, before: string, after: string): Promise<void> {
    const content = await readFile(file, 'utf8');
    if (content.split(before).length !== 2) throw new Error(`${file} does not hold ${before} once`);
    await writeFile(file, content.replace(before, after));
  }

  /** How many rows findings and their changes have. */
  async findingRows(): Promise<number> {
    const [row] = await this.execute(
      'SELECT (SELECT COUNT(*) FROM findings) + (SELECT COUNT(*) FROM finding_changes) AS total',
    );
    return Number(row!['total']);
  }

  /** A statement that no program of the product sends. Gives rows, where there are any. */
  async execute(statement: string, parameters: readonly unknown[] = []): Promise<Record<string, unknown>[]> {
    const connection = await createConnection({ ...this.services.mariadb, database: DATABASE });
    try {
      const [rows] = await connection.query(statement, [...parameters]);
      return Array.isArray(rows) ? (rows as Record<string, unknown>[]) : [];
    } finally {
      await connection.end();
    }
  }

  /** Waits until the fleet is known as the disk has it. */
  async discovered(instances: number): Promise<void> {
    await this.eventually(`${instances} instances to be known`, async () => {
      await this.discover();
      const known = await this.history.fleet.listInstances();
      return known.length === instances ? true : undefined;
    });
  }

  /** Straight from the history, so that it can be read while the hub is unavailable. */
  async scan(id: string): Promise<ScanRecord> {
    return (await this.history.scans.getScan(id))!;
  }

  /** Waits until the scan has ended by itself. */
  scanEnd(id: string, withinMs = 90_000): Promise<ScanRecord> {
    return this.eventually(
      'the scan to end',
      async () => {
        const scan = await this.scan(id).catch(() => undefined);
        return scan !== undefined && FINAL.has(scan.state) ? scan : undefined;
      },
      withinMs,
      50,
    );
  }

  async scanned(scope: object = {}): Promise<ScanRecord> {
    return this.scanEnd((await this.requestScan(scope)).id);
  }

  async close(): Promise<void> {
    await Promise.all(
      ['hub', 'hub-2', ...this.fleet.hosts.map((host) => `agent-${host}`)].map((name) => this.stop(name)),
    );
    await this.gate.close();
    await Promise.all([...this.panels.values()].map((panel) => panel.close()));
    await this.history.close();
    await stopPrivateServices(this.dir);
    rmSync(this.dir, { recursive: true, force: true });
  }

  /** Puts the fleet's baselines and deviations into the bucket: saved over the API they would ask for scans at once. */
  private async saveBaselines(): Promise<void> {
    const { baselinesDir, deviationsFile } = this.fleet;
    const entries = await readdir(baselinesDir, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name));
    const artifacts = new Artifacts({ ...this.services.s3, keys: new StorageKeys(STORAGE_KEY) });
    const when = { ifAbsent: true } as const;
    for (const file of files) {
      const [plugin, ...rest] = path.relative(baselinesDir, file).split('/');
      const location = { plugin: plugin!, path: rest.join('/') };
      const content = await readFile(file);
      const revision = await artifacts.baselines.writeBaseline(location.plugin, location.path, content, when);
      await recordAdopted(this.history, artifacts, location, content, revision);
    }
    const document = await readFile(deviationsFile);
    const revision = await artifacts.deviations.writeDeviations(document, when);
    await recordAdopted(this.history, artifacts, { plugin: '', path: 'deviations.yml' }, document, revision);
    artifacts.close();
  }

  /** Takes effect at the hub's next start. `deployment` comes on top of what the variant says. */
  writeHubSettings(answerWithinSeconds: number, deployment: object = {}): void {
    const { s3, ...others } = this.services;
    const facts = {
      services: { ...others, s3: { ...s3, port: this.hubS3Port } },
      panels: this.panels,
      port: this.hubPort,
      answerWithinSeconds,
      deployment: { ...this.variant.deployment, ...deployment },
      backup: this.variant.backup ?? {},
    };
    this.programs.writeSettings('hub', hubSettings(facts));
  }

  /** The agent of a host, as an operator there has it. */
  agent(host: string): { url: string; token: string; stateDir: string } {
    const { token } = this.programs.readSettings<{ token: string }>(`agent-${host}`);
    const url = `http://127.0.0.1:${this.agentPorts.get(host)!}`;
    return { url, token, stateDir: this.stateDir(host) };
  }

  /** One request to the agent of a host, as an operator there sends it. */
  async askAgent(host: string, route: string, body: object): Promise<{ status: number; body: unknown }> {
    const { url, token } = this.agent(host);
    const answer = await fetch(`${url}/api/agent/${route}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: await answer.json() };
  }

  private stateDir(host: string): string {
    return path.join(this.dir, `agent-state-${host}`);
  }

  /** ampinstmgr of a host, simulated: it acts on the servers behind the host's simulated panel. */
  private async writeManager(host: string): Promise<string> {
    const file = path.join(this.dir, `ampinstmgr-${host}`);
    const program = path.resolve(
      import.meta.dirname,
      '../../../tools/amp-simulator/dist/instance-manager-main.js',
    );
    const { url } = this.panels.get(host)!;
    await writeFile(
      file,
      `#!/bin/sh\nARCHIVESMP_SIMULATED_AMP='${url}' exec '${process.execPath}' '${program}' "$@"\n`,
      { mode: 0o755 },
    );
    return file;
  }

  private async writeAgentSettings(): Promise<void> {
    for (const host of this.fleet.hosts) {
      const port = await freePort();
      this.agentPorts.set(host, port);
      const facts = {
        host,
        hubUrl: this.gate.url,
        token: await newToken(this.history, [`agent:${host}`]),
        redis: this.services.redis,
        dataDir: path.join(this.dir, 'fleet', host, '.ampdata'),
        stateDir: this.stateDir(host),
        manager: await this.writeManager(host),
        port,
      };
      this.programs.writeSettings(`agent-${host}`, agentSettings(facts));
    }
  }
}

const servicesOf = (stateDir: string, { durable = false, s3Env }: ProductVariant) => ({
  stateDir,
  durable,
  ...(s3Env && { s3Env }),
});

const ANSWER_WITHIN_SECONDS = 60;
