import { counted } from '@archivesmp/contracts/counted';
import {
  portHolder,
  PortInUse,
  processRecord,
  isAlive,
  startPrivateServices,
} from '@archivesmp/private-services';
import type { PrivateServiceSettings } from '@archivesmp/private-services';
import colors from 'picocolors';
import { accountsFile, devAccounts } from './accounts.js';
import { buildMark } from './build-mark.js';
import { buildPrograms } from './build-programs.js';
import { prepareDemoFleet } from './demo-fleet.js';
import type { DevOptions } from './dev-options.js';
import { agentName, portOfHub, processFolders, readSession, stopApps, writeSession } from './dev-session.js';
import { startDockerServices } from './docker-services.js';
import { discoverFleet, scanAndWait } from './first-scan.js';
import { fleetStore, prepareStore } from './fleet-store.js';
import { fleetSummary, type FleetSummary } from './fleet-summary.js';
import { beginAnew, HARD_PROGRAMS, startHardWorld } from './hard-world.js';
import { DevHubClient } from './hub-client.js';
import { ensurePrograms } from './install-programs.js';
import { prepareOwnFleet } from './own-fleet.js';
import type { PreparedFleet } from './prepared-fleet.js';
import type { DevProgress } from './progress.js';
import { provision } from './provision.js';
import { RememberedPorts } from './remembered-ports.js';
import { crashed } from './run-app.js';
import { hubUrl, writeSettingsFiles, type DevPorts } from './settings-files.js';
import { startFleet } from './start-fleet.js';
import type { StateFolder } from './state-folder.js';
import { printAddresses, writeDevFile } from './print-addresses.js';

/** `./dev up`: everything from nothing to a scanned fleet; what runs already is kept. Throws with the reason. */
export async function bringUp(
  options: DevOptions,
  state: StateFolder,
  progress: DevProgress,
  signal: AbortSignal,
): Promise<void> {
  const began = performance.now();
  // Checked first: learning this should not take a whole installation
  refuseUsedPort(portOfHub(state, options.port), state);
  if (!options.docker) ensurePrograms(options.hard ? HARD_PROGRAMS : ['redis-server', 'mariadbd'], progress);
  if (options.hard) await beginAnew(state);
  const port = portOfHub(state, options.port);
  if (options.hard) refuseUsedPort(port, state);
  progress.heading('Starting ArchiveSMP Config Manager');
  await progress.step('Building', () => buildPrograms());
  reportCrashed(state, progress);
  const fleet = await progress.step(
    'Fleet',
    () => (options.fleet === undefined ? prepareDemoFleet(state) : prepareOwnFleet(state, options.fleet)),
    ({ label, hosts }) => `${label}, hosts ${hosts.map(({ name }) => name).join(', ')}`,
  );
  for (const note of fleet.notes) progress.line(`    ${note}`);
  await leaveOtherFleet(state, fleet, port);
  const hosts = fleet.hosts.map(({ name }) => name);
  const remembered = new RememberedPorts(state);
  const ports = await portsOf(remembered, state, hosts, port);
  const { docker } = options;
  const { panels, agents } = ports;
  const session = { fleetId: fleet.id, fleetLabel: fleet.label, hosts, port, docker, hard: options.hard };
  writeSession(state, { ...session, ports: { panels, agents } });
  signal.throwIfAborted();
  const { services, hard } = options.hard
    ? await progress.step('Redis, MariaDB, radosgw, an authority', () => startHardWorld(state, remembered))
    : {
        services: await progress.step('Redis, MariaDB, S3', () => startServices(state, remembered, docker)),
        hard: undefined,
      };
  signal.throwIfAborted();
  const store = fleetStore(state, fleet);
  await progress.step(
    'Database, buckets, baselines',
    () => prepareStore(services, store, fleet),
    ({ migrations, baselines }) =>
      `${counted(migrations, 'migration')}, ${counted(baselines, 'baseline')} added`,
  );
  const accounts = devAccounts(state);
  const files = writeSettingsFiles(state, fleet, services, store, ports, hard);
  const hubAddress = hubUrl(ports, hard);
  signal.throwIfAborted();
  await progress.step('Accounts', () => provision(state, fleet.id, files.host, accountsFile(accounts)));
  const hub = new DevHubClient(hubAddress, accounts.token);
  const isSameFleet = await startFleet(state, fleet, files, ports, buildMark(), hub, progress, signal);
  const summary = await summarizeFleet(state, hub, hosts, isSameFleet, progress);
  const tookMs = performance.now() - began;
  const facts = {
    accounts,
    ports,
    fleet,
    summary,
    tookMs,
    hub: hubAddress,
    ...(hard && { caFile: hard.caFile }),
  };
  writeDevFile(state, facts);
  printAddresses(state, facts, progress);
}

function refuseUsedPort(port: number, state: StateFolder): void {
  const hub = processRecord(state.run, 'hub');
  if (hub !== undefined && isAlive(hub)) return;
  const holder = portHolder(port);
  if (holder !== undefined) throw new PortInUse('The hub', port, holder);
}

function reportCrashed(state: StateFolder, progress: DevProgress): void {
  const session = readSession(state);
  if (session === undefined) return;
  for (const { name, dir } of processFolders(state, session)) {
    const crash = crashed(dir, name);
    if (crash === undefined) continue;
    progress.line(colors.yellow(`  ${name} had ended by itself. Its last lines:`));
    for (const line of crash.lastLines) progress.line(`    ${name} | ${line}`);
  }
}

/** Two fleets never run at once: they would share the ports of the hub. */
async function leaveOtherFleet(state: StateFolder, fleet: PreparedFleet, port: number): Promise<void> {
  const before = readSession(state);
  if (before === undefined || (before.fleetId === fleet.id && before.port === port)) return;
  await stopApps(state, before.hosts);
}

async function portsOf(
  remembered: RememberedPorts,
  state: StateFolder,
  hosts: readonly string[],
  hub: number,
): Promise<DevPorts> {
  const ports: DevPorts = { hub, panels: {}, agents: {} };
  for (const [index, host] of hosts.entries()) {
    ports.agents[host] = await remembered.portOf(agentName(host), state.run, hub + 1 + index);
    ports.panels[host] = await remembered.portOf(`panel-${host}`, state.run, undefined, 'amp-panels');
  }
  return ports;
}

async function startServices(
  state: StateFolder,
  remembered: RememberedPorts,
  docker: boolean,
): Promise<PrivateServiceSettings> {
  const ports = {
    redis: await remembered.portOf('redis', state.services),
    mariadb: await remembered.portOf('mariadb', state.services),
    s3: await remembered.portOf('s3', state.services),
  };
  if (docker) return startDockerServices(state, ports);
  return startPrivateServices({ stateDir: state.services, ports, background: true });
}

/** Scans unless nothing changed since the last scan that was summed up. */
async function summarizeFleet(
  state: StateFolder,
  hub: DevHubClient,
  hosts: readonly string[],
  isSameFleet: boolean,
  progress: DevProgress,
): Promise<FleetSummary> {
  const before = state.readJson<{ summary?: FleetSummary }>('dev.json')?.summary;
  if (isSameFleet && before !== undefined) return before;
  await progress.step(
    'Instances',
    () => discoverFleet(hub, hosts),
    (count) => `${count} found`,
  );
  const scan = await progress.step(
    'First scan',
    () => scanAndWait(hub, {}),
    ({ instances = [] }) => counted(instances.length, 'instance'),
  );
  return fleetSummary(hub, scan);
}
