import path from 'node:path';
import {
  HARD_SERVICES,
  PRIVATE_SERVICES,
  processRecord,
  stopPrivateServices,
  stopProcess,
} from '@archivesmp/private-services';
import { stopDockerServices } from './docker-services.js';
import type { StateFolder } from './state-folder.js';

/** What the last `./dev up` served; written before anything is started, so that `down` always knows. */
export interface DevSession {
  fleetId: string;
  fleetLabel: string;
  hosts: string[];
  port: number;
  docker: boolean;
  hard: boolean;
  ports: { panels: Record<string, number>; agents: Record<string, number> };
}

const FILE = 'session.json';

export const readSession = (state: StateFolder): DevSession | undefined => state.readJson<DevSession>(FILE);

const FIRST_PORT = 8000;

/** The port of the hub: the one that is named, else that of the last start here, else the usual one. */
export const portOfHub = (state: StateFolder, named: number | undefined): number =>
  named ?? readSession(state)?.port ?? FIRST_PORT;

export const writeSession = (state: StateFolder, session: DevSession): void => state.writeJson(FILE, session);

export const agentName = (host: string): string => `agent-${host}`;

/** In the order in which they are stopped: who asks before who answers. */
export const appNames = (hosts: readonly string[]): string[] => [
  'hub',
  ...hosts.map(agentName),
  'amp-panels',
];

/** Where the record and the log of each process lie. */
export function processFolders(state: StateFolder, session: DevSession): { name: string; dir: string }[] {
  const names: readonly string[] = session.docker ? [] : session.hard ? HARD_SERVICES : PRIVATE_SERVICES;
  const services = names.map((name) => ({ name, dir: state.services }));
  return [...appNames(session.hosts).map((name) => ({ name, dir: state.run })), ...services];
}

export const logFile = ({ name, dir }: { name: string; dir: string }): string =>
  processRecord(dir, name)?.logFile ?? path.join(dir, `${name}.log`);

/** Stops panels, agents and hub. Returns the names of those that ran. */
export async function stopApps(state: StateFolder, hosts: readonly string[]): Promise<string[]> {
  const stopped = await Promise.all(
    appNames(hosts).map(async (name) => ((await stopProcess(state.run, name)) ? [name] : [])),
  );
  return stopped.flat();
}

/** Stops everything of this state folder; safe when nothing runs. */
export async function stopEverything(state: StateFolder): Promise<string[]> {
  const session = readSession(state);
  const apps = await stopApps(state, session?.hosts ?? []);
  if (session?.docker === true) stopDockerServices(state);
  const names: readonly string[] = [...new Set([...PRIVATE_SERVICES, ...HARD_SERVICES])];
  const services = names.filter((name) => processRecord(state.services, name) !== undefined);
  await stopPrivateServices(state.services);
  return [...apps, ...services];
}
