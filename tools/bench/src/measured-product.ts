import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startAmpPanel, type RunningPanel } from '@archivesmp/amp-simulator';
import { writeDemoFleet, type DemoInstance } from '@archivesmp/demo-fleet';
import { migrate, openHistory, type History } from '@archivesmp/history';
import {
  freePort,
  processRecord,
  startPrivateServices,
  startProcess,
  stopPrivateServices,
  stopProcess,
  storeSettings,
  until,
  type PrivateServiceSettings,
} from '@archivesmp/private-services';
import { createConnection } from 'mysql2/promise';
import { ROOT } from './fleet.js';

const DATABASE = 'asmp_bench';
const USER = { name: 'hub', password: randomBytes(12).toString('base64url') };
/** Under which what rests in S3 is signed. */
const STORAGE_KEY = randomBytes(32).toString('hex');
const KEYS = generateKeyPairSync('ed25519', {
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
/** As agents are shipped: one heap of the C library. */
const AGENT_ENVIRONMENT = { MALLOC_ARENA_MAX: '1' };

/** The whole product for measuring: durable Redis, MariaDB and S3, simulated panels, one agent per host, the hub. */
export class MeasuredProduct {
  readonly panels = new Map<string, RunningPanel>();
  private hubPort = 0;
  private token = '';

  private constructor(
    private readonly dir: string,
    private readonly services: PrivateServiceSettings,
    readonly history: History,
  ) {}

  /** @throws when something does not start; what was started is ended again */
  static async startProduct(instances: readonly DemoInstance[]): Promise<MeasuredProduct> {
    const dir = mkdtempSync(path.join(os.tmpdir(), 'asmp-bench-'));
    const services = await startPrivateServices({ stateDir: dir });
    const product = new MeasuredProduct(dir, services, await newHistory(services));
    try {
      await product.beginProduct(instances);
    } catch (error) {
      await product.close();
      throw error;
    }
    return product;
  }

  private async beginProduct(instances: readonly DemoInstance[]): Promise<void> {
    const fleet = await writeDemoFleet(path.join(this.dir, 'fleet'), instances);
    for (const host of fleet.hosts) {
      const hostDir = path.join(this.dir, 'fleet', host, '.ampdata');
      const panel = { port: 0, name: host, hostDir, users: [USER], ownSpec: true };
      this.panels.set(host, await startAmpPanel(panel));
    }
    this.hubPort = await freePort();
    this.token = await this.newToken(['admin']);
    await this.runApp('hub', this.hubPort, '/health/ready', this.hubSettings());
    for (const host of fleet.hosts) await this.startAgent(host);
  }

  private async startAgent(host: string): Promise<void> {
    const port = await freePort();
    const settings = {
      role: 'client',
      physical_server: host,
      hub_api: `http://127.0.0.1:${this.hubPort}`,
      token: await this.newToken([`agent:${host}`]),
      redis: this.services.redis,
      redis_shared: true,
      instances_root: path.join(this.dir, 'fleet', host, '.ampdata'),
      order_keys: [KEYS.publicKey],
      state_folder: path.join(this.dir, `agent-state-${host}`),
      status: { port },
    };
    await this.runApp(`client-agent-${host}`, port, '/api/agent/status', settings);
  }

  private async runApp(name: string, port: number, probe: string, settings: object): Promise<void> {
    const app = name.startsWith('client-agent') ? 'client-agent' : name;
    const program = path.join(ROOT, 'apps', app, 'dist/main.js');
    if (!existsSync(program)) throw new Error(`${program} is missing. Remedy: npm run build`);
    const file = path.join(this.dir, `${name}.yaml`);
    writeFileSync(file, JSON.stringify(settings), { mode: 0o600 });
    await startProcess({
      name,
      command: process.execPath,
      args: [program, '--config', file],
      env: { ...process.env, ...(app === 'client-agent' && AGENT_ENVIRONMENT) },
      stateDir: this.dir,
      port,
      background: false,
      isReady: async () => {
        const answer = await fetch(`http://127.0.0.1:${port}${probe}`);
        // 401 comes from the program itself; while it is being built it says 503
        if (answer.status >= 500) throw new Error(`${probe} says ${answer.status}`);
      },
    });
  }

  /** One request as an administrator. @throws Error with the problem that the hub named */
  async call<Answer>(method: string, address: string, body?: object): Promise<Answer> {
    const answer = await fetch(`http://127.0.0.1:${this.hubPort}${address}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${address}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Answer;
  }

  /** Waits for something, looking every few milliseconds. @throws when it does not come */
  async eventually<Answer>(what: string, check: () => Promise<Answer | undefined>): Promise<Answer> {
    const answer = await until(check, 180_000, 5);
    if (answer === undefined) throw new Error(`waited in vain for ${what}`);
    return answer;
  }

  /** The most memory that a program had at once so far, in megabytes. */
  peakMegabytes(name: string): number {
    const status = readFileSync(`/proc/${processRecord(this.dir, name)!.pid}/status`, 'utf8');
    return Math.round(Number(/^VmHWM:\s+(\d+) kB/m.exec(status)![1]) / 1024);
  }

  async close(): Promise<void> {
    for (const host of this.panels.keys()) await stopProcess(this.dir, `client-agent-${host}`);
    await stopProcess(this.dir, 'hub');
    await Promise.all([...this.panels.values()].map((panel) => panel.close()));
    await this.history.close();
    await stopPrivateServices(this.dir);
    rmSync(this.dir, { recursive: true, force: true });
  }

  private async newToken(scopes: string[]): Promise<string> {
    const token = `asmp_${randomBytes(32).toString('base64url')}`;
    const expiresAt = new Date(Date.now() + 3_600_000);
    const fact = { label: scopes.join(), scopes, createdBy: 'bench', expiresAt };
    // Only a person decides about a plan
    const owner = scopes.includes('admin') ? { userId: await this.newPerson() } : {};
    await this.history.tokens.createToken(token, { ...fact, ...owner }, new Date());
    return token;
  }

  private async newPerson(): Promise<string> {
    const person = { name: 'bench', passwordHash: 'none', role: 'admin' } as const;
    return (await this.history.users.createUser(person, new Date())).id;
  }

  private hubSettings(): object {
    return {
      physical_server: 'hetzner',
      amp_servers: [...this.panels].map(([name, { url }]) => ({
        name,
        url,
        username: USER.name,
        password: USER.password,
      })),
      ...storeSettings(this.services, { database: DATABASE }),
      http: { port: this.hubPort },
      storage: { key: STORAGE_KEY },
      drift: { scan_every_seconds: 0 },
      deployment: {
        order_key: KEYS.privateKey,
        self_approval: true,
        countdown_seconds: 0,
        wait_for_empty_seconds: 0,
        observe_seconds: 0,
      },
    };
  }
}

async function newHistory({ mariadb }: PrivateServiceSettings): Promise<History> {
  const connection = await createConnection(mariadb);
  await connection.query(`CREATE DATABASE ${DATABASE}`);
  await connection.end();
  const settings = { ...mariadb, database: DATABASE };
  await migrate(settings);
  return openHistory(settings);
}
