import { generateKeyPairSync, randomBytes } from 'node:crypto';
import os from 'node:os';
import { storeSettings, type PrivateServiceSettings } from '@archivesmp/private-services';
import { DATABASE } from './product-database.js';

/** The account of the simulated panels. */
export const PANEL_USER = { name: 'hub', password: randomBytes(12).toString('base64url') };
/** Under which what rests in S3 is signed. */
export const STORAGE_KEY = randomBytes(32).toString('hex');
const KEYS = generateKeyPairSync('ed25519', {
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
/** Simulated servers have no players. */
const QUICK_CHANGES = {
  countdown_seconds: 0,
  wait_for_empty_seconds: 0,
  observe_seconds: 0,
  verdict_within_seconds: 20,
};

/** What the settings of one hub under test depend on. */
export interface HubFacts {
  readonly services: PrivateServiceSettings;
  readonly panels: ReadonlyMap<string, { readonly url: string }>;
  readonly port: number;
  readonly answerWithinSeconds: number;
  /** On top of what makes changes quick. */
  readonly deployment: object;
  /** On top of what keeps the schedules of backups quiet. */
  readonly backup: object;
}

/** The content of `host.yaml`. */
export const hubSettings = ({ services, panels, port, ...facts }: HubFacts) => ({
  physical_server: 'hetzner',
  amp_servers: [...panels].map(([name, { url }]) => ({
    name,
    url,
    username: PANEL_USER.name,
    password: PANEL_USER.password,
  })),
  ...storeSettings(services, { database: DATABASE }),
  storage: { key: STORAGE_KEY },
  http: { port },
  drift: { scan_every_seconds: 0, answer_within_seconds: facts.answerWithinSeconds },
  backup: { every_hours: 0, verify_every_hours: 0, drill_every_hours: 0, ...facts.backup },
  deployment: { order_key: KEYS.privateKey, ...QUICK_CHANGES, ...facts.deployment },
});

/** What the settings of one agent under test depend on. */
export interface AgentFacts {
  readonly host: string;
  readonly hubUrl: string;
  readonly token: string;
  readonly redis: PrivateServiceSettings['redis'];
  readonly dataDir: string;
  readonly stateDir: string;
  /** AMP's program for the command line of the host. */
  readonly manager: string;
  readonly port: number;
}

/** The content of `agent.yaml`. */
export const agentSettings = ({
  host,
  hubUrl,
  token,
  redis,
  dataDir,
  stateDir,
  manager,
  port,
}: AgentFacts) => ({
  role: 'client',
  physical_server: host,
  hub_api: hubUrl,
  token,
  redis,
  redis_shared: true,
  instances_root: dataDir,
  order_keys: [KEYS.publicKey],
  state_folder: stateDir,
  ampinstmgr: { path: manager, user: os.userInfo().username },
  status: { port },
});
