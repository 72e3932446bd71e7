import { readFileSync, rmSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import {
  isAlive,
  processRecord,
  RADOSGW_PROCESSES,
  RADOSGW_PROGRAMS,
  startHardServices,
  type PrivateServiceSettings,
  type ServiceProgram,
} from '@archivesmp/private-services';
import { stopEverything } from './dev-session.js';
import type { RememberedPorts } from './remembered-ports.js';
import type { HardWorld } from './settings-files.js';
import type { StateFolder } from './state-folder.js';

/** What the world of `--hard` is made of. */
export const HARD_PROGRAMS: readonly ServiceProgram[] = [
  'redis-server',
  'mariadbd',
  'openssl',
  ...RADOSGW_PROGRAMS,
];

/** radosgw keeps its objects in memory: where it is down, what the other stores and the agents remember is of no use. */
export async function beginAnew(state: StateFolder): Promise<void> {
  const records = RADOSGW_PROCESSES.map((name) => processRecord(state.services, name));
  if (records.every((record) => record !== undefined && isAlive(record))) return;
  await stopEverything(state);
  rmSync(state.dir, { recursive: true, force: true });
  state.make();
}

/** Starts the stores, and has this process believe their authority. */
export async function startHardWorld(
  state: StateFolder,
  remembered: RememberedPorts,
): Promise<{ services: PrivateServiceSettings; hard: HardWorld }> {
  const ports = {
    redis: await remembered.portOf('redis', state.services),
    mariadb: await remembered.portOf('mariadb', state.services),
    s3: await remembered.portOf('s3', state.services, undefined, 'radosgw'),
  };
  const services = await startHardServices({ stateDir: state.services, ports, background: true });
  const { ca } = services;
  const { certificate, key } = await ca.issue('hub', ['localhost', '127.0.0.1']);
  believe(ca.certificate);
  const tls = { certificate_file: certificate, private_key_file: key };
  return { services, hard: { caFile: ca.certificate, tls } };
}

/** From now on this process believes an authority beside those of the system. */
export function believe(caFile: string): void {
  setDefaultCACertificates([...getCACertificates('default'), readFileSync(caFile, 'utf8')]);
}
