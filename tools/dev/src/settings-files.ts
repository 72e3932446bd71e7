import { randomBytes } from 'node:crypto';
import { storeSettings, type PrivateServiceSettings } from '@archivesmp/private-services';
import { parse, stringify } from 'yaml';
import { orderKeys, storageKey } from './order-keys.js';
import type { PreparedFleet } from './prepared-fleet.js';
import type { StateFolder } from './state-folder.js';

/** What is different where everything speaks TLS under one authority. */
export interface HardWorld {
  /** Certificate of the authority. */
  caFile: string;
  /** `http.tls` of the hub. */
  tls: { certificate_file: string; private_key_file: string };
}

/** Where the hub is. */
export const hubUrl = (ports: DevPorts, hard?: HardWorld): string =>
  `${hard === undefined ? 'http' : 'https'}://127.0.0.1:${ports.hub}`;

/** Where everything of one start listens. */
export interface DevPorts {
  hub: number;
  /** By host. */
  panels: Record<string, number>;
  agents: Record<string, number>;
}

/** One fleet's own corner of the servers that all fleets of this checkout share. */
export interface FleetStore {
  database: string;
  redisDatabase: number;
  bucketPrefix: string;
}

/** The settings files of one start, by whom they are for. */
export interface SettingsFiles {
  host: string;
  panels: string;
  /** Writes the one of a host's agent. @param given the agent.yaml that the hub made for it @returns where it lies */
  agentOf: (host: string, given: string) => string;
}

const PANEL_USER = 'archivesmp';
/** People who watch a demo wait for it; a simulated panel minds nothing. */
const DISCOVER_EVERY_SECONDS = 5;
const CALLS_PER_SECOND = 200;
/** Simulated servers have no players, and start in seconds. */
const QUICK_CHANGES = {
  countdown_seconds: 3,
  wait_for_empty_seconds: 5,
  observe_seconds: 2,
  verdict_within_seconds: 30,
};

/** Writes the settings that the programs are started with: the same files a real installation has, in the same shape. */
export function writeSettingsFiles(
  state: StateFolder,
  fleet: PreparedFleet,
  services: PrivateServiceSettings,
  store: FleetStore,
  ports: DevPorts,
  hard?: HardWorld,
): SettingsFiles {
  const panelPassword = panelSecret(state);
  const panel = (name: string) => ({
    url: `http://127.0.0.1:${ports.panels[name]}`,
    username: PANEL_USER,
    password: panelPassword,
  });
  const keys = orderKeys(state);
  const stores = storeSettings(services, store);
  const host = {
    role: 'host',
    physical_server: fleet.hosts[0]!.name,
    amp_servers: fleet.hosts.map(({ name }) => ({
      name,
      ...panel(name),
      calls_per_second: CALLS_PER_SECOND,
    })),
    ...stores,
    storage: { key: storageKey(state) },
    http: { host: '127.0.0.1', port: ports.hub, ...(hard && { tls: hard.tls }) },
    drift: { discover_every_seconds: DISCOVER_EVERY_SECONDS },
    deployment: { order_key: keys.privateKey, ...QUICK_CHANGES },
  };
  const panels = {
    panels: fleet.hosts.map(({ name, dataDir }) => ({
      name,
      port: ports.panels[name],
      hostDir: dataDir,
      users: [{ name: PANEL_USER, password: panelPassword }],
      // Real servers do so at every start; nothing is written into folders of one's own
      datesProperties: fleet.id === 'demo',
    })),
  };
  const dataDirs = new Map(fleet.hosts.map(({ name, dataDir }) => [name, dataDir]));
  /** What an operator adds to the file that the hub made. */
  const added = (name: string) => ({
    ...(hard && { hub_transport: { ca_file: hard.caFile } }),
    amp_local: panel(name),
    instances_root: dataDirs.get(name),
    state_folder: state.filePath('agents', fleet.id, name),
    status: { host: '127.0.0.1', port: ports.agents[name] },
  });
  const yaml = (name: string, content: object): string =>
    state.writeText(`settings/${name}`, stringify(content));
  return {
    host: yaml('host.yaml', host),
    panels: state.writeText('settings/panels.json', JSON.stringify(panels, null, 2)),
    agentOf: (name, given) => yaml(`agent-${name}.yaml`, { ...(parse(given) as object), ...added(name) }),
  };
}

function panelSecret(state: StateFolder): string {
  const known = state.readJson<{ password: string }>('panel-account.json');
  if (known !== undefined) return known.password;
  const password = randomBytes(12).toString('base64url');
  state.writeJson('panel-account.json', { password });
  return password;
}
