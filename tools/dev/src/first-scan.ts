import type { ScanRequest, ScanView } from '@archivesmp/contracts/scan';
import { until } from '@archivesmp/private-services';
import type { DevHubClient } from './hub-client.js';

const FINAL = new Set(['completed', 'partial', 'failed']);
const AGENTS_MS = 60_000;
const OPERATION_MS = 60_000;
const SCAN_MS = 10 * 60_000;
const EVERY_MS = 100;

/** Waits until the hub hears every host's agent, then lets it look for instances. How many it knows. */
export async function discoverFleet(hub: DevHubClient, hosts: readonly string[]): Promise<number> {
  const all = await until(
    async () => {
      const alive = new Set(
        (await hub.hosts()).filter(({ agent }) => agent === 'alive').map(({ name }) => name),
      );
      return hosts.every((host) => alive.has(host)) ? true : undefined;
    },
    AGENTS_MS,
    EVERY_MS,
  );
  if (all === undefined) throw new Error(`The hub does not hear the agents of ${hosts.join(', ')}.`);
  const id = await hub.discover();
  const end = await until(
    async () => {
      const { state, reason } = await hub.operation(id);
      return ['succeeded', 'failed', 'cancelled'].includes(state) ? { state, reason } : undefined;
    },
    OPERATION_MS,
    EVERY_MS,
  );
  if (end?.state !== 'succeeded')
    throw new Error(`Looking for instances did not succeed: ${end?.reason ?? 'no end within a minute'}`);
  return (await hub.instances()).length;
}

/** Asks for a scan and waits for its end; a scan that is under way is joined. Throws when it fails. */
export async function scanAndWait(hub: DevHubClient, scope: ScanRequest): Promise<ScanView> {
  const { id } = await hub.requestScan(scope);
  const scan = await until(
    async () => {
      const now = await hub.scan(id);
      return FINAL.has(now.state) ? now : undefined;
    },
    SCAN_MS,
    EVERY_MS,
  );
  if (scan === undefined) throw new Error(`The scan ${id} did not end within ten minutes.`);
  if (scan.state === 'failed') throw new Error(`The scan failed: ${scan.reason ?? 'no reason given'}`);
  return scan;
}
