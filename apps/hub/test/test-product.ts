import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Artifacts } from '@archivesmp/artifacts';
import { startAmpPanel, type RunningPanel } from '@archivesmp/amp-simulator';
import type { PlanView } from '@archivesmp/contracts/deployment';
import type { FindingPage, FindingView, ScanTicket, ScanView } from '@archivesmp/contracts/drift';
import { writeDemoFleet, type DemoFleet, type DemoTruth } from '@archivesmp/demo-fleet';
import { migrate, openHistory, type History, type HistorySettings } from '@archivesmp/history';
import {
  freePort,
  portHolder,
  processRecord,
  startPrivateServices,
  startProcess,
  stopPrivateServices,
  stopProcess,
  until,
  type PrivateServiceSettings,
} from '@archivesmp/private-services';
import { createConnection } from 'mysql2/promise';
import { Gate } from './gate.js';

const APPS = fileURLToPath(new URL('../../', import.meta.url));
const USER = { name: 'hub', password: randomBytes(12).toString('base64url') };
const KEYS = generateKeyPairSync('ed25519', {
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
/** Nobody plays on simulated servers. */
const QUICK_CHANGES = {
  countdown_seconds: 0,
  wait_for_empty_seconds: 0,
  observe_seconds: 0,
  verdict_within_seconds: 20,
};
/** Programs run by root read every file; without these two powers permissions count for them as for anybody. */
const POWERLESS = process.getuid?.() === 0 ? ['--bounding-set=-dac_override,-dac_read_search', '--'] : ['--'];
const FINAL = new Set(['completed', 'partial', 'failed']);

/** How one product differs from what most tests need. */
export interface ProductVariant {
  /** Settings of the topic `deployment`, beside those that make changes quick. */
  readonly deployment?: object;
  /** Settings of the topic `backup`, beside those that keep its schedules quiet. */
  readonly backup?: object;
  /** Variables of the agents' environment, beside those of this process. */
  readonly agentEnv?: NodeJS.ProcessEnv;
  /** true: MariaDB loses nothing when it is killed. */
  readonly durable?: boolean;
  /** Puts something between the hub and S3: given the port of S3 it gives the port that the hub is told. */
  readonly s3Port?: (port: number) => Promise<number>;
}

/** One request as somebody sends it. */
export interface Asked {
  readonly body?: RequestInit['body'];
  readonly headers?: Record<string, string>;
  /** Of whoever asks; the administrator's unless named. */
  readonly token?: string;
}

/**
 * The whole product on real parts, for one test file: Redis, MariaDB and S3 of its own, the demo fleet on disk behind two
 * simulated panels, one agent process per host, and the hub as a process. Needs the workspace to be built.
 */
export class TestProduct {
  private constructor(
    readonly dir: string,
    readonly fleet: DemoFleet,
    readonly panels: ReadonlyMap<string, RunningPanel>,
    readonly gate: Gate,
    readonly history: History,
    readonly services: PrivateServiceSettings,
    private readonly hubPort: number,
    /** API token of an administrator. */
    readonly token: string,
    /** API token of somebody else, who may approve what the administrator planned. */
    readonly colleague: string,
    private readonly variant: ProductVariant,
  ) {}

  private hubS3Port = 0;

  /** Whatever was started is ended again when something does not start. */
  static async start(variant: ProductVariant = {}): Promise<TestProduct> {
    const dir = mkdtempSync(path.join(os.tmpdir(), 'asmp-product-'));
    const { durable = false } = variant;
    const services = await startPrivateServices({ stateDir: dir, durable });
    const history = await openHistory(await newDatabase(services));
    const fleet = await writeDemoFleet(path.join(dir, 'fleet'));
    const panels = new Map<string, RunningPanel>();
    for (const host of fleet.hosts) {
      const hostDir = path.join(dir, 'fleet', host, '.ampdata');
      panels.set(host, await startAmpPanel({ port: 0, name: host, hostDir, users: [USER], ownSpec: true }));
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
  get url(): string {
    return `http://127.0.0.1:${this.spokenTo}`;
  }

  /** Folder of an instance's server. */
  serverDir(host: string, instance: string): string {
    return path.join(this.fleetDir, host, '.ampdata/instances', instance, 'Minecraft');
  }

  /** @param probe the address whose first 2xx counts as started */
  startHub(probe = '/health/ready'): Promise<unknown> {
    return this.run('hub', path.join(APPS, 'hub/dist/main.js'), this.hubPort, probe);
  }

  /** A second hub on the same stores, behind a port of its own. Its name is `hub-2`. */
  async startSecondHub(): Promise<void> {
    this.secondPort = await freePort();
    const settings = JSON.parse(readFileSync(path.join(this.dir, 'hub.yaml'), 'utf8')) as { http: object };
    this.writeFor('hub-2', { ...settings, http: { ...settings.http, port: this.secondPort } });
    await this.run('hub-2', path.join(APPS, 'hub/dist/main.js'), this.secondPort, '/health/ready');
  }

  /** From now on agents and whoever asks talk to the first or to the second hub, as behind a balancer. */
  talkTo(name: 'hub' | 'hub-2'): void {
    this.spokenTo = name === 'hub' ? this.hubPort : this.secondPort;
    this.gate.leadTo(this.spokenTo);
  }

  private secondPort = 0;
  private spokenTo = this.hubPort;

  startAgent(host: string): Promise<unknown> {
    const port = this.agentPorts.get(host)!;
    return this.run(`agent-${host}`, path.join(APPS, 'client-agent/dist/main.js'), port, '/health/live');
  }

  private readonly agentPorts = new Map<string, number>();

  private async run(name: string, program: string, port: number, probe: string): Promise<void> {
    if (!existsSync(program)) throw new Error(`${program} is missing. Remedy: npm run build`);
    await startProcess({
      name,
      command: 'setpriv',
      args: [...POWERLESS, process.execPath, program, '--config', path.join(this.dir, `${name}.yaml`)],
      stateDir: this.dir,
      port,
      background: false,
      ...(name.startsWith('agent-') && { env: { ...process.env, ...this.variant.agentEnv } }),
      readyWithinMs: 90_000, // on a machine where everybody tests at once
      isReady: async () => {
        const answer = await fetch(`http://127.0.0.1:${port}${probe}`);
        if (!answer.ok) throw new Error(`${probe} says ${answer.status}: ${await answer.text()}`);
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
    const { redis, mariadb, s3 } = this.services;
    const known = {
      hub: this.hubPort,
      'hub-2': this.secondPort,
      redis: redis.port,
      mariadb: mariadb.port,
      s3: s3.port,
    };
    const port = known[name as keyof typeof known] ?? this.agentPorts.get(name.replace('agent-', ''))!;
    await this.eventually(`port ${port} to be free`, async () => (portHolder(port) ? undefined : true));
  }

  /** Asks it politely. Returns when it is gone. */
  stop(name: string): Promise<boolean> {
    return stopProcess(this.dir, name);
  }

  /** Starts again whichever of Redis, MariaDB and S3 is down. */
  async startServices(): Promise<void> {
    const { redis, mariadb, s3 } = this.services;
    const ports = { redis: redis.port, mariadb: mariadb.port, s3: s3.port };
    await startPrivateServices({ stateDir: this.dir, durable: this.variant.durable ?? false, ports });
  }

  /** Lines of a program's log, as it wrote them. */
  lines(name: string): Record<string, unknown>[] {
    return readFileSync(path.join(this.dir, `${name}.log`), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** A request to the hub with an administrator's token. @throws Error with the problem the hub named */
  async call<Answer>(method: string, address: string, body?: unknown): Promise<Answer> {
    const answer = await this.send(method, address, {
      ...(body !== undefined && {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    });
    return (await answer.json()) as Answer;
  }

  /** The same by somebody else, who may approve what the administrator planned. */
  async callAsColleague<Answer>(method: string, address: string, body: unknown): Promise<Answer> {
    const headers = { 'content-type': 'application/json' };
    const asked = { body: JSON.stringify(body), headers, token: this.colleague };
    const answer = await this.send(method, address, asked);
    return (await answer.json()) as Answer;
  }

  private async send(method: string, address: string, asked: Asked): Promise<Response> {
    const answer = await this.ask(method, address, asked);
    if (!answer.ok) throw new Error(`${method} ${address}: ${answer.status} ${await answer.text()}`);
    return answer;
  }

  /** The answer as it is, whatever it says. @throws when nobody answers */
  ask(method: string, address: string, { body, headers, token = this.token }: Asked = {}): Promise<Response> {
    return fetch(`${this.url}${address}`, {
      method,
      headers: { ...headers, authorization: `Bearer ${token}` },
      ...(body !== undefined && { body }),
      signal: AbortSignal.timeout(30_000),
    });
  }

  /** The token of a person of their own. */
  newPerson(scopes: string[], name?: string): Promise<string> {
    return newToken(this.history, scopes, name);
  }

  /** What a plan says of one instance. */
  plannedPart({ plan }: PlanView, instanceId: string): { restart: boolean } | undefined {
    const { waves } = plan as { waves: { instances: { instanceId: string; restart: boolean }[] }[] };
    return waves.flatMap(({ instances }) => instances).find((one) => one.instanceId === instanceId);
  }

  /** The text of /metrics. */
  async metrics(): Promise<string> {
    return (await this.send('GET', '/metrics', {})).text();
  }

  /** Looks for instances, and waits until the look is over. */
  async discover(): Promise<Record<string, unknown>> {
    const { id } = await this.call<{ id: string }>('POST', '/api/v1/discoveries');
    return this.eventually('the discovery to end', async () => {
      const operation = await this.call<Record<string, unknown>>('GET', `/api/v1/operations/${id}`);
      return operation['state'] === 'succeeded' || operation['state'] === 'failed' ? operation : undefined;
    });
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
      const known = await this.history.fleet.instances();
      return known.length === instances ? true : undefined;
    });
  }

  askForScan(scope: object = {}): Promise<ScanTicket> {
    return this.call<ScanTicket>('POST', '/api/v1/scans', scope);
  }

  /** Straight from the history, so that it can be read while the hub is away. */
  async scan(id: string): Promise<ScanView> {
    return (await this.history.scans.getScan(id))!;
  }

  /** Waits until the scan has ended by itself. */
  scanEnd(id: string, withinMs = 90_000): Promise<ScanView> {
    return this.eventually(
      'the scan to end',
      async () => {
        const scan = await this.scan(id).catch(() => undefined);
        return scan !== undefined && FINAL.has(scan.state) ? scan : undefined;
      },
      withinMs,
    );
  }

  async scanned(scope: object = {}): Promise<ScanView> {
    return this.scanEnd((await this.askForScan(scope)).id);
  }

  /** All findings that a filter of GET /api/v1/findings gives, over its pages. */
  async findings(query = ''): Promise<FindingView[]> {
    const all: FindingView[] = [];
    for (let after = ''; ;) {
      const page = await this.call<FindingPage>('GET', `/api/v1/findings?limit=100${query}${after}`);
      all.push(...page.findings);
      if (page.next === undefined) return all;
      after = `&after=${encodeURIComponent(page.next)}`;
    }
  }

  async eventually<Answer>(
    what: string,
    look: () => Promise<Answer | undefined>,
    withinMs = 60_000,
  ): Promise<Answer> {
    const answer = await until(look, withinMs);
    if (answer === undefined) throw new Error(`Waited ${withinMs} ms for ${what}`);
    return answer as Answer;
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
    const artifacts = new Artifacts(this.services.s3);
    const when = { ifAbsent: true } as const;
    for (const file of files) {
      const [plugin, ...rest] = path.relative(baselinesDir, file).split('/');
      await artifacts.baselines.write(plugin!, rest.join('/'), await readFile(file), when);
    }
    await artifacts.deviations.write(await readFile(deviationsFile), when);
    artifacts.close();
  }

  private writeFor(name: string, settings: object): void {
    writeFileSync(path.join(this.dir, `${name}.yaml`), JSON.stringify(settings), { mode: 0o600 });
  }

  /** Takes effect at the hub's next start. `deployment` comes on top of what the variant says. */
  writeHubSettings(answerWithinSeconds: number, deployment: object = {}): void {
    const { redis, mariadb, s3 } = this.services;
    this.writeFor('hub', {
      physical_server: 'hetzner',
      amp_servers: [...this.panels].map(([name, { url }]) => ({
        name,
        url,
        username: USER.name,
        password: USER.password,
      })),
      minio: {
        endpoint: `${s3.endPoint}:${this.hubS3Port}`,
        access_key: s3.accessKey,
        secret_key: s3.secretKey,
        region: s3.region,
      },
      mariadb: {
        host: mariadb.host,
        port: mariadb.port,
        username: mariadb.user,
        password: mariadb.password,
        database: DATABASE,
      },
      redis,
      http: { port: this.hubPort },
      drift: { scan_every_seconds: 0, answer_within_seconds: answerWithinSeconds },
      backup: { every_hours: 0, verify_every_hours: 0, drill_every_hours: 0, ...this.variant.backup },
      deployment: {
        order_key: KEYS.privateKey,
        ...QUICK_CHANGES,
        ...this.variant.deployment,
        ...deployment,
      },
    });
  }

  private async writeAgentSettings(): Promise<void> {
    for (const host of this.fleet.hosts) {
      const port = await freePort();
      this.agentPorts.set(host, port);
      this.writeFor(`agent-${host}`, {
        role: 'client',
        physical_server: host,
        hub_api: this.gate.url,
        token: await newToken(this.history, [`agent:${host}`]),
        redis: this.services.redis,
        instances_root: path.join(this.dir, 'fleet', host, '.ampdata'),
        order_keys: [KEYS.publicKey],
        state_folder: path.join(this.dir, `agent-state-${host}`),
        status: { port },
      });
    }
  }
}

const DATABASE = 'asmp_test';
const ANSWER_WITHIN_SECONDS = 60;

async function newDatabase({ mariadb }: PrivateServiceSettings): Promise<HistorySettings> {
  const connection = await createConnection(mariadb);
  await connection.query(`CREATE DATABASE ${DATABASE}`);
  await connection.end();
  const settings = { ...mariadb, database: DATABASE };
  await migrate(settings);
  return settings;
}

async function newToken(history: History, scopes: string[], label = scopes.join()): Promise<string> {
  const token = `asmp_${randomBytes(32).toString('base64url')}`;
  const expiresAt = new Date(Date.now() + 10 * 3_600_000);
  await history.tokens.createToken(token, { label, scopes, createdBy: 'test', expiresAt }, new Date());
  return token;
}
